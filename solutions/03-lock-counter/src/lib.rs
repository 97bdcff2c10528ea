//! Lab 3, lock counter, solved: named counters that many clients share, under a lock.
//!
//! - [`counters`]: what the clients share
//! - [`requests`]: what one client asks, and is answered
//! - [`server`]: a thread for each client
//! - [`lines`]: one line of a stream, of bounded length
//! - [`arguments`]: the command line

#![forbid(unsafe_code)]

pub mod arguments;
pub mod counters;
pub mod lines;
pub mod requests;
pub mod server;

pub use counters::Counters;
