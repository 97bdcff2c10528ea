//! Lab 1, echo, solved: a server that sends back every byte it receives, and its client.
//!
//! - [`server`]: one client at a time
//! - [`client`]: a line, its reply, the next line
//! - [`arguments`]: the command line

pub mod arguments;
pub mod client;
pub mod server;
