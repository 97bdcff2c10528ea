//! A standard library for whole programs under a scheduler.
//!
//! A student's crate is built a second time with this package as its `std`, so that plain
//! `use std::sync::Mutex` means the one here. Threads, locks, atomics, channels, sockets, stdin,
//! arguments, the clock and the exit are simulated, on one real thread: a scheduler of [`shuttle`]
//! decides at each of their operations which thread goes on. All else is the real `std`.
//!
//! What is not modelled is missing, and does not compile: nothing may wait, or race, behind the
//! scheduler's back. Hence no glob in the modules that are simulated, but for [`io`] and
//! [`collections`].
//!
//! ```compile_fail
//! use roundtrip_std::net::UdpSocket;
//! ```
//! ```compile_fail
//! use roundtrip_std::process::Command;
//! ```
//! ```compile_fail
//! use roundtrip_std::fs::File;
//! ```
//! ```compile_fail
//! use roundtrip_std::os::fd::AsFd;
//! ```
//! ```compile_fail
//! use roundtrip_std::io::pipe;
//! ```
//! ```compile_fail
//! use roundtrip_std::time::SystemTime;
//! ```
//!
//! - [`world`]: for whoever plays with the program: starts it, types, connects, sees what it does
//! - [`collections`]: whose order is the same in every execution
//! - [`sync`], [`thread`], [`net`], [`process`], [`mod@env`], [`io`], [`time`], [`hint`]: as in `std`
//!
//! Within:
//!
//! - `machine`: what a program runs on, anew for every execution
//! - `schedule`: where another thread may go on, and how one waits
//! - `fresh`: state that starts anew in every execution
//! - `renewed`: values that do
//! - `event`: what the program did, written down
//! - `fault`: a panic that is put in, where a lock is held, and a thread that is refused

pub use ::std::*;

/// Nothing of it: a program that reads and writes files here could wait for them, and write what
/// its driver is to write.
pub mod fs {}
/// Nothing of it: descriptors are real.
pub mod os {}

/// As in `std`, but for its hasher.
pub mod hash {
    pub use crate::collections::RandomState;
    pub use std::hash::*;
}

pub mod collections;
pub mod env;
pub mod hint;
pub mod io;
pub mod net;
pub mod process;
pub mod sync;
pub mod thread;
pub mod time;
pub mod world;

mod event;
mod fault;
mod fresh;
mod machine;
mod renewed;
mod schedule;
