//! `echo-client [ADDR]`. Given: what the client does is in `client.rs`.

use std::process::ExitCode;

use echo_solution::arguments::Address;
use echo_solution::client;

fn main() -> ExitCode {
    let address = match Address::from_command_line("echo-client") {
        Ok(address) => address,
        Err(usage) => {
            eprintln!("{usage}");
            return ExitCode::from(2);
        }
    };

    match client::run_client(address.socket) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("the conversation with {address} failed: {error}");
            ExitCode::FAILURE
        }
    }
}
