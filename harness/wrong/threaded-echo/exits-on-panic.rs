//! A panic hook that ends the process: one handler's panic is the end of all clients.
//!
//! role: server
//! caught by: after-reset

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::panic;
use std::process;

#[path = "../given.rs"]
mod given;
#[path = "../operator.rs"]
mod operator;

fn main() {
    panic::set_hook(Box::new(|panic| {
        given::complain(panic);
        process::exit(1);
    }));
    operator::run(echo)
}

fn echo(mut stream: TcpStream) -> io::Result<()> {
    let mut buffer = [0; 1024];
    loop {
        let length = stream.read(&mut buffer).unwrap();
        if length == 0 {
            return Ok(());
        }
        stream.write_all(&buffer[..length]).unwrap();
    }
}
