//! Lab 3, lock counter: named counters that many clients share, under a lock.
//!
//! - [`counters`]: what the clients share — yours to write
//! - [`requests`]: what one client asks, and is answered — yours to write
//! - [`server`]: a thread for each client — given
//! - [`lines`]: one line of a stream, of bounded length — given
//! - [`arguments`]: the command line — given
//!
//! The program in `bin/` is given too: it reads the command line, calls [`server::serve`], and
//! turns an error into a message and an exit status.

#![forbid(unsafe_code)]

pub mod arguments;
pub mod counters;
pub mod lines;
pub mod requests;
pub mod server;

pub use counters::Counters;
