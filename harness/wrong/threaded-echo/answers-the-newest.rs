//! Sends every answer to the client that came last: the stream to write to is a shared variable.
//!
//! role: server
//! caught by: silent-client

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};

#[path = "../given.rs"]
mod given;
#[path = "../operator.rs"]
mod operator;

static NEWEST: Mutex<Option<Arc<TcpStream>>> = Mutex::new(None);

fn main() {
    operator::run(echo)
}

fn echo(stream: TcpStream) -> io::Result<()> {
    let stream = Arc::new(stream);
    *NEWEST.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&stream));
    let mut buffer = [0; 1024];
    loop {
        let length = stream.as_ref().read(&mut buffer)?;
        if length == 0 {
            // The variable holds on to it, so it is closed by hand.
            return stream.shutdown(Shutdown::Both);
        }
        let newest = NEWEST
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        if let Some(newest) = newest {
            newest.as_ref().write_all(&buffer[..length])?;
        }
    }
}
