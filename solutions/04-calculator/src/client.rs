//! The client: asks for an operation and two numbers, and prints the result.

use std::io::{self, BufRead, BufReader, ErrorKind, Write};
use std::net::{SocketAddr, TcpStream};

/// What is asked before each request, a line of stdin for each.
const QUESTIONS: [&str; 3] = [
    "operation (add, subtract, multiply, divide): ",
    "first number: ",
    "second number: ",
];

/// Connects to `address`, then works in turns: three answers from stdin, a request, its result.
///
/// # Errors
///
/// If there is no server at `address`, or if it goes away before a reply is whole.
pub fn run_client(address: SocketAddr) -> io::Result<()> {
    let server = TcpStream::connect(address)?;
    // One reader for the whole conversation: it keeps what arrived beyond the end of a reply.
    let mut replies = BufReader::new(&server);
    let mut stdout = io::stdout();
    // `lines` takes off `\n` or `\r\n`, and hands out a last line that has neither.
    let mut answers = io::stdin().lines();

    while let Some(request) = ask_request(&mut answers)? {
        (&server).write_all(request.as_bytes())?;

        // Printed as bytes: a reply need not be text.
        let reply = read_reply(&mut replies)?;
        stdout.write_all(&[b"Result: ", &reply[..], b"\n"].concat())?;
        stdout.flush()?;
    }
    Ok(())
}

/// Asks all questions and makes a request of the answers, as they were typed: it is the server
/// that judges them. `None` if the user wants to leave.
fn ask_request(
    answers: &mut impl Iterator<Item = io::Result<String>>,
) -> io::Result<Option<String>> {
    let mut words = Vec::new();
    for question in QUESTIONS {
        // On stderr, since stdout is for results. Nobody may be left to read it.
        let _ = write!(io::stderr(), "{question}");
        match answers.next().transpose()? {
            Some(answer) if !answer.eq_ignore_ascii_case("exit") => words.push(answer),
            _ => return Ok(None),
        }
    }
    Ok(Some(words.join(" ") + "\n"))
}

/// Reads one reply, however many pieces it comes in, and takes off its `\n`.
fn read_reply(replies: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut reply = Vec::new();
    replies.read_until(b'\n', &mut reply)?;
    // At the end of the connection there is no `\n`, and half a reply is no reply.
    if reply.pop() != Some(b'\n') {
        let message = "the server closed the connection";
        return Err(io::Error::new(ErrorKind::UnexpectedEof, message));
    }
    Ok(reply)
}
