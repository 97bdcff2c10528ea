//! Collects the handles, and joins them only in the end: each thread that has ended keeps its stack.
//!
//! role: server
//! caught by: tidy-threads

use std::mem;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

#[path = "../given.rs"]
mod given;
#[path = "../operator.rs"]
mod operator;

type Threads = Mutex<Vec<JoinHandle<()>>>;

fn main() {
    let listener = given::listen();
    let server = operator::Server::of(&listener);
    let threads = Arc::new(Threads::default());
    let (asked, told) = (Arc::clone(&threads), Arc::clone(&server));
    operator::console(
        move || operator::say_status(count(&asked)),
        move || told.quit(),
    );
    server.accept_each(&listener, |stream| {
        let thread =
            thread::Builder::new().spawn(move || operator::complain_of(given::echo(stream)))?;
        let mut threads = threads.lock().unwrap_or_else(PoisonError::into_inner);
        threads.push(thread);
        Ok(())
    });
    drop(listener);
    let threads = mem::take(&mut *threads.lock().unwrap_or_else(PoisonError::into_inner));
    let served = threads.len();
    for thread in threads {
        let _ = thread.join();
    }
    operator::say_served(served);
}

fn count(threads: &Threads) -> (usize, usize) {
    let threads = threads.lock().unwrap_or_else(PoisonError::into_inner);
    let finished = threads.iter().filter(|thread| thread.is_finished()).count();
    (threads.len() - finished, finished)
}
