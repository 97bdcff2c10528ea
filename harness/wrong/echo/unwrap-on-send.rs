//! A thread writes what another reads: once the writer has met a client's reset and gone, the
//! `unwrap` on the channel to it ends the server.
//!
//! role: server
//! caught by: after-reset-mid-write

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::mpsc::{self, Receiver};
use std::thread;

#[path = "../given.rs"]
mod given;

fn main() {
    given::serve_each(&given::listen(), echo)
}

fn echo(mut stream: TcpStream) -> io::Result<()> {
    let (pieces, received) = mpsc::sync_channel(1);
    let writing = stream.try_clone()?;
    let writer = thread::spawn(move || write_back(writing, received));
    let mut buffer = [0; 1024];
    loop {
        let length = stream.read(&mut buffer)?;
        if length == 0 {
            drop(pieces);
            return writer
                .join()
                .map_err(|_| io::Error::other("the writer panicked"))?;
        }
        pieces.send(buffer[..length].to_vec()).unwrap();
    }
}

fn write_back(mut stream: TcpStream, pieces: Receiver<Vec<u8>>) -> io::Result<()> {
    for piece in pieces {
        stream.write_all(&piece)?;
    }
    Ok(())
}
