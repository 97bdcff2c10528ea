//! The requests: what one client asks, and is answered.

use std::io;
use std::net::TcpStream;

use crate::counters::Counters;

/// Serves one client until it has finished sending: a reply for each line, in order.
///
/// The lines come from [`read_line`](crate::lines::read_line), the replies from
/// [`process_data`]. A line that is too long has a reply as well.
///
/// # Errors
///
/// If the connection breaks: this client is lost, and no other.
pub fn handle_client(stream: TcpStream, counters: &Counters) -> io::Result<()> {
    todo!("step 1: answer each line of {stream:?} out of {counters:?}")
}

/// The reply to `data`, a request without its line ending. The reply has one.
///
/// It neither receives nor sends: a lock that is taken here is given back before anybody waits
/// for a client.
pub fn process_data(data: &[u8], counters: &Counters) -> Vec<u8> {
    todo!(
        "steps 1, 2 and 4: do what \"{}\" asks of {counters:?}",
        data.escape_ascii()
    )
}
