//! Lab 4, calculator: a server that calculates for many clients, and its client.
//!
//! - [`server`]: a thread for each client — the lecture's, yours to rewrite
//! - [`lines`]: one line of a stream, of bounded length — yours to write
//! - [`calculator`]: one request, one reply — the lecture's, yours to rewrite
//! - [`client`]: three questions, one result — the lecture's, yours to rewrite
//! - [`arguments`]: the command line — given
//!
//! The two programs in `bin/` are given too: they read the command line, call [`server::serve`]
//! or [`client::run_client`], and turn an error into a message and an exit status.

pub mod arguments;
pub mod calculator;
pub mod client;
pub mod lines;
pub mod server;
