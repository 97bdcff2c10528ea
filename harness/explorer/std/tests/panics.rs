//! Panics that are put in, where a lock is held.

// A panic is what the schedulers look for.
#![allow(clippy::unwrap_used)]

mod exploring;

use exploring::{PORT, explore, failure, never_fails};
use roundtrip_std::io::{BufRead, BufReader, Write};
use roundtrip_std::net::{TcpListener, TcpStream};
use roundtrip_std::sync::{Arc, LockResult, Mutex, MutexGuard, PoisonError, RwLock, mpsc};
use roundtrip_std::{env, thread, world};

/// A thread for each client, which answers each line with a number.
fn serve(next: impl Fn() -> u64 + Send + Sync + 'static) {
    let next = Arc::new(next);
    let listener = TcpListener::bind(env::args().nth(1).unwrap()).unwrap();
    for stream in listener.incoming() {
        let next = Arc::clone(&next);
        thread::spawn(move || answer(stream.unwrap(), &*next));
    }
}

fn answer(stream: TcpStream, next: &dyn Fn() -> u64) {
    for _line in BufReader::new(&stream).lines() {
        writeln!(&stream, "{}", next()).unwrap();
    }
}

fn with_mutex(lock: fn(LockResult<MutexGuard<'_, u64>>) -> MutexGuard<'_, u64>) {
    let numbers = Mutex::new(0);
    serve(move || {
        let mut number = lock(numbers.lock());
        *number += 1;
        *number
    });
}

fn unwrapping() {
    with_mutex(|result| result.unwrap());
}

fn into_inner() {
    with_mutex(|result| result.unwrap_or_else(PoisonError::into_inner));
}

fn reading() {
    let number = RwLock::new(7);
    serve(move || *number.read().unwrap());
}

fn owned() {
    let (ask, asked) = mpsc::channel::<mpsc::Sender<u64>>();
    thread::spawn(move || {
        for (answer, number) in asked.iter().zip(1u64..) {
            let _ = answer.send(number);
        }
    });
    serve(move || {
        let (answer, answered) = mpsc::channel();
        ask.send(answer).unwrap();
        answered.recv().unwrap()
    });
}

/// What the first client hears, when a panic waits for the second one.
fn ask_beside_a_panic(server: fn()) -> String {
    world::run(server);
    let mut first = world::connect(PORT, "client 1");
    let mut second = world::connect(PORT, "client 2");
    world::panic_with_a_lock("client 2");
    second.write_all(b"next\n").unwrap();
    first.write_all(b"next\n").unwrap();
    let mut line = String::new();
    let _ = BufReader::new(first).read_line(&mut line);
    assert!(!line.is_empty(), "the first client is not served");
    line
}

#[test]
fn a_lock_that_is_unwrapped_is_lost() {
    let told = failure(|| drop(ask_beside_a_panic(unwrapping)));
    assert_eq!(told, "the first client is not served");
}

#[test]
fn a_lock_whose_poison_is_put_aside_is_not() {
    never_fails(|| drop(ask_beside_a_panic(into_inner)));
}

#[test]
fn the_thread_panics_before_it_has_changed_anything() {
    never_fails(|| assert_eq!(ask_beside_a_panic(into_inner), "1\n"));
}

#[test]
fn who_locks_to_read_or_not_at_all_does_not_panic() {
    never_fails(|| drop(ask_beside_a_panic(reading)));
    never_fails(|| drop(ask_beside_a_panic(owned)));
}

/// A panic of `main` would be the end of the program.
#[test]
fn main_does_not_panic() {
    fn main() {
        let listener = TcpListener::bind(env::args().nth(1).unwrap()).unwrap();
        let number = Mutex::new(1);
        let clients: Vec<_> = listener.incoming().take(2).collect();
        for stream in clients {
            let mut stream = stream.unwrap();
            let mut line = String::new();
            BufReader::new(&stream).read_line(&mut line).unwrap();
            writeln!(stream, "{}", number.lock().unwrap()).unwrap();
        }
    }
    never_fails(|| drop(ask_beside_a_panic(main)));
}

#[test]
fn the_panic_is_written_down() {
    world::record(true);
    let told = explore(100, || drop(ask_beside_a_panic(unwrapping)));
    assert!(told.is_err());
    let deeds: Vec<String> = world::events()
        .into_iter()
        .map(|event| event.what)
        .collect();
    let ends = "ends by a panic: the explorer made it";
    assert!(
        deeds
            .iter()
            .any(|what| what == "is made to panic, with the lock held"),
        "{deeds:?}"
    );
    assert!(deeds.iter().any(|what| what.starts_with(ends)), "{deeds:?}");
}
