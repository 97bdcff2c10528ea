//! Four threads for all clients: the fifth waits until one of the four has left.
//!
//! role: server
//! caught by: many-clients, reset-storm

use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};

#[path = "../given.rs"]
mod given;
#[path = "../operator.rs"]
mod operator;

static STARTED: AtomicUsize = AtomicUsize::new(0);
static FINISHED: AtomicUsize = AtomicUsize::new(0);

fn main() {
    let listener = given::listen();
    let server = operator::Server::of(&listener);
    let told = Arc::clone(&server);
    operator::console(|| operator::say_status(count()), move || told.quit());

    let (queue, waiting) = mpsc::channel::<TcpStream>();
    let waiting = Arc::new(Mutex::new(waiting));
    let pool: Vec<_> = (0..4)
        .map(|_| {
            let waiting = Arc::clone(&waiting);
            operator::spawn(move || work(&waiting))
        })
        .collect();
    server.accept_each(&listener, |stream| {
        STARTED.fetch_add(1, Ordering::SeqCst);
        let _ = queue.send(stream);
        Ok(())
    });
    drop(listener);
    drop(queue);
    for thread in pool {
        let _ = thread.join();
    }
    operator::say_served(STARTED.load(Ordering::SeqCst));
}

fn work(waiting: &Mutex<mpsc::Receiver<TcpStream>>) {
    loop {
        let next = waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .recv();
        let Ok(stream) = next else { return };
        operator::complain_of(given::echo(stream));
        FINISHED.fetch_add(1, Ordering::SeqCst);
    }
}

fn count() -> (usize, usize) {
    let finished = FINISHED.load(Ordering::SeqCst);
    (STARTED.load(Ordering::SeqCst) - finished, finished)
}
