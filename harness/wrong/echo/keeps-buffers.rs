//! A buffer of its own for each client, kept when the client has left.
//!
//! role: server
//! caught by: no-growth

use std::io::{Read, Write};

#[path = "../given.rs"]
mod given;

fn main() {
    let mut buffers: Vec<Vec<u8>> = Vec::new();
    given::serve_each(&given::listen(), |mut stream| {
        let mut buffer = vec![0xff; 8192];
        let served = loop {
            match stream.read(&mut buffer) {
                Ok(0) => break Ok(()),
                Ok(length) => stream.write_all(&buffer[..length])?,
                Err(error) => break Err(error),
            }
        };
        buffers.push(buffer);
        served
    })
}
