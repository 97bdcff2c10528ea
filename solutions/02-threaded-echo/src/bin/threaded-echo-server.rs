//! `threaded-echo-server [ADDR]`. Given: what the server does is in `server.rs`.

use std::process::ExitCode;

use threaded_echo_solution::arguments::Address;
use threaded_echo_solution::server;

fn main() -> ExitCode {
    let address = match Address::from_command_line("threaded-echo-server") {
        Ok(address) => address,
        Err(usage) => {
            eprintln!("{usage}");
            return ExitCode::from(2);
        }
    };

    match server::serve(address.socket) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("the server at {address} has ended: {error}");
            ExitCode::FAILURE
        }
    }
}
