//! Wanted and given bytes, shown around the first that differs.

use crate::player::Gap;
use crate::talk;

/// Bytes in a row of the dump, …
const ROW: usize = 10;
/// … and how many of them stand before the first difference.
const BEFORE: usize = 4;

/// What was wanted, as a quoted text, with an ellipsis where it was cut.
pub fn expected(gap: &Gap) -> String {
    let after = if is_cut(gap) { " …" } else { "" };
    format!("{}{after}", quote(gap, &gap.expected))
}

/// What came in its place.
pub fn got(gap: &Gap) -> String {
    let nothing_more = gap.length > 0 && gap.start + gap.got.len() == gap.at;
    let after = match nothing_more {
        true => " and nothing more",
        false if is_cut(gap) && gap.got.len() >= gap.expected.len() => " …",
        false => "",
    };
    if gap.at == 0 && gap.got.is_empty() {
        return "nothing".into();
    }
    format!("{}{after}", quote(gap, &gap.got))
}

fn quote(gap: &Gap, window: &[u8]) -> String {
    let before = if gap.start > 0 { "… " } else { "" };
    format!("{before}{}", talk::quote(window))
}

/// Whether the window of what was wanted ends before it does.
fn is_cut(gap: &Gap) -> bool {
    gap.start + gap.expected.len() < gap.length
}

/// The bytes around the first difference, as hexadecimal numbers and as text, with a mark under
/// it; nothing where both windows are text that can be read as it stands.
pub fn around(gap: &Gap) -> Vec<String> {
    let is_readable = is_text(gap, &gap.expected) && is_text(gap, &gap.got);
    if gap.length == 0 || is_readable {
        return Vec::new();
    }
    let first = (gap.at - gap.start).saturating_sub(BEFORE);
    let row = |window: &[u8]| {
        let rest = window.get(first..).unwrap_or_default();
        rest[..rest.len().min(ROW)].to_vec()
    };
    let (wanted, given) = (row(&gap.expected), row(&gap.got));
    let longest = wanted.len().max(given.len());
    let caret = 3 * (gap.at - gap.start - first);
    vec![
        format!("from byte {} on", gap.start + first),
        format!("expected  {}", dump(&wanted, longest)),
        format!("got       {}", dump(&given, longest)),
        format!("          {:caret$}^^", ""),
    ]
}

/// `68 65 6c 6c 6f  |hello|`, with room for the numbers of the longest row.
fn dump(bytes: &[u8], longest: usize) -> String {
    let numbers: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let text: String = bytes
        .iter()
        .map(|byte| match byte {
            b' '..=b'~' => char::from(*byte),
            _ => '.',
        })
        .collect();
    format!(
        "{:<width$}  |{text}|",
        numbers.join(" "),
        width = (3 * longest).saturating_sub(1)
    )
}

/// Whether a window can be read. A character that the window cuts at an end is no fault of the
/// text's.
fn is_text(gap: &Gap, window: &[u8]) -> bool {
    let is_continuation = |byte: &&u8| **byte & 0xc0 == 0x80;
    let cut_before = match gap.start {
        0 => 0,
        _ => window.iter().take(3).take_while(is_continuation).count(),
    };
    let window = &window[cut_before..];
    let text = match std::str::from_utf8(window) {
        Ok(text) => Some(text),
        Err(error) if error.error_len().is_none() && is_cut(gap) => {
            std::str::from_utf8(&window[..error.valid_up_to()]).ok()
        }
        Err(_) => None,
    };
    text.is_some_and(|text| {
        text.chars()
            .all(|c| talk::escape::is_plain(c) || matches!(c, '\n' | '\r' | '\t'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gap(start: usize, at: usize, length: usize, expected: &[u8], got: &[u8]) -> Gap {
        Gap {
            start,
            at,
            length,
            expected: expected.into(),
            got: got.into(),
        }
    }

    #[test]
    fn bytes_are_shown_around_the_first_difference() {
        assert_eq!(
            around(&gap(0, 2, 4, b"a\0\xffb", b"a\0\xef\xbf")),
            [
                "from byte 0 on",
                "expected  61 00 ff 62  |a..b|",
                "got       61 00 ef bf  |a...|",
                "                ^^",
            ]
        );
        let wanted = *b"0123456789abcdef0123456789ab\0def0123456789abcdef0123456789abcdef";
        assert_eq!(
            around(&gap(1000, 1024, 4096, &wanted, &wanted[..24])),
            [
                "from byte 1020 on",
                "expected  34 35 36 37 38 39 61 62 00 64  |456789ab.d|",
                "got       34 35 36 37                    |4567|",
                "                      ^^",
            ]
        );
    }

    #[test]
    fn readable_text_needs_no_numbers() {
        assert!(around(&gap(0, 1, 3, b"abc", b"axc")).is_empty());
        assert!(around(&gap(0, 1, 3, b"ab\n", b"a\r\n")).is_empty());
        let (wanted, got) = (b"98\n99\n100\n", b"98\n99\n");
        assert!(around(&gap(900, 906, 4096, wanted, got)).is_empty());
    }

    #[test]
    fn a_character_that_the_window_cuts_is_text() {
        let wanted = "€€€".as_bytes();
        assert!(around(&gap(1, 4, 900, &wanted[1..8], b"\x82\xac?")).is_empty());
        assert!(!around(&gap(0, 4, 9, wanted, b"\x82\xac?")).is_empty());
    }

    #[test]
    fn what_was_cut_says_so() {
        let cut = gap(1000, 1024, 4096, &[b'x'; 64], &[b'x'; 24]);
        assert_eq!(expected(&cut), format!("… \"{}\" …", "x".repeat(64)));
        assert_eq!(
            got(&cut),
            format!("… \"{}\" and nothing more", "x".repeat(24))
        );
        let whole = gap(0, 0, 2, b"ab", b"ba");
        assert_eq!(expected(&whole), "\"ab\"");
        assert_eq!(got(&whole), "\"ba\"");
        assert_eq!(got(&gap(0, 0, 2, b"ab", b"")), "nothing");
    }
}
