//! What the wrong programs of the lab `calculator` share beside [`given`](given.rs), and do right:
//! lines, requests, results, the thread for each client, the client's three questions.
//!
//! A program takes all of it as `given`, and has its own mistake in its own file.

// No program uses all of it.
#![allow(dead_code, unused_imports)]

use std::io::{self, BufRead, BufReader, Lines, Read, StdinLock, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

#[path = "given.rs"]
mod basics;

pub use basics::*;

/// The longest line, in bytes, without its ending.
pub const LIMIT: usize = 1024;

/// What stands before a `\n`.
pub enum Line {
    /// A line without its ending.
    Whole(Vec<u8>),
    /// One of more than [`LIMIT`] bytes.
    TooLong,
}

/// What the lines of a client are read from.
pub type Source<'a> = BufReader<&'a TcpStream>;

/// A result, or the reason why there is none.
pub type Outcome = Result<String, &'static str>;

/// A way to find the next line, a way to answer it.
pub type NextLine = fn(&mut Source) -> io::Result<Option<Line>>;
pub type Answer = fn(&[u8]) -> Outcome;

/// The whole server.
pub fn serve_lines(next_line: NextLine, answer: Answer) -> ! {
    serve_threads(&listen(), move |stream| converse(stream, next_line, answer))
}

/// Serves each client in a thread of its own, for ever, whatever becomes of each of them.
pub fn serve_threads<Serve>(listener: &TcpListener, serve: Serve) -> !
where
    Serve: Fn(TcpStream) -> io::Result<()> + Clone + Send + 'static,
{
    serve_each(listener, |stream| {
        let serve = serve.clone();
        thread::Builder::new().spawn(move || {
            if let Err(error) = serve(stream) {
                complain(error);
            }
        })?;
        Ok(())
    })
}

/// Answers each line of one client.
pub fn converse(stream: TcpStream, next_line: NextLine, answer: Answer) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut requests = BufReader::new(&stream);
    while let Some(line) = next_line(&mut requests)? {
        (&stream).write_all(text(answer_line(&line, answer)).as_bytes())?;
    }
    Ok(())
}

/// The next line, in bounded memory; `None` at the end of input.
pub fn next_line(source: &mut Source) -> io::Result<Option<Line>> {
    let room = LIMIT + 2;
    let mut line = Vec::new();
    source
        .by_ref()
        .take(room as u64)
        .read_until(b'\n', &mut line)?;
    if line.ends_with(b"\n") {
        let line = without_ending(&line);
        return Ok(Some(if line.len() > LIMIT {
            Line::TooLong
        } else {
            Line::Whole(line.to_vec())
        }));
    }
    if line.len() < room {
        return Ok(None);
    }
    source.skip_until(b'\n')?;
    Ok(Some(Line::TooLong))
}

/// A line without its `\n` or `\r\n`.
pub fn without_ending(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// The outcome of a line, which may be too long.
pub fn answer_line(line: &Line, answer: Answer) -> Outcome {
    match line {
        Line::Whole(request) => answer(request),
        Line::TooLong => Err("the line is too long"),
    }
}

/// The reply as it is sent.
pub fn text(outcome: Outcome) -> String {
    match outcome {
        Ok(result) => format!("{result}\n"),
        Err(reason) => format!("error: {reason}\n"),
    }
}

/// The outcome of a request.
pub fn answer(request: &[u8]) -> Outcome {
    let (operation, a, b) = parse(request)?;
    calculate(operation, a, b)
}

/// The operation and the numbers of a request.
pub fn parse(request: &[u8]) -> Result<(&str, i64, i64), &'static str> {
    let [operation, a, b] = words(request)?[..] else {
        return Err("three words are wanted");
    };
    Ok((operation, integer(a)?, integer(b)?))
}

/// The words of a request.
pub fn words(request: &[u8]) -> Result<Vec<&str>, &'static str> {
    let text = str::from_utf8(request).map_err(|_| "not UTF-8")?;
    let words = text.split([' ', '\t']).filter(|word| !word.is_empty());
    Ok(words.collect())
}

/// A 64-bit integer.
pub fn integer(word: &str) -> Result<i64, &'static str> {
    word.parse().map_err(|_| "not a 64-bit integer")
}

/// The result of an operation.
pub fn calculate(operation: &str, a: i64, b: i64) -> Outcome {
    match operation {
        "add" => exact(a.checked_add(b)),
        "subtract" => exact(a.checked_sub(b)),
        "multiply" => exact(a.checked_mul(b)),
        "divide" => divide(a, b),
        _ => Err("unknown operation"),
    }
}

/// A result that may not have fitted in 64 bits.
pub fn exact(result: Option<i64>) -> Outcome {
    let result = result.ok_or("it does not fit in 64 bits")?;
    Ok(result.to_string())
}

/// The quotient as a decimal number.
pub fn divide(a: i64, b: i64) -> Outcome {
    if b == 0 {
        return Err("division by zero");
    }
    Ok((a as f64 / b as f64).to_string())
}

/// What a client asks for, in this order.
pub const QUESTIONS: [&str; 3] = ["operation? ", "first number? ", "second number? "];

/// What is typed.
pub type Answers = Lines<StdinLock<'static>>;

/// The lines of stdin.
pub fn answers() -> Answers {
    io::stdin().lines()
}

/// Asks one question; `None` is `exit` or the end of input.
pub fn ask(question: &str, answers: &mut Answers) -> io::Result<Option<String>> {
    let _ = write!(io::stderr(), "{question}");
    let answer = answers.next().transpose()?;
    Ok(answer.filter(|answer| !is_exit(answer)))
}

/// Asks for a whole request, which has its `\n`; `None` is the wish to leave.
pub fn ask_request(answers: &mut Answers) -> io::Result<Option<String>> {
    let mut words = Vec::new();
    for question in QUESTIONS {
        match ask(question, answers)? {
            Some(answer) => words.push(answer),
            None => return Ok(None),
        }
    }
    Ok(Some(words.join(" ") + "\n"))
}

/// The whole client, with a question on a line of its own. `take` is given the answers so far and the
/// next one, and makes of it what is sent; `None` is the wish to leave.
pub fn converse_taking(take: fn(&[String], String) -> Option<String>) -> io::Result<()> {
    let mut server = connect();
    let mut replies = BufReader::new(server.try_clone()?);
    let mut answers = answers();
    loop {
        let mut words = Vec::new();
        for question in QUESTIONS {
            complain(question);
            let answer = answers.next().transpose()?;
            match answer.and_then(|answer| take(&words, answer)) {
                Some(word) => words.push(word),
                None => return Ok(()),
            }
        }
        server.write_all((words.join(" ") + "\n").as_bytes())?;
        say_result(&reply(&mut replies)?);
    }
}

/// Whether the user wants to leave.
pub fn is_exit(answer: &str) -> bool {
    answer.eq_ignore_ascii_case("exit")
}

/// Prints a reply, which is given without its `\n`.
pub fn say_result(reply: &[u8]) {
    say(&[b"Result: ", reply, b"\n"].concat());
}

/// Runs a client's conversation; if it fails, the program ends with a message.
pub fn run(talk: fn() -> io::Result<()>) {
    if let Err(error) = talk() {
        fail(error);
    }
}
