//! `accept()?`: the first error of `accept` ends the server, though those of its clients do not.
//!
//! role: server
//! caught by: accept-error

use std::io;
use std::net::TcpListener;
use std::thread;

#[path = "../calculator.rs"]
mod given;

fn main() {
    if let Err(error) = serve(&given::listen()) {
        given::fail(error)
    }
}

fn serve(listener: &TcpListener) -> io::Result<()> {
    loop {
        let (stream, peer) = listener.accept()?;
        thread::Builder::new().spawn(move || {
            if let Err(error) = given::converse(stream, given::next_line, given::answer) {
                given::complain(format!("client {peer}: {error}"));
            }
        })?;
    }
}
