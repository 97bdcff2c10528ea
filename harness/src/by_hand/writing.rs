//! Bytes as a shell or Python writes them, and as a person would see them.

use std::fmt::Write;

use crate::talk::escape::{cut, is_plain};
use crate::talk::{Data, Piece};

/// The most bytes that are written out in a command.
pub const WRITTEN_OUT: usize = 1024;
/// The most bytes that are listed one by one.
const LISTED: usize = 16;
/// The most columns that data takes in a sentence.
const ROOM: usize = 60;
/// The last bytes of what it got that Python shows.
pub const PYTHON_SHOWS: usize = 60;

/// The line that sends these bytes when it is typed, if there is one.
pub fn line(data: &Data) -> Option<String> {
    let text = text(data)?;
    let line = text.strip_suffix('\n')?;
    line.chars().all(is_plain).then(|| line.to_owned())
}

/// Whether a terminal shows these bytes for what they are. Of very many, nobody reads each.
pub fn is_shown_by_terminal(data: &Data) -> bool {
    data.len() > WRITTEN_OUT
        || text(data).is_some_and(|text| text.chars().all(|c| c == '\n' || is_plain(c)))
}

fn text(data: &Data) -> Option<String> {
    if data.len() > WRITTEN_OUT {
        return None;
    }
    String::from_utf8(data.bytes()).ok()
}

/// What a terminal shows of these bytes, as the end of "it should show".
pub fn on_terminal(data: &Data) -> String {
    if let Some(line) = line(data) {
        return match line.is_empty() {
            true => "an empty line".to_owned(),
            false => format!(" {line}"),
        };
    }
    match text(data) {
        Some(text) if !text.is_empty() && text.chars().all(is_plain) => {
            format!(" {text}  without a new line behind it")
        }
        Some(_) => data.to_string(),
        None => in_short(data),
    }
}

/// What `od` shows of these bytes, as the end of "it should show".
pub fn in_hexadecimal(data: &Data) -> String {
    if data.len() > WRITTEN_OUT {
        return in_short(data);
    }
    let hex = |bytes: &[u8]| {
        let bytes: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        bytes.join(" ")
    };
    let bytes = data.bytes();
    match bytes.len() {
        0..=LISTED => format!(" {}", hex(&bytes)),
        length => format!(
            "{length} bytes, from  {}  to  {}",
            hex(&bytes[..LISTED / 2]),
            hex(&bytes[length - LISTED / 2..])
        ),
    }
}

/// What Python shows of these bytes, as the end of "it should show".
pub fn by_python(data: &Data) -> String {
    let bytes = data.bytes();
    let last = &bytes[bytes.len().saturating_sub(PYTHON_SHOWS)..];
    let of_how_many = match bytes.len() > last.len() {
        true => format!(", the last of {} bytes", bytes.len()),
        false => String::new(),
    };
    format!(" {}{of_how_many}", python_shows(last))
}

/// Many bytes in a few words.
pub fn in_short(data: &Data) -> String {
    match data.pieces.as_slice() {
        [Piece::Count(length)] => {
            let bytes = data.bytes();
            let text = String::from_utf8_lossy(&bytes);
            let mut lines = text.rsplit('\n');
            let begun = match lines.next() {
                Some(begun) if !begun.is_empty() => {
                    format!(" and the beginning of the next, {begun}")
                }
                _ => String::new(),
            };
            let last = lines.next().unwrap_or_default();
            format!("the lines 1, 2, 3 and so on up to {last}{begun}: {length} bytes in all")
        }
        _ if data.len() > WRITTEN_OUT => {
            format!(
                "{}, {} bytes in all",
                cut(&data.to_string(), ROOM),
                data.len()
            )
        }
        _ => data.to_string(),
    }
}

/// A shell's command that prints these bytes.
pub fn print(data: &Data) -> String {
    if let [Piece::Count(length)] = data.pieces.as_slice() {
        // A line for each byte is more than enough.
        return format!("seq {length} | head -c {length}");
    }
    if data.len() > WRITTEN_OUT {
        return format!(
            "python3 -c 'import sys; sys.stdout.buffer.write({})'",
            expression(data)
        );
    }
    format!("printf '{}'", printf_format(&data.bytes()))
}

/// The format by which `printf`, between single quotes, prints these bytes.
fn printf_format(bytes: &[u8]) -> String {
    let mut format = String::new();
    for (place, byte) in bytes.iter().enumerate() {
        match byte {
            b'\n' => format.push_str("\\n"),
            b'%' => format.push_str("%%"),
            // It would begin an option.
            b'-' if place == 0 => format.push_str("\\055"),
            b'\'' | b'\\' => {
                let _ = write!(format, "\\{byte:03o}");
            }
            b' '..=b'~' => format.push(char::from(*byte)),
            _ => {
                let _ = write!(format, "\\{byte:03o}");
            }
        }
    }
    format
}

