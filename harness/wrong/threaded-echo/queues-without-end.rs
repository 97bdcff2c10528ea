//! A thread that reads and one that writes, and between them a queue that has no end.
//!
//! role: server
//! caught by: unread-replies

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::mpsc;
use std::thread;

#[path = "../given.rs"]
mod given;
#[path = "../operator.rs"]
mod operator;

fn main() {
    operator::run(echo)
}

fn echo(mut stream: TcpStream) -> io::Result<()> {
    let (queue, pieces) = mpsc::channel::<Vec<u8>>();
    let mut out = stream.try_clone()?;
    let writer = thread::Builder::new()
        .spawn(move || pieces.iter().try_for_each(|piece| out.write_all(&piece)))?;
    let mut buffer = [0; 1024];
    loop {
        let length = stream.read(&mut buffer)?;
        if length == 0 || queue.send(buffer[..length].to_vec()).is_err() {
            break;
        }
    }
    drop(queue);
    let _ = writer.join();
    Ok(())
}
