//! What the servers in Rust beside this file share: the command line, the banner, a thread for
//! each client, lines, requests and what they mean. How the threads share the counters is each
//! server's own.
//!
//! They are built by `rustc` alone: `rustc --edition 2024 NAME.rs`.

// No server uses all of it.
#![allow(dead_code)]

use std::collections::HashMap;
use std::fmt::{self, Display};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddrV4, TcpListener, TcpStream};
use std::process;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

/// The longest line, in bytes, without its ending.
const LIMIT: usize = 1024;

/// What a client asks for. Names and numbers are good ones.
pub enum Request {
    /// `get NAME`.
    Get(String),
    /// `add NAME N`; `inc NAME` adds 1.
    Add(String, i64),
    /// `move FROM TO N`.
    Move(String, String, i64),
    /// `sum`.
    Sum,
}

/// What is answered where nothing is wrong.
pub enum Answer {
    Number(i64),
    Done,
}

/// Why there is no answer.
pub type Reason = &'static str;
pub type Outcome = Result<Answer, Reason>;

impl Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Answer::Number(number) => number.fmt(f),
            Answer::Done => f.write_str("ok"),
        }
    }
}

/// Counters that one thread at a time may change.
#[derive(Default)]
pub struct Counters(HashMap<String, i64>);

impl Counters {
    pub fn answer(&mut self, request: &Request) -> Outcome {
        match request {
            Request::Get(name) => Ok(Answer::Number(self.get(name))),
            Request::Add(name, amount) => self.add(name, *amount).map(Answer::Number),
            Request::Move(from, to, amount) => self.shift(from, to, *amount).map(|()| Answer::Done),
            Request::Sum => self.total().map(Answer::Number),
        }
    }

    pub fn get(&self, name: &str) -> i64 {
        self.0.get(name).copied().unwrap_or(0)
    }

    pub fn total(&self) -> Result<i64, Reason> {
        total(self.0.values().copied())
    }

    fn add(&mut self, name: &str, amount: i64) -> Result<i64, Reason> {
        let value = sum(self.get(name), amount)?;
        self.0.insert(name.to_owned(), value);
        Ok(value)
    }

    fn shift(&mut self, from: &str, to: &str, amount: i64) -> Result<(), Reason> {
        if from == to {
            return Ok(());
        }
        // Both before either is kept: what is refused has changed nothing.
        let (left, arrived) = moved(self.get(from), self.get(to), amount)?;
        self.0.insert(from.to_owned(), left);
        self.0.insert(to.to_owned(), arrived);
        Ok(())
    }
}

pub fn sum(a: i64, b: i64) -> Result<i64, Reason> {
    a.checked_add(b).ok_or(TOO_LARGE)
}

/// The values of two counters after a move from the one to the other.
pub fn moved(from: i64, to: i64, amount: i64) -> Result<(i64, i64), Reason> {
    let left = from.checked_sub(amount).ok_or(TOO_LARGE)?;
    Ok((left, sum(to, amount)?))
}

/// The sum of all values. It may fit in 64 bits though it does not on the way.
pub fn total(values: impl Iterator<Item = i64>) -> Result<i64, Reason> {
    let total: i128 = values.map(i128::from).sum();
    total.try_into().map_err(|_| TOO_LARGE)
}

const TOO_LARGE: Reason = "the result does not fit in 64 bits";

/// The whole server, with a thread for each client. `answer` is called by all of them at once.
pub fn serve(answer: impl Fn(Request) -> Outcome + Send + Sync + 'static) -> ! {
    let answer = Arc::new(answer);
    serve_each(&listen(), |stream| {
        let answer = Arc::clone(&answer);
        thread::Builder::new().spawn(move || converse(&stream, &*answer))?;
        Ok(())
    })
}

/// A listener at ADDR, and the banner. Without a listener the program ends.
pub fn listen() -> TcpListener {
    let typed = match std::env::args_os().nth(1) {
        Some(argument) => argument.to_string_lossy().into_owned(),
        None => "127.0.0.1:9999".to_owned(),
    };
    let Ok(address) = typed.parse::<SocketAddrV4>() else {
        complain("usage: PROGRAM [IPv4:PORT]");
        process::exit(2);
    };
    match TcpListener::bind(address).and_then(announced) {
        Ok(listener) => listener,
        Err(error) => {
            complain(format!("{typed}: {error}"));
            process::exit(1)
        }
    }
}

