//! What stands behind an action: strings, repeated and joined, times, expressions.

use std::time::Duration;

use super::cursor::{Cursor, Fault};
use super::words::Words;
use super::{LARGEST_DATA, LONGEST_PAUSE};
use crate::talk::escape::escape;
use crate::talk::{Data, Piece};

/// The longest name of a word, `{name}`.
const LONGEST_NAME: usize = 32;
/// What an expression may grow to when it is compiled, in bytes.
const LARGEST_REGEX: usize = 1 << 20;
/// The highest exit status (wait(2): eight bits of it are kept).
const HIGHEST_STATUS: usize = 255;

/// Strings and counts, joined by `+`. `others` names what else could stand here.
pub(super) fn read_data(
    cursor: &mut Cursor<'_>,
    words: &mut Words,
    others: &str,
) -> Result<Data, Fault> {
    let mut data = Data::default();
    let mut wanted = match others {
        "" => "`\"` or `count`".to_owned(),
        others => format!("`\"`, `count`{others}"),
    };
    loop {
        let at = cursor.at();
        let piece = read_piece(cursor, words, &wanted)?;
        data.push(piece);
        if data.len() > LARGEST_DATA {
            let message = format!(
                "this makes more than {LARGEST_DATA} bytes (64 MiB), the most that one step may have"
            );
            return Err(Fault { at, message });
        }
        if !cursor.eat('+') {
            return Ok(data);
        }
        wanted = "`\"` or `count`".to_owned();
    }
}

fn read_piece(cursor: &mut Cursor<'_>, words: &mut Words, wanted: &str) -> Result<Piece, Fault> {
    if cursor.peek() == Some('"') {
        let bytes = read_string(cursor, words)?;
        let times = if cursor.eat('*') {
            cursor
                .number()
                .ok_or_else(|| cursor.expected("how often the string is repeated, a number"))?
        } else {
            1
        };
        return Ok(Piece::Text { bytes, times });
    }
    if cursor.peek_word() != "count" {
        return Err(cursor.expected(wanted));
    }
    cursor.word();
    let length = cursor
        .number()
        .ok_or_else(|| cursor.expected("how many bytes to count, a number"))?;
    Ok(Piece::Count(length))
}

/// A string, from its opening quote to the blanks behind its closing one.
fn read_string(cursor: &mut Cursor<'_>, words: &mut Words) -> Result<Vec<u8>, Fault> {
    let start = cursor.at();
    let mut bytes = Vec::new();
    cursor.next();
    loop {
        let at = cursor.at();
        match cursor.next() {
            Some('"') => {
                cursor.skip_blanks();
                return Ok(bytes);
            }
            Some('\\') => read_escape(cursor, at, &mut bytes)?,
            Some('{') => bytes.extend(words.fill(read_name(cursor, at)?).bytes()),
            Some('}') => return Err(bare_brace(at, '}')),
            Some(c) => bytes.extend(c.encode_utf8(&mut [0; 4]).bytes()),
            None => {
                let message =
                    "expected a closing `\"` for this string, found the end of the line".to_owned();
                return Err(Fault { at: start, message });
            }
        }
    }
}

/// What stands behind a backslash, which is at `at`.
fn read_escape(cursor: &mut Cursor<'_>, at: usize, bytes: &mut Vec<u8>) -> Result<(), Fault> {
    let c = cursor.peek();
    let plain = match c {
        Some('n') => '\n',
        Some('r') => '\r',
        Some('t') => '\t',
        Some('0') => '\0',
        Some(c @ ('\\' | '"' | '{' | '}')) => c,
        Some('x') => {
            cursor.next();
            let byte = read_hex(cursor, 2).filter(|(digits, _)| *digits == 2);
            let (_, byte) = byte.ok_or_else(|| Fault {
                at,
                message: "expected two hexadecimal digits behind `\\x`, as in `\\x1b`".to_owned(),
            })?;
            bytes.push(byte as u8);
            return Ok(());
        }
        Some('u') => {
            cursor.next();
            let c = read_scalar(cursor).ok_or_else(|| Fault {
                at,
                message:
                    "expected a character's number in hexadecimal behind `\\u`, as in `\\u{20ac}`"
                        .to_owned(),
            })?;
            bytes.extend(c.encode_utf8(&mut [0; 4]).bytes());
            return Ok(());
        }
        _ => {
            let found = c.map_or("the end of the line".to_owned(), |c| {
                format!("`\\{}`", escape(&c.to_string()))
            });
            let message = format!(
                r#"expected `\n`, `\r`, `\t`, `\0`, `\\`, `\"`, `\{{`, `\}}`, `\xNN` or `\u{{…}}`, found {found}"#
            );
            return Err(Fault { at, message });
        }
    };
    cursor.next();
    bytes.extend(plain.encode_utf8(&mut [0; 4]).bytes());
    Ok(())
}

