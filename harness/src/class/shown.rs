//! Strangers' words, so that they can be shown: names of people in any script, and names of files.
//!
//! [`talk::escape`](crate::talk::escape) is for what a program says and allows only what takes a
//! known width and is read from left to right. People's names are richer than that.

use hmac_sha256::Hash;
use unicode_width::UnicodeWidthChar;

/// The most characters of a name that are shown.
const LONGEST: usize = 120;
/// How many marks may be drawn onto one letter: enough for every living script.
const MARKS: usize = 4;

/// A name in one line: any script, but nothing that moves, hides or reverses its surroundings,
/// and no longer than a line.
pub fn name(text: &str) -> String {
    let mut shown = sober(text, LONGEST);
    if shown.trim().is_empty() {
        shown = "(no name)".to_owned();
    }
    shown
}

/// All of a text, in one line, for a cell of a table that another program reads.
pub fn cell(text: &str) -> String {
    sober(text, usize::MAX)
}

/// A text with escapes of what cannot be shown, and an ellipsis after so many characters.
fn sober(text: &str, most: usize) -> String {
    // Most of it by far is so.
    if text.len() <= most && text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return text.to_owned();
    }
    let mut shown = String::with_capacity(text.len().min(most));
    let mut taken = 0;
    let mut marks = 0;
    for c in text.chars() {
        let is_mark = !c.is_ascii() && !is_hidden(c) && c.width() == Some(0);
        marks = if is_mark { marks + 1 } else { 0 };
        if marks > MARKS {
            continue;
        }
        if taken >= most {
            shown.push('…');
            break;
        }
        if is_hidden(c) {
            let escaped = c.escape_unicode();
            taken += escaped.len();
            shown.extend(escaped);
        } else {
            taken += 1;
            shown.push(c);
        }
    }
    shown
}

/// Whether a character is seen only by what it does to others: controls (Cc), the formats that
/// change the direction of text or take no room, line separators, tags, private use.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}'
            | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e000}'..='\u{f8ff}'
            | '\u{e0000}'..='\u{e0fff}' | '\u{f0000}'..='\u{10ffff}')
}

/// A name for a file of a student's: readable where the id is, different for different ids, and
/// never a path, whatever the id says.
pub fn file_name(id: &str) -> String {
    const READABLE: usize = 24;
    let readable: String = id
        .chars()
        .map(|c| match c.is_ascii_alphanumeric() {
            true => c.to_ascii_lowercase(),
            false => '-',
        })
        .take(READABLE)
        .collect();
    let readable = readable.trim_matches('-');
    let digest = Hash::hash(id.as_bytes());
    let digest = crate::digest::in_hex(&digest[..10]);
    match readable {
        "" => digest,
        _ => format!("{readable}-{digest}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_people_stay() {
        for person in [
            "Zoë Müller-Lüdenscheidt",
            "Nguyễn Văn An",
            "محمد",
            "שרה",
            "山田 太郎",
            "<b>",
        ] {
            assert_eq!(name(person), person);
        }
    }

    #[test]
    fn what_hides_or_reverses_is_seen() {
        assert_eq!(name("a\u{202e}gnp.exe"), r"a\u{202e}gnp.exe");
        assert_eq!(name("a\0b\x1b[2J\n"), r"a\u{0}b\u{1b}[2J\u{a}");
        assert_eq!(name(" \t"), r" \u{9}");
        assert_eq!(name(""), "(no name)");
        let stacked = format!("a{}b", "\u{301}".repeat(500));
        assert_eq!(name(&stacked), "a\u{301}\u{301}\u{301}\u{301}b");
        assert_eq!(name(&"x".repeat(4000)).chars().count(), LONGEST + 1);
    }

    #[test]
    fn a_file_name_is_no_path() {
        for id in [
            "../../x",
            "/etc/passwd",
            "",
            ".",
            "a\0b",
            "CON",
            "é/ü",
            "x".repeat(4000).as_str(),
        ] {
            let name = file_name(id);
            assert!(name.len() <= 45, "{name}");
            let is_safe = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            assert!(!name.is_empty() && name.chars().all(is_safe), "{name}");
        }
        assert_ne!(file_name("A/b"), file_name("a-b"));
        assert!(file_name("4711").starts_with("4711-"));
    }
}