fn announced(listener: TcpListener) -> io::Result<TcpListener> {
    let address = listener.local_addr()?;
    let mut stdout = io::stdout();
    let _ = writeln!(stdout, "listening on {address}").and_then(|()| stdout.flush());
    Ok(listener)
}

/// Starts to serve one client after another, for ever.
pub fn serve_each(listener: &TcpListener, mut start: impl FnMut(TcpStream) -> io::Result<()>) -> ! {
    loop {
        if let Err(error) = listener.accept().and_then(|(stream, _)| start(stream)) {
            complain(format!("a client was not served: {error}"));
            // Out of descriptors or threads, say: no hot loop.
            thread::sleep(Duration::from_millis(50));
        }
    }
}

/// Answers each line of one client, until it has finished sending or is lost.
pub fn converse(stream: &TcpStream, answer: impl Fn(Request) -> Outcome) {
    converse_from(stream, stream, answer);
}

/// The same, of a client whose lines come from another source.
pub fn converse_from(source: impl Read, stream: &TcpStream, answer: impl Fn(Request) -> Outcome) {
    if let Err(error) = answer_lines(source, stream, answer) {
        complain(format!("client: {error}"));
    }
}

fn answer_lines(
    source: impl Read,
    mut stream: &TcpStream,
    answer: impl Fn(Request) -> Outcome,
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut source = BufReader::new(source);
    while let Some(line) = next_line(&mut source)? {
        let reply = match line.and_then(|line| parse(&line)).and_then(&answer) {
            Ok(answer) => format!("{answer}\n"),
            Err(reason) => format!("error: {reason}\n"),
        };
        stream.write_all(reply.as_bytes())?;
    }
    Ok(())
}

/// The next line without its ending, in bounded memory; `None` at the end of input.
fn next_line(source: &mut impl BufRead) -> io::Result<Option<Result<Vec<u8>, Reason>>> {
    let room = LIMIT + b"\r\n".len();
    let mut line = Vec::new();
    source
        .by_ref()
        .take(room as u64)
        .read_until(b'\n', &mut line)?;
    if line.pop_if(|byte| *byte == b'\n').is_some() {
        line.pop_if(|byte| *byte == b'\r');
    } else if line.len() < room {
        return Ok(None);
    } else {
        source.skip_until(b'\n')?;
    }
    Ok(Some(if line.len() > LIMIT {
        Err("the line is too long")
    } else {
        Ok(line)
    }))
}

fn parse(line: &[u8]) -> Result<Request, Reason> {
    let text = str::from_utf8(line).map_err(|_| "not UTF-8")?;
    let words = text.split([' ', '\t']).filter(|word| !word.is_empty());
    match words.collect::<Vec<_>>()[..] {
        ["inc", word] => Ok(Request::Add(name(word)?, 1)),
        ["add", word, amount] => Ok(Request::Add(name(word)?, integer(amount)?)),
        ["get", word] => Ok(Request::Get(name(word)?)),
        ["move", from, to, amount] => Ok(Request::Move(name(from)?, name(to)?, integer(amount)?)),
        ["sum"] => Ok(Request::Sum),
        _ => Err("the requests are inc NAME, add NAME N, get NAME, move FROM TO N and sum"),
    }
}

fn name(word: &str) -> Result<String, Reason> {
    let good = |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-');
    if word.len() > 32 || !word.bytes().all(good) {
        return Err("a NAME is 1 to 32 characters out of a-z, 0-9, _ and -");
    }
    Ok(word.to_owned())
}

fn integer(word: &str) -> Result<i64, Reason> {
    word.parse().map_err(|_| "N is a 64-bit integer")
}

/// Prints a line to stderr, which nobody may be left to read.
fn complain(message: impl Display) {
    let _ = writeln!(io::stderr(), "{message}");
}