/// The character `{20ac}`, of one to six digits.
fn read_scalar(cursor: &mut Cursor<'_>) -> Option<char> {
    if cursor.next()? != '{' {
        return None;
    }
    let (_, number) = read_hex(cursor, 6)?;
    if cursor.next()? != '}' {
        return None;
    }
    char::from_u32(number)
}

/// How many hexadecimal digits there are, up to `most`, and their value.
fn read_hex(cursor: &mut Cursor<'_>, most: usize) -> Option<(usize, u32)> {
    let mut value = 0;
    let mut digits = 0;
    while digits < most
        && let Some(digit) = cursor.peek().and_then(|c| c.to_digit(16))
    {
        cursor.next();
        value = value * 16 + digit;
        digits += 1;
    }
    (digits > 0).then_some((digits, value))
}

/// The name of a word and its closing brace; the opening one is at `at`.
fn read_name<'a>(cursor: &mut Cursor<'a>, at: usize) -> Result<&'a str, Fault> {
    let name = cursor.peek_word();
    let is_name = name.len() <= LONGEST_NAME
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    for _ in name.chars() {
        cursor.next();
    }
    if is_name && cursor.next() == Some('}') {
        Ok(name)
    } else {
        Err(bare_brace(at, '{'))
    }
}

fn bare_brace(at: usize, brace: char) -> Fault {
    let message = format!(
        "a bare `{brace}`: write `\\{brace}` for a brace, or `{{name}}` for a word filled from the seed"
    );
    Fault { at, message }
}

/// `/REGEX/`, which must compile.
/// A decimal number, kept as it is written.
pub(super) fn read_number(cursor: &mut Cursor<'_>) -> Result<String, Fault> {
    let at = cursor.at();
    let mut number = String::new();
    while let Some(c) = cursor
        .peek()
        .filter(|c| c.is_ascii_alphanumeric() || "+-.".contains(*c))
    {
        number.push(c);
        cursor.next();
    }
    if number.parse::<f64>().is_ok_and(f64::is_finite) {
        return Ok(number);
    }
    let message = format!("expected a number such as `3.5` or `-1e-5`, found `{number}`");
    Err(Fault { at, message })
}

pub(super) fn read_regex(cursor: &mut Cursor<'_>) -> Result<String, Fault> {
    let start = cursor.at();
    if cursor.peek() != Some('/') {
        return Err(cursor.expected("an expression between slashes, as in `/^ok [0-9]+$/`"));
    }
    cursor.next();
    let mut regex = String::new();
    loop {
        match cursor.next() {
            Some('/') => break,
            Some('\\') => match cursor.next() {
                Some('/') => regex.push('/'),
                Some(c) => regex.extend(['\\', c]),
                None => regex.push('\\'),
            },
            Some(c) => regex.push(c),
            None => {
                let message =
                    "expected a closing `/` for this expression, found the end of the line"
                        .to_owned();
                return Err(Fault { at: start, message });
            }
        }
    }
    if let Err(error) = regex_lite::RegexBuilder::new(&regex)
        .size_limit(LARGEST_REGEX)
        .build()
    {
        let message = format!(
            "this is no regular expression: {}",
            escape(&error.to_string())
        );
        return Err(Fault { at: start, message });
    }
    cursor.skip_blanks();
    Ok(regex)
}

/// `20us`, `5ms` or `2s`.
pub(super) fn read_time(cursor: &mut Cursor<'_>) -> Result<Duration, Fault> {
    let at = cursor.at();
    let word = cursor.peek_word();
    let (digits, unit) = word.split_at(word.bytes().take_while(u8::is_ascii_digit).count());
    let micros = match unit {
        _ if digits.is_empty() => None,
        "us" => Some(1),
        "ms" => Some(1000),
        "s" => Some(1_000_000),
        _ => None,
    };
    let micros: u64 =
        micros.ok_or_else(|| cursor.expected("a time such as `20us`, `5ms` or `2s`"))?;
    let time = Duration::from_micros(digits.parse().unwrap_or(u64::MAX).saturating_mul(micros));
    if time > LONGEST_PAUSE {
        let message = format!(
            "a pause takes at most {}s, found `{}`",
            LONGEST_PAUSE.as_secs(),
            escape(word)
        );
        return Err(Fault { at, message });
    }
    cursor.word();
    Ok(time)
}

/// The exit status of a program.
pub(super) fn read_status(cursor: &mut Cursor<'_>) -> Result<i32, Fault> {
    let wanted = cursor.expected(&format!("an exit status from 0 to {HIGHEST_STATUS}"));
    match cursor.number() {
        Some(status @ 0..=HIGHEST_STATUS) => Ok(status as i32),
        _ => Err(wanted),
    }
}
