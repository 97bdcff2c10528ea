//! A right counter server whose reads time out: a client that says nothing for a while is waited
//! for again, and what it has sent of a line is kept.

use std::io::{self, ErrorKind, Read};
use std::net::TcpStream;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use common::Counters;

#[path = "common.rs"]
mod common;

/// A stream whose timeouts nobody sees.
struct Patient<'a>(&'a TcpStream);

impl Read for Patient<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.0.read(buffer) {
                Err(error) if is_timeout(&error) => {}
                result => return result,
            }
        }
    }
}

fn is_timeout(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}

fn main() {
    let counters = Arc::new(Mutex::new(Counters::default()));
    common::serve_each(&common::listen(), |stream| {
        stream.set_read_timeout(Some(Duration::from_secs(1)))?;
        let counters = Arc::clone(&counters);
        thread::Builder::new().spawn(move || {
            common::converse_from(Patient(&stream), &stream, |request| {
                let mut counters = counters.lock().unwrap_or_else(PoisonError::into_inner);
                counters.answer(&request)
            });
        })?;
        Ok(())
    })
}
