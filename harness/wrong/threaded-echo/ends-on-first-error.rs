//! One `?` for all in the accept loop: what became of a client ends the server like an error of
//! `accept`.
//!
//! role: server
//! caught by: after-reset

use std::io;
use std::net::TcpListener;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

#[path = "../given.rs"]
mod given;
#[path = "../operator.rs"]
mod operator;

type Threads = Mutex<(Vec<JoinHandle<io::Result<()>>>, usize)>;

fn main() {
    let listener = given::listen();
    let server = operator::Server::of(&listener);
    let threads = Arc::new(Threads::default());
    let (asked, told) = (Arc::clone(&threads), Arc::clone(&server));
    operator::console(
        move || operator::say_status(count(&asked)),
        move || told.quit(),
    );
    if let Err(error) = accept_each(&listener, &server, &threads) {
        given::fail(error);
    }
    drop(listener);
    let mut threads = threads.lock().unwrap_or_else(PoisonError::into_inner);
    let served = threads.0.len() + threads.1;
    for thread in threads.0.drain(..) {
        let _ = thread.join();
    }
    operator::say_served(served);
}

fn accept_each(
    listener: &TcpListener,
    server: &operator::Server,
    threads: &Threads,
) -> io::Result<()> {
    loop {
        let (stream, _) = listener.accept()?;
        if server.is_stopping() {
            return Ok(());
        }
        let mut threads = threads.lock().unwrap_or_else(PoisonError::into_inner);
        let (running, finished) = &mut *threads;
        for thread in running.extract_if(.., |thread| thread.is_finished()) {
            *finished += 1;
            thread.join().map_err(|_| io::ErrorKind::Other)??;
        }
        let thread = thread::Builder::new().spawn(move || given::echo(stream))?;
        running.push(thread);
    }
}

fn count(threads: &Threads) -> (usize, usize) {
    let (running, finished) = &*threads.lock().unwrap_or_else(PoisonError::into_inner);
    let ended = running.iter().filter(|thread| thread.is_finished()).count();
    (running.len() - ended, finished + ended)
}
