//! The client: sends the lines that are typed, and prints the replies.

use std::io::{self, BufRead, BufReader, ErrorKind, Write};
use std::net::{SocketAddr, TcpStream};

/// Connects to `address`, then works in turns: a line from stdin, its reply, the next line.
///
/// # Errors
///
/// If there is no server at `address`, or if it goes away before a reply is whole.
pub fn run_client(address: SocketAddr) -> io::Result<()> {
    let mut server = TcpStream::connect(address)?;
    // One reader for the whole conversation: it keeps what arrived beyond the end of a reply.
    let mut replies = BufReader::new(server.try_clone()?);
    let mut stdout = io::stdout();

    // `lines` takes off `\n` or `\r\n`, and hands out a last line that has neither.
    for line in io::stdin().lines() {
        let line = line?;
        if line.eq_ignore_ascii_case("exit") {
            break;
        }
        server.write_all(format!("{line}\n").as_bytes())?;

        // Printed as bytes: a reply need not be text.
        let reply = read_reply(&mut replies)?;
        stdout.write_all(&[b"Received: ", &reply[..], b"\n"].concat())?;
        stdout.flush()?;
    }
    Ok(())
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