/// These bytes as an expression of Python, without single quotes.
pub fn expression(data: &Data) -> String {
    let pieces = data.pieces.iter().map(|piece| match piece {
        Piece::Text { bytes, times: 1 } => literal(bytes),
        Piece::Text { bytes, times } => format!("{}*{times}", literal(bytes)),
        Piece::Count(length) => {
            format!("b\"\".join(b\"%d\\n\"%i for i in range(1,{length}+1))[:{length}]")
        }
    });
    let pieces: Vec<String> = pieces.collect();
    match pieces.is_empty() {
        true => "b\"\"".to_owned(),
        false => pieces.join("+"),
    }
}

fn literal(bytes: &[u8]) -> String {
    let mut text = String::from("b\"");
    for byte in bytes {
        match byte {
            b'\n' => text.push_str("\\n"),
            b'"' | b'\'' | b'\\' => {
                let _ = write!(text, "\\x{byte:02x}");
            }
            b' '..=b'~' => text.push(char::from(*byte)),
            _ => {
                let _ = write!(text, "\\x{byte:02x}");
            }
        }
    }
    text + "\""
}

/// These bytes as Python's `print` shows them.
fn python_shows(bytes: &[u8]) -> String {
    let quote = match bytes.contains(&b'\'') && !bytes.contains(&b'"') {
        true => '"',
        false => '\'',
    };
    let mut text = format!("b{quote}");
    for byte in bytes {
        match byte {
            b'\n' => text.push_str("\\n"),
            b'\r' => text.push_str("\\r"),
            b'\t' => text.push_str("\\t"),
            b'\\' => text.push_str("\\\\"),
            b'\'' if quote == '\'' => text.push_str("\\'"),
            b' '..=b'~' => text.push(char::from(*byte)),
            _ => {
                let _ = write!(text, "\\x{byte:02x}");
            }
        }
    }
    text.push(quote);
    text
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use rstest::rstest;

    use super::*;

    fn every_byte() -> Vec<u8> {
        let all = b"-%s'\\n".iter().copied().chain(0..=255);
        all.chain(*b"7").collect()
    }

    fn printed(data: &Data) -> Vec<u8> {
        let output = Command::new("sh").args(["-c", &print(data)]).output();
        output.expect("there is a shell").stdout
    }

    #[rstest]
    #[case::every_byte(Data::text(every_byte()))]
    #[case::numbers(Data::count(2_000))]
    fn a_shell_prints_the_bytes_as_they_are(#[case] data: Data) {
        assert_eq!(printed(&data), data.bytes());
    }

    #[rstest]
    #[case::line("hello\n", " hello")]
    #[case::empty_line("\n", "an empty line")]
    #[case::no_line("hello", " hello  without a new line behind it")]
    #[case::lines("a\nb\n", "\"a\\nb\\n\"")]
    fn a_terminal_shows_text(#[case] text: &str, #[case] shown: &str) {
        let data = Data::text(text);
        assert!(is_shown_by_terminal(&data));
        assert_eq!(on_terminal(&data), shown);
    }

    #[rstest]
    #[case::half_a_character(b"\xe2\x82", " e2 82")]
    #[case::control(b"\x1b\n", " 1b 0a")]
    #[case::many(&[0; 20], "20 bytes, from  00 00 00 00 00 00 00 00  to  00 00 00 00 00 00 00 00")]
    fn what_a_terminal_cannot_show_is_in_hexadecimal(#[case] bytes: &[u8], #[case] shown: &str) {
        let data = Data::text(bytes);
        assert!(!is_shown_by_terminal(&data));
        assert_eq!(in_hexadecimal(&data), shown);
    }

    #[rstest]
    #[case::text(b"it\n", r" b'it\n'")]
    #[case::quote(b"it's", r#" b"it's""#)]
    #[case::both_quotes(b"'\"", r#" b'\'"'"#)]
    #[case::others(b"\0\\\xff\t", r" b'\x00\\\xff\t'")]
    fn python_shows_bytes_with_escapes(#[case] bytes: &[u8], #[case] shown: &str) {
        assert_eq!(by_python(&Data::text(bytes)), shown);
    }

    #[test]
    fn of_many_numbers_the_last_is_told() {
        let told = in_short(&Data::count(20_000));
        assert_eq!(
            told,
            "the lines 1, 2, 3 and so on up to 4221 and the beginning of the next, 42: 20000 bytes \
             in all"
        );
    }
}
