//! The world around a program, for whoever plays with it: starts it, types, connects, and sees what
//! it does.
//!
//! In each execution, [`begin`] comes first and [`run`] second, on the thread that the execution
//! begins on. When that thread ends, the execution is over: what is left of the program is
//! forgotten, and runs no destructor.

use std::io;
use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::process::{ExitCode, Termination};

use crate::machine::{self, Owner};
use crate::net::TcpStream;
use crate::net::network;
use crate::schedule;
use crate::thread::{JoinHandle, launch, start};
use crate::{event, fault};

pub use crate::event::{Event, events, record};

/// Who types, in events.
const OPERATOR: &str = "operator";

/// Starts the machine anew. The arguments are those that follow the program's name.
pub fn begin(arguments: &[&str]) {
    let name = "server".to_owned();
    let others = arguments.iter().map(|&argument| argument.to_owned());
    machine::begin(std::iter::once(name).chain(others).collect());
}

/// Runs the program's `main`, on a thread of its own.
///
/// The program ends when `main` returns or [`process::exit`](crate::process::exit) is called: then
/// its sockets are closed, and its threads go no further, wherever they are. That is no deadlock.
pub fn run(main: fn()) -> Running {
    launch(Some("main".to_owned()), Owner::Program, move || {
        let status = match catch_unwind(AssertUnwindSafe(main)) {
            Ok(()) => machine::with(|machine| machine.reported).unwrap_or(0),
            Err(_) => 101,
        };
        event::note(Location::caller(), || {
            format!("ends the program with status {status}")
        });
        machine::end(status);
    });
    Running { _private: () }
}

/// Starts one more thread of the program, to call what is the program's.
pub fn spawn<T: Send + 'static>(body: impl FnOnce() -> T + Send + 'static) -> JoinHandle<T> {
    start(None, Owner::Program, Location::caller(), body)
}

/// Writes down what the current thread, which is the program's, is about to do.
pub fn note(what: impl FnOnce() -> String) {
    event::note_call(what);
}

/// The program, running or ended.
#[derive(Clone, Debug)]
pub struct Running {
    _private: (),
}

impl Running {
    /// The exit status, once the program has ended; 101 for a `main` that has panicked.
    pub fn ended(&self) -> Option<i32> {
        schedule::step();
        machine::with(|machine| machine.ended)
    }

    /// Waits for the end of the program.
    pub fn wait(&self) -> i32 {
        machine::changes().wait_until(|| machine::with(|machine| machine.ended))
    }
}

/// Takes what `main` returns for the program's exit status: where the line that is appended to a
/// program says `std::world::report(main())`.
pub fn report(result: impl Termination) {
    let code = result.report();
    // The number in an exit code cannot be read, but compared.
    let status = (0..=u8::MAX).find(|&status| ExitCode::from(status) == code);
    machine::with(|machine| machine.reported = status.map(i32::from));
}

/// Connects a client, as soon as somebody listens on the port. Its name is used in events.
///
/// # Panics
/// The program has ended, and so nobody ever will.
pub fn connect(port: u16, name: &str) -> TcpStream {
    network::wait_for_listener(port);
    match network::connect(port, Some(name)) {
        Ok(stream) => stream,
        Err(_) => panic!("nobody listens on port {port}, and the program has ended"),
    }
}

/// Connects a client now.
///
/// # Errors
/// [`ConnectionRefused`](io::ErrorKind::ConnectionRefused) where nobody listens on the port.
pub fn try_connect(port: u16, name: &str) -> io::Result<TcpStream> {
    schedule::step();
    network::connect(port, Some(name))
}

/// Whether nobody listens on a port now.
pub fn refused(port: u16) -> bool {
    schedule::step();
    !network::is_listened_on(port)
}

/// Has the program's thread that reads what a client sends panic, once, where it then takes a lock
/// that is poisoned by that: a mutex, or a read-write lock to write. A thread that takes none goes
/// on.
pub fn panic_with_a_lock(client: &str) {
    fault::lay(client);
}

/// Has the next thread refused that the program wants to start, as where the system has no room for
/// it: a `Builder` returns an error, and `thread::spawn` panics. Once.
pub fn refuse_a_thread() {
    fault::refuse_next_thread();
}

/// Types on the program's stdin.
pub fn type_in(text: &str) {
    schedule::step();
    event::note_client(OPERATOR, || {
        format!("types {}", event::shown(text.as_bytes()))
    });
    machine::with(|machine| machine.keyboard.typed.extend(text.bytes()));
    machine::changes().wake();
}

/// Closes the program's stdin.
pub fn end_input() {
    schedule::step();
    event::note_client(OPERATOR, || "closes stdin".to_owned());
    machine::with(|machine| machine.keyboard.is_closed = true);
    machine::changes().wake();
}

/// How many threads of the program have been simulated in this execution, `main` included.
pub fn threads() -> usize {
    machine::with(|machine| machine.program_threads)
}

/// What the program did in this execution that is not modelled, if it did: then a failure is not
/// its own, and it is to be judged in another way.
pub fn unmodelled() -> Option<String> {
    machine::with(|machine| machine.unmodelled.clone())
}
