//! Lab 4, calculator, solved: a server that calculates for many clients, and its client.
//!
//! - [`server`]: a thread for each client, a reply for each line
//! - [`lines`]: one line of a stream, of bounded length
//! - [`calculator`]: one request, one reply
//! - [`client`]: three questions, one result
//! - [`arguments`]: the command line

pub mod arguments;
pub mod calculator;
pub mod client;
pub mod lines;
pub mod server;
