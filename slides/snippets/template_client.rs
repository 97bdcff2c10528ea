//! The client's loop: a line, its reply, the next line; `exit` ends it.
//! prints: Received: hello
//! prints: Received: world

use std::io::{self, BufRead, BufReader, ErrorKind, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;

fn run_client(address: SocketAddr, input: impl BufRead) -> io::Result<()> {
    // region: client
    let mut server = TcpStream::connect(address)?;
    let mut replies = BufReader::new(server.try_clone()?);
    for line in input.lines() {
        let line = line?;
        if line.eq_ignore_ascii_case("exit") {
            break;
        }
        server.write_all(format!("{line}\n").as_bytes())?;
        let reply = read_reply(&mut replies)?;
        println!("Received: {reply}");
    }
    // endregion
    Ok(())
}

fn read_reply(replies: &mut impl BufRead) -> io::Result<String> {
    let mut reply = String::new();
    replies.read_line(&mut reply)?;
    match reply.pop() {
        Some('\n') => Ok(reply),
        _ => Err(ErrorKind::UnexpectedEof.into()),
    }
}

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let server = thread::spawn(move || -> io::Result<u64> {
        let (mut stream, _) = listener.accept()?;
        io::copy(&mut stream.try_clone()?, &mut stream)
    });
    run_client(address, &b"hello\nworld\nExit\nnever sent\n"[..])?;
    server.join().expect("the echo does not panic")?;
    Ok(())
}
