//! A thread that reads and one that writes, and between them a queue that has no end.
//!
//! role: server
//! caught by: unread-replies

use std::io::{self, BufReader, Write};
use std::net::TcpStream;
use std::sync::mpsc;
use std::thread;

#[path = "../calculator.rs"]
mod given;

fn main() {
    given::serve_threads(&given::listen(), converse)
}

fn converse(stream: TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let (queue, replies) = mpsc::channel::<String>();
    let mut out = stream.try_clone()?;
    let writer = thread::Builder::new().spawn(move || {
        replies
            .iter()
            .try_for_each(|reply| out.write_all(reply.as_bytes()))
    })?;
    let mut requests = BufReader::new(&stream);
    while let Some(line) = given::next_line(&mut requests)? {
        let reply = given::text(given::answer_line(&line, given::answer));
        if queue.send(reply).is_err() {
            break;
        }
    }
    drop(queue);
    let _ = writer.join();
    Ok(())
}
