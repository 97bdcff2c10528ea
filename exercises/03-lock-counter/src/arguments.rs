//! The command line, `[ADDR]`. Given.

use std::env;
use std::fmt;
use std::net::{SocketAddr, SocketAddrV4};

/// Where the server listens if nothing else is said.
const DEFAULT: &str = "127.0.0.1:9999";

/// The address on the command line.
#[derive(Debug)]
pub struct Address {
    /// As it was typed, for messages.
    typed: String,
    /// As the system wants it.
    pub socket: SocketAddr,
}

impl Address {
    /// Reads the one argument that there may be. An error is the text to show: what is wrong,
    /// and the usage.
    pub fn from_command_line(program: &str) -> Result<Address, String> {
        // `args_os`, since `args` panics on an argument that is not Unicode.
        let mut arguments = env::args_os().skip(1);
        let typed = match arguments.next() {
            Some(argument) => argument.to_string_lossy().into_owned(),
            None => DEFAULT.to_owned(),
        };
        let usage = format!("usage: {program} [ADDR]    (without ADDR: {DEFAULT})");

        if let Some(extra) = arguments.next() {
            return Err(format!(
                "one ADDR is wanted, and there is {extra:?} too\n{usage}"
            ));
        }
        match typed.parse::<SocketAddrV4>() {
            Ok(address) => Ok(Address {
                typed,
                socket: address.into(),
            }),
            Err(_) => Err(format!(
                "ADDR must be IPv4:PORT, such as {DEFAULT}, not {typed:?}\n{usage}"
            )),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.typed)
    }
}
