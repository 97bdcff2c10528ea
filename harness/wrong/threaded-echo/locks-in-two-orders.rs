//! Keeps its threads and its count of the finished ones under a lock each: for a new client it locks
//! the count first, for `status` the threads first.
//!
//! role: server
//! caught by: schedules

use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

#[path = "../given.rs"]
mod given;
#[path = "../operator.rs"]
mod operator;

#[derive(Default)]
struct Clients {
    threads: Mutex<Vec<JoinHandle<()>>>,
    finished: Mutex<usize>,
}

fn main() {
    let listener = given::listen();
    let clients = Arc::new(Clients::default());
    let server = operator::Server::of(&listener);
    let (asked, told) = (Arc::clone(&clients), Arc::clone(&server));
    operator::console(
        move || operator::say_status(asked.count()),
        move || told.quit(),
    );
    server.accept_each(&listener, |stream| {
        let mut finished = lock(&clients.finished);
        let mut threads = lock(&clients.threads);
        *finished += join_ended(&mut threads);
        threads.push(operator::spawn(move || {
            operator::complain_of(given::echo(stream));
        }));
        Ok(())
    });
    drop(listener);
    let threads = mem::take(&mut *lock(&clients.threads));
    let served = *lock(&clients.finished) + threads.len();
    for thread in threads {
        let _ = thread.join();
    }
    operator::say_served(served);
}

impl Clients {
    fn count(&self) -> (usize, usize) {
        let mut threads = lock(&self.threads);
        let mut finished = lock(&self.finished);
        *finished += join_ended(&mut threads);
        (threads.len(), *finished)
    }
}

fn join_ended(threads: &mut Vec<JoinHandle<()>>) -> usize {
    let ended = threads.extract_if(.., |thread| thread.is_finished());
    ended.map(JoinHandle::join).count()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
