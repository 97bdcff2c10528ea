//! The requests: what one client asks, and is answered.

use std::io::{self, BufReader, Write};
use std::net::TcpStream;

use crate::counters::{Counters, Overflow};
use crate::lines::{LIMIT, Line, read_line};

/// Why a request is not fulfilled, in words for a person.
type Reason = &'static str;

/// Serves one client until it has finished sending: a reply for each line, in order.
///
/// # Errors
///
/// If the connection breaks: this client is lost, and no other.
pub fn handle_client(stream: TcpStream, counters: &Counters) -> io::Result<()> {
    // A reply is sent at once, even while the one before it has not been acknowledged.
    stream.set_nodelay(true)?;
    // One reader for the whole connection: it holds what has arrived of the next requests.
    let mut requests = BufReader::new(&stream);

    // Both to read and to write may take for ever, as the client likes. No lock is held here.
    while let Some(line) = read_line(&mut requests)? {
        let reply = match line {
            Line::Whole(request) => process_data(&request, counters),
            Line::TooLong => format!("error: a request has at most {LIMIT} bytes\n").into_bytes(),
        };
        // The whole reply in one call, so that it does not travel in pieces.
        (&stream).write_all(&reply)?;
    }
    Ok(())
}

/// The reply to `data`, a request without its line ending. The reply has one.
pub fn process_data(data: &[u8], counters: &Counters) -> Vec<u8> {
    let reply = match fulfil(data, counters) {
        Ok(result) => format!("{result}\n"),
        Err(reason) => format!("error: {reason}\n"),
    };
    reply.into_bytes()
}

/// Takes the request apart, trusting nothing, and does what it asks.
fn fulfil(data: &[u8], counters: &Counters) -> Result<String, Reason> {
    let text = str::from_utf8(data).map_err(|_| "a request is UTF-8 text")?;
    // Between two blanks in a row there is an empty piece, which is no word.
    let words: Vec<&str> = text
        .split([' ', '\t'])
        .filter(|piece| !piece.is_empty())
        .collect();

    // All words are read before a counter is touched.
    let result = match words[..] {
        ["inc", name] => counters.inc(read_name(name)?)?,
        ["add", name, n] => counters.add(read_name(name)?, read_integer(n)?)?,
        ["get", name] => counters.get(read_name(name)?),
        ["sum"] => counters.sum()?,
        ["move", from, to, n] => {
            counters.move_between(read_name(from)?, read_name(to)?, read_integer(n)?)?;
            return Ok("ok".to_owned());
        }
        _ => return Err("ask inc NAME, add NAME N, get NAME, move FROM TO N, or sum"),
    };
    Ok(result.to_string())
}

fn read_name(word: &str) -> Result<&str, Reason> {
    let allowed = |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-');
    if word.len() <= 32 && word.bytes().all(allowed) {
        Ok(word)
    } else {
        Err("a NAME is 1 to 32 characters out of a-z, 0-9, _ and -")
    }
}

fn read_integer(word: &str) -> Result<i64, Reason> {
    word.parse()
        .map_err(|_| "N is an integer that fits in 64 bits")
}

/// Lets `?` turn an overflow into what the client is told.
impl From<Overflow> for Reason {
    fn from(_: Overflow) -> Reason {
        "the result does not fit in 64 bits"
    }
}
