//! Lab 1, echo: a server that sends back every byte it receives, and its client.
//!
//! - [`server`]: one client at a time — yours to write
//! - [`client`]: a line, its reply, the next line — yours to write
//! - [`arguments`]: the command line — given
//!
//! The two programs in `bin/` are given too: they read the command line, call [`server::serve`]
//! or [`client::run_client`], and turn an error into a message and an exit status.

pub mod arguments;
pub mod client;
pub mod server;
