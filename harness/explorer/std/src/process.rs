//! The program's end, as in `std::process`. There are no other processes.

use std::panic::Location;

use crate::machine::{self, Owner};
use crate::{event, schedule};

pub use std::process::{ExitCode, Termination};

/// The exit status of a program that was ended by `SIGABRT`, as a shell gives it.
const ABORTED: i32 = 134;

/// Ends the program: no thread of it goes any further.
#[track_caller]
pub fn exit(code: i32) -> ! {
    leave(
        code,
        &format!("ends the program with status {code}"),
        Location::caller(),
    )
}

/// Ends the program.
#[track_caller]
pub fn abort() -> ! {
    leave(ABORTED, "aborts the program", Location::caller())
}

/// As [`std::process::id`].
pub fn id() -> u32 {
    4242
}

fn leave(status: i32, what: &str, place: &'static Location<'static>) -> ! {
    assert_eq!(machine::owner(), Owner::Program, "the driver has left");
    schedule::step();
    event::note(place, || what.to_owned());
    // As the system sees it.
    machine::end(status & 0xff);
    schedule::vanish()
}
