//! `calculator-server [ADDR]`. Given: what the server does is in `server.rs`.

use std::process::ExitCode;

use calculator::arguments::Address;
use calculator::server;

fn main() -> ExitCode {
    let address = match Address::from_command_line("calculator-server") {
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
