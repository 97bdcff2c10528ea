//! Lab 2, threaded echo: the server of lab 1 with a thread for each client, and a console for
//! its operator.
//!
//! - [`echo`]: what one client gets — yours, from lab 1
//! - [`clients`]: a thread for each client — yours to write
//! - [`server`]: accepts clients, until the operator ends it — yours to write
//! - [`console`]: reads what the operator types — given
//! - [`arguments`]: the command line — given
//!
//! The program in `bin/` is given too: it reads the command line, calls [`server::serve`], and
//! turns an error into a message and an exit status.

#![forbid(unsafe_code)]

pub mod arguments;
pub mod clients;
pub mod console;
pub mod echo;
pub mod server;
