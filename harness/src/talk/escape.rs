//! Bytes as text that may be shown: printable, of known width, without a surprise.
//!
//! What a program prints is a stranger's: a control character could move the cursor, a
//! right-to-left letter could reverse the rest of a line, an invisible one could hide. What is
//! left as it is here takes one or two columns on a terminal and is read from left to right;
//! everything else becomes an escape of the talks' strings, so that the text can be pasted
//! into a talk and means the same bytes.

use unicode_width::UnicodeWidthChar;

/// The bytes as the inside of a talk's string, one string for each character or single byte,
/// so that a reader can cut between them.
pub fn marks(bytes: &[u8]) -> impl Iterator<Item = String> + '_ {
    bytes.utf8_chunks().flat_map(|chunk| {
        let bad = chunk.invalid().iter().map(|byte| hex(&[*byte]));
        chunk.valid().chars().map(mark).chain(bad)
    })
}

/// The bytes as a talk's string, quotes included.
pub fn quote(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() + 2);
    text.push('"');
    text.extend(marks(bytes));
    text.push('"');
    text
}

/// Text of our own that may hold a stranger's words: what cannot be shown is escaped, while
/// quotes, braces and backslashes stay.
pub fn escape(text: &str) -> String {
    // Most of it by far is so.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return text.to_owned();
    }
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match is_plain(c) {
            true => shown.push(c),
            false => shown.push_str(&mark(c)),
        }
    }
    shown
}

/// Whether a character can be shown as it is.
pub fn is_plain(c: char) -> bool {
    if c.is_ascii() {
        return matches!(c, ' '..='~');
    }
    // The lines of drawings: there are many, and what follows takes its time.
    if matches!(c, '\u{2500}'..='\u{257f}') {
        return true;
    }
    // The standard library escapes what is not printable or joins its neighbour.
    let printable = c.escape_debug().next() == Some(c);
    let is_wide_as_known = matches!(c.width(), Some(1 | 2));
    printable && is_wide_as_known && !is_blank_letter(c) && !is_right_to_left(c)
}

/// How many columns of a terminal the text takes, if it is made of plain characters.
pub fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

/// How many columns of a terminal a plain character takes: 2 for those that Unicode calls wide
/// (UAX #11), else 1.
pub fn columns(c: char) -> usize {
    c.width().unwrap_or(1)
}

/// The start of a text that takes at most so many columns, with an ellipsis where it was cut.
pub fn cut(text: &str, room: usize) -> String {
    if width(text) <= room {
        return text.to_owned();
    }
    let mut start = String::new();
    let mut taken = 0;
    for c in text.chars() {
        taken += columns(c);
        if taken + 1 > room {
            break;
        }
        start.push(c);
    }
    start.push('…');
    start
}

/// One character, as it stands in a string of a talk.
fn mark(c: char) -> String {
    match c {
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        '\t' => "\\t".to_owned(),
        '\0' => "\\0".to_owned(),
        '\\' | '"' | '{' | '}' => format!("\\{c}"),
        c if is_plain(c) => c.to_string(),
        c => hex(c.encode_utf8(&mut [0; 4]).as_bytes()),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("\\x{byte:02x}")).collect()
}

/// Letters by their category that show nothing: fillers, empty Braille, and the Hangul vowels
/// and finals that are drawn onto the letter before them.
fn is_blank_letter(c: char) -> bool {
    matches!(c, '\u{115f}'..='\u{11ff}' | '\u{2800}' | '\u{3164}' | '\u{d7b0}'..='\u{d7ff}' | '\u{ffa0}')
}

/// The blocks of scripts that are written from right to left (UAX #9, DerivedBidiClass).
fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_escaped() {
        assert_eq!(quote(b"\x1b[2J\x07\x7f\n"), r#""\x1b[2J\x07\x7f\n""#);
        assert_eq!(quote("\u{9b}2J".as_bytes()), r#""\xc2\x9b2J""#);
        assert_eq!(
            quote("a\u{202e}b\u{200b}\u{feff}".as_bytes()),
            r#""a\xe2\x80\xaeb\xe2\x80\x8b\xef\xbb\xbf""#
        );
        assert_eq!(
            quote("e\u{301}\u{5d0}\u{3164}".as_bytes()),
            r#""e\xcc\x81\xd7\x90\xe3\x85\xa4""#
        );
        assert_eq!(escape("say \"{x}\"\u{1b}"), "say \"{x}\"\\x1b");
    }

    #[test]
    fn text_stays_and_broken_text_is_hex() {
        assert_eq!(quote("Grüße € 日本".as_bytes()), "\"Grüße € 日本\"");
        assert_eq!(quote(b"\xe2\x82"), r#""\xe2\x82""#);
        assert_eq!(quote(br#"{"a\"}"#), r#""\{\"a\\\"\}""#);
    }

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(width("abc ü €"), 7);
        assert_eq!(width("日本"), 4);
        assert_eq!(width("🦀"), 2);
        assert_eq!(width("\u{2630}"), 2, "a trigram is wide since Unicode 16");
    }

    #[test]
    fn every_plain_character_takes_one_or_two_columns() {
        let plain = ('\0'..=char::MAX).filter(|c| is_plain(*c));
        let mut odd = plain.filter(|c| !matches!(columns(*c), 1 | 2));
        assert_eq!(odd.next(), None);
        // Khmer beyyal has three columns by Unicode and one on most screens; a dot above
        // has none.
        assert_eq!(escape("\u{17d8}\u{d4e}"), r"\xe1\x9f\x98\xe0\xb5\x8e");
    }

    #[test]
    fn a_text_is_cut_by_its_columns() {
        assert_eq!(cut("hello", 5), "hello");
        assert_eq!(cut("hello", 4), "hel…");
        assert_eq!(cut("日本語", 5), "日本…");
        assert_eq!(cut("日本語", 4), "日…");
    }
}
