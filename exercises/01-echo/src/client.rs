//! The client: sends the lines that are typed, and prints the replies.

use std::io;
use std::net::SocketAddr;

/// Connects to `address`, then works in turns: reads a line from stdin, sends it with `\n`,
/// waits for the reply and prints it to stdout as `Received: REPLY`.
///
/// A reply ends at its `\n`. It may arrive in pieces, and what arrives beyond it belongs to the
/// next reply. `exit`, in any letter case, or the end of stdin ends the conversation, which is
/// then a success.
///
/// # Errors
///
/// If there is no server at `address`, or if it goes away before a reply is whole; such a
/// reply is not printed. (`main` turns the error into a message and exit status 1.)
pub fn run_client(address: SocketAddr) -> io::Result<()> {
    todo!("step 6: talk to the server at {address}")
}
