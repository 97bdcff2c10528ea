//! The server: binds, listens, accepts, and serves each client in a thread of its own.

use std::fmt;
use std::io::{self, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use crate::calculator::process_data;
use crate::lines::{LIMIT, Line, read_line};

/// Serves one client until it has finished sending: a reply for each line, in order.
///
/// # Errors
///
/// If the connection breaks: this client is lost, and no other.
pub fn handle_client(stream: TcpStream) -> io::Result<()> {
    // A reply is sent at once, even while the one before it has not been acknowledged.
    stream.set_nodelay(true)?;
    // One reader for the whole connection: it holds what has arrived of the next requests.
    let mut requests = BufReader::new(&stream);

    while let Some(line) = read_line(&mut requests)? {
        let reply = match line {
            Line::Whole(request) => process_data(&request),
            Line::TooLong => format!("error: a request has at most {LIMIT} bytes\n").into_bytes(),
        };
        // The whole reply in one call, so that it does not travel in pieces.
        (&stream).write_all(&reply)?;
    }
    Ok(())
}

/// Listens on `address`, says so, and serves each client in a thread of its own, for ever.
///
/// # Errors
///
/// If `address` cannot be bound.
pub fn serve(address: SocketAddr) -> io::Result<()> {
    let listener = TcpListener::bind(address)?;
    announce(listener.local_addr()?);

    loop {
        // Neither an `accept` nor a thread that failed ends the server.
        if let Err(error) = serve_next(&listener) {
            log(format_args!("{error}"));
            // Out of descriptors, say: give the system a moment instead of asking in a hot loop.
            thread::sleep(Duration::from_millis(50));
        }
    }
}

/// Waits for a client and starts its thread. Nobody joins it: what it holds goes when it ends.
fn serve_next(listener: &TcpListener) -> io::Result<()> {
    let (stream, peer) = listener.accept()?;
    // `thread::spawn` would panic where no thread can be had.
    thread::Builder::new().spawn(move || {
        // An error here is the end of one client, not of the server.
        if let Err(error) = handle_client(stream) {
            log(format_args!("client {peer}: {error}"));
        }
    })?;
    Ok(())
}

/// Prints the banner. Nobody may be left to read it (`println!` would panic then), but clients
/// can still be served.
fn announce(address: SocketAddr) {
    if let Err(error) = writeln!(io::stdout(), "listening on {address}") {
        log(format_args!("stdout: {error}"));
    }
}

/// Tells the operator, who may have closed stderr: `eprintln!` would panic then.
fn log(message: fmt::Arguments) {
    let _ = writeln!(io::stderr(), "{message}");
}
