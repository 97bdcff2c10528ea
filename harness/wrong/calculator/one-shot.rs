//! The lecture's server: one `read`, one reply without `\n`, closed; any failure is `Error`.
//!
//! role: server
//! caught by: operations

use std::io::{self, Read, Write};
use std::net::TcpStream;

#[path = "../calculator.rs"]
mod given;

fn main() {
    given::serve_threads(&given::listen(), answer_once)
}

fn answer_once(mut stream: TcpStream) -> io::Result<()> {
    let mut buffer = [0; 1024];
    let length = stream.read(&mut buffer)?;
    let request = given::without_ending(&buffer[..length]);
    let reply = given::answer(request).unwrap_or_else(|_| "Error".to_owned());
    stream.write_all(reply.as_bytes())
}
