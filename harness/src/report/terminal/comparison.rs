//! What was wanted and what there was, one below the other, with a mark where they part.

use anstyle::Style;

use super::page::{ENTRY, Page};
use super::{BAD, GOOD};
use crate::talk::escape;
use crate::talk::escape::width;

/// Writes both. Quoted bytes take one line each and are cut on both sides of the first
/// difference; words are wrapped.
pub(super) fn print(page: &mut Page, expected: &str, got: &str) {
    let (expected, got) = (escape(expected), escape(got));
    if !(is_quoted(&expected) && is_quoted(&got)) {
        print_alone(page, "expected", GOOD, &expected);
        print_alone(page, "got", BAD, &got);
        return;
    }
    let room = page.width() - ENTRY;
    let (wanted, given) = (units(&expected), units(&got));
    let same = wanted
        .iter()
        .zip(&given)
        .take_while(|(one, other)| one == other)
        .count();
    let from = match width(&expected).max(width(&got)) <= room {
        true => 0,
        false => first_shown(&wanted[..same], room / 3),
    };
    page.entry_line("expected", GOOD, &fit(&wanted, from, room));
    page.entry_line("got", BAD, &fit(&given, from, room));
    if same < wanted.len().max(given.len()) {
        let before = if from > 0 { width(LEFT_OUT) } else { 0 };
        let column = before + width(&wanted[from..same].concat());
        page.entry_line("", BAD, &format!("{:column$}^", ""));
    }
}

/// How many bytes both texts begin with in common, where both are quoted bytes; none where they are
/// words. An escape is never cut.
pub(super) fn part(expected: &str, got: &str) -> usize {
    if !(is_quoted(expected) && is_quoted(got)) {
        return 0;
    }
    let pairs = units(expected).into_iter().zip(units(got));
    let same = pairs.take_while(|(one, other)| one == other);
    same.map(|(unit, _)| unit.len()).sum()
}

fn print_alone(page: &mut Page, term: &str, style: Style, text: &str) {
    if is_quoted(text) {
        let line = fit(&units(text), 0, page.width() - ENTRY);
        page.entry_line(term, style, &line);
    } else {
        page.entry(term, style, text);
    }
}

/// Whether it is bytes, as a finding writes them.
fn is_quoted(text: &str) -> bool {
    text.starts_with('"') || text.starts_with("… \"")
}

/// The text in parts that must not be cut: characters and escapes.
fn units(text: &str) -> Vec<&str> {
    let mut units = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '\\' if rest.starts_with("\\x") => 4,
            '\\' => 2,
            c => c.len_utf8(),
        };
        let (unit, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        units.push(unit);
        rest = after;
    }
    units
}

/// The first of these units that is shown, so that the end of them stands within so many columns.
fn first_shown(units: &[&str], room: usize) -> usize {
    let mut taken = width(LEFT_OUT);
    let shown = units.iter().rev().take_while(|unit| {
        taken += width(unit);
        taken <= room
    });
    units.len() - shown.count()
}

/// What stands for units that were left out at the beginning, and at the end.
const LEFT_OUT: &str = "… \"";
const MORE: &str = "\" …";

/// The units in one line, with an ellipsis where some were left out; what is left is quoted still.
fn fit(units: &[&str], from: usize, room: usize) -> String {
    let before = if from > 0 { LEFT_OUT } else { "" };
    let whole = format!("{before}{}", units[from..].concat());
    if width(&whole) <= room {
        return whole;
    }
    let mut line = before.to_owned();
    let mut shown = 0;
    for unit in &units[from..] {
        if width(&line) + width(unit) + width(MORE) > room {
            break;
        }
        line.push_str(unit);
        shown += 1;
    }
    // Behind the closing quote are words.
    let quotes = usize::from(from > 0);
    let quotes = quotes
        + units[from..]
            .iter()
            .take(shown)
            .filter(|unit| **unit == "\"")
            .count();
    line + if quotes % 2 == 1 { MORE } else { " …" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::short(
        r#""hello\n""#,
        r#""hello\r\n""#,
        r#"
  expected  "hello\n"
  got       "hello\r\n"
                  ^"#
    )]
    #[case::shorter(
        r#""hello\n""#,
        r#""hello" and nothing more"#,
        r#"
  expected  "hello\n"
  got       "hello" and nothing more
                  ^"#
    )]
    #[case::words(
        "exit status 0",
        "exit status 1",
        "
  expected  exit status 0
  got       exit status 1"
    )]
    #[case::bytes_and_words(
        r#""a""#,
        "nothing",
        r#"
  expected  "a"
  got       nothing"#
    )]
    #[case::wrapped(
        "a server that listens on 127.0.0.1:40001, and goes on for ever",
        "exit status 1",
        "
  expected  a server that listens on 127.0.0.1:40001, and
            goes on for ever
  got       exit status 1"
    )]
    #[case::long(
        r#"… "\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0c\x0e\x0f\x10\x11\x12\x13" …"#,
        r#"… "\x01\x02\x03\x04\x05\x06\x07\x09\x0b\x0c\x0e\x0f\x10\x11\x12\x13" …"#,
        r#"
  expected  … "\x05\x06\x07\x08\x0b\x0c\x0e\x0f\x10\x11" …
  got       … "\x05\x06\x07\x09\x0b\x0c\x0e\x0f\x10\x11" …
                           ^"#
    )]
    #[case::wide(
        r#""日本語日本語日本語日本語日本語日本語x日本語""#,
        r#""日本語日本語日本語日本語日本語日本語y日本語""#,
        r#"
  expected  "日本語日本語日本語日本語日本語日本語x日本語"
  got       "日本語日本語日本語日本語日本語日本語y日本語"
                                                 ^"#
    )]
    fn both_stand_below_each_other(
        #[case] expected: &str,
        #[case] got: &str,
        #[case] golden: &str,
    ) {
        let mut page = Page::new(60);
        print(&mut page, expected, got);
        let text = anstream::adapter::strip_str(&page.finish()).to_string();
        assert_eq!(text.trim_end(), &golden[1..]);
        assert!(text.lines().all(|line| width(line) <= 60), "{text}");
    }

    #[test]
    fn no_escape_is_cut() {
        assert_eq!(units(r#""\x80\n\\€"#), ["\"", r"\x80", r"\n", r"\\", "€"]);
        assert_eq!(units(r"\x8"), [r"\x8"]);
        assert_eq!(units("\\€"), ["\\€"]);
    }
}
