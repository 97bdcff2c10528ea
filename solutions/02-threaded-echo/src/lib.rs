//! Lab 2, threaded echo, solved: the server of lab 1 with a thread for each client, and a
//! console for its operator.
//!
//! - [`echo`]: what one client gets
//! - [`clients`]: a thread for each client
//! - [`server`]: accepts clients, until the operator ends it
//! - [`console`]: reads what the operator types
//! - [`arguments`]: the command line

#![forbid(unsafe_code)]

pub mod arguments;
pub mod clients;
pub mod console;
pub mod echo;
pub mod server;
