//! What the wrong programs share, and do right: the command line, the banner, the connection.
//! Each program has its own mistake in its own file, and takes the rest from here.
//!
//! They are built by `rustc` alone: `rustc --edition 2024 wrong/LAB/NAME.rs`.

// No program uses all of it.
#![allow(dead_code)]

use std::fmt::Display;
use std::io::{self, BufRead, ErrorKind, Read, Write};
use std::net::{SocketAddrV4, TcpListener, TcpStream};
use std::process;
use std::thread;
use std::time::Duration;

/// Where a server listens if nothing else is said.
pub const DEFAULT: &str = "127.0.0.1:9999";

/// ADDR as it was typed.
pub fn typed() -> String {
    match std::env::args_os().nth(1) {
        Some(argument) => argument.to_string_lossy().into_owned(),
        None => DEFAULT.to_owned(),
    }
}

/// ADDR; if it does not parse, the program ends with its usage.
pub fn address() -> SocketAddrV4 {
    let typed = typed();
    typed.parse().unwrap_or_else(|_| {
        complain(format!(
            "usage: PROGRAM [ADDR], with ADDR as IPv4:PORT, not {typed:?}"
        ));
        process::exit(2)
    })
}

/// A listener at ADDR; if there is none to be had, the program ends with a message.
pub fn bind() -> TcpListener {
    let address = address();
    TcpListener::bind(address).unwrap_or_else(|error| fail(error))
}

/// Prints the banner.
pub fn announce(listener: &TcpListener) {
    match listener.local_addr() {
        Ok(address) => say(format!("listening on {address}\n").as_bytes()),
        Err(error) => fail(error),
    }
}

/// A listener at ADDR, and the banner.
pub fn listen() -> TcpListener {
    let listener = bind();
    announce(&listener);
    listener
}

/// Serves one client after another, for ever, whatever becomes of each of them.
pub fn serve_each(listener: &TcpListener, mut serve: impl FnMut(TcpStream) -> io::Result<()>) -> ! {
    loop {
        match listener.accept() {
            Ok((stream, peer)) => {
                if let Err(error) = serve(stream) {
                    complain(format!("client {peer}: {error}"));
                }
            }
            Err(error) => {
                complain(format!("accept: {error}"));
                thread::sleep(Duration::from_millis(50));
            }
        }
    }
}

/// Sends back what one client sends.
pub fn echo(mut stream: TcpStream) -> io::Result<()> {
    let mut buffer = [0; 1024];
    loop {
        let length = stream.read(&mut buffer)?;
        if length == 0 {
            return Ok(());
        }
        stream.write_all(&buffer[..length])?;
    }
}

/// A connection to ADDR; if there is no server, the program ends with a message.
pub fn connect() -> TcpStream {
    let address = address();
    TcpStream::connect(address).unwrap_or_else(|error| fail(error))
}

/// The next reply, without its `\n`.
pub fn reply(replies: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut reply = Vec::new();
    replies.read_until(b'\n', &mut reply)?;
    match reply.pop() {
        Some(b'\n') => Ok(reply),
        _ => Err(ErrorKind::UnexpectedEof.into()),
    }
}

/// Prints to stdout, flushed.
pub fn say(bytes: &[u8]) {
    let mut stdout = io::stdout();
    let _ = stdout.write_all(bytes).and_then(|()| stdout.flush());
}

/// Prints a client's line about a reply, which is given without its `\n`.
pub fn say_received(reply: &[u8]) {
    say(&[b"Received: ", reply, b"\n"].concat());
}

/// Prints a line to stderr.
pub fn complain(message: impl Display) {
    let _ = writeln!(io::stderr(), "{message}");
}

/// Ends the program as an error does: a message that contains ADDR, and exit status 1.
pub fn fail(error: impl Display) -> ! {
    complain(format!("{}: {error}", typed()));
    process::exit(1)
}
