//! One thread writes the answers of all clients: it waits for the one that does not read.
//!
//! role: server
//! caught by: stalled-client

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::{LazyLock, mpsc};

#[path = "../given.rs"]
mod given;
#[path = "../operator.rs"]
mod operator;

struct Answer {
    to: TcpStream,
    bytes: Vec<u8>,
    sent: mpsc::Sender<()>,
}

static WRITER: LazyLock<mpsc::Sender<Answer>> = LazyLock::new(|| {
    let (writer, answers) = mpsc::channel::<Answer>();
    operator::spawn(move || {
        for mut answer in answers {
            match answer.to.write_all(&answer.bytes) {
                Ok(()) => drop(answer.sent.send(())),
                Err(error) => given::complain(format!("client: {error}")),
            }
        }
    });
    writer
});

fn main() {
    operator::run(echo)
}

fn echo(mut stream: TcpStream) -> io::Result<()> {
    let mut buffer = [0; 1024];
    loop {
        let length = stream.read(&mut buffer)?;
        if length == 0 {
            return Ok(());
        }
        let (sent, done) = mpsc::channel();
        let _ = WRITER.send(Answer {
            to: stream.try_clone()?,
            bytes: buffer[..length].to_vec(),
            sent,
        });
        // The next piece is read when this one is out. Where that failed, nobody tells.
        if done.recv().is_err() {
            return stream.shutdown(Shutdown::Both);
        }
    }
}
