//! What is put in, since it seldom comes by itself: a panic with a lock held, and a thread that cannot
//! be started. What is promised of a program then cannot be tried on one that never panics, and on a
//! machine that always has another thread; and the next change, or the next night, may bring it.

use std::io::{self, ErrorKind};
use std::panic::Location;

use crate::event;
use crate::machine::{self, Owner};

/// What such a panic says.
pub const PANIC: &str = "the explorer made it, with the lock held";

/// Where it is put in: at the next lock of the thread that has last read what a client has sent.
/// Right behind the lock, since the thread has changed nothing yet: what becomes of the lock alone
/// is tried. Never in `main`, whose panic ends the program.
#[derive(Debug, Default)]
pub struct Fuse {
    client: Option<String>,
    thread: Option<usize>,
}

/// For the thread that will read what a client sends. Once.
pub fn lay(client: &str) {
    machine::with(|machine| {
        machine.fuse = Fuse {
            client: Some(client.to_owned()),
            thread: None,
        };
    });
}

/// The current thread has read what a client has sent.
pub fn light(client: &str) {
    let Some(resident) = machine::resident() else {
        return;
    };
    let is_main = resident.number == 1;
    machine::with(|machine| {
        let is_laid = machine.fuse.client.as_deref() == Some(client);
        if is_laid && resident.owner == Owner::Program && !is_main {
            machine.fuse.thread = Some(resident.number);
        }
    });
}

/// Whether the current thread, which has got a lock, is to panic. It is asked to once.
pub fn is_due() -> bool {
    let lit = machine::with(|machine| machine.fuse.thread);
    let is_due = lit.is_some()
        && !std::thread::panicking()
        && machine::resident().map(|resident| resident.number) == lit;
    if is_due {
        machine::with(|machine| machine.fuse = Fuse::default());
    }
    is_due
}

/// Refuses the program the next thread that it wants.
pub fn refuse_next_thread() {
    machine::with(|machine| machine.refuses_thread = true);
}

/// Refuses the current thread, which wants to start one, if that is due.
///
/// # Errors
/// What the system says where there is no room for another thread, EAGAIN (pthread_create(3)).
pub fn refuse(place: &'static Location<'static>) -> io::Result<()> {
    let is_due = machine::owner() == Owner::Program
        && machine::with(|machine| std::mem::take(&mut machine.refuses_thread));
    if !is_due {
        return Ok(());
    }
    event::note(place, || "is refused a thread".to_owned());
    Err(ErrorKind::WouldBlock.into())
}
