//! Ctrl-C and its like, for commands that have something to put in order first.

use std::io;
use std::os::unix::net::UnixStream;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::low_level::pipe;

/// What a person, a system or a terminal that is closed ends a command with.
pub const ALL: [i32; 3] = [SIGHUP, SIGINT, SIGTERM];

/// From now on these signals do not end this process: each is a byte to be read here.
pub fn listen() -> io::Result<UnixStream> {
    listen_to(&ALL)
}

/// From now on these signals do nothing by themselves: each is a byte to be read here.
pub fn listen_to(signals: &[i32]) -> io::Result<UnixStream> {
    let (ours, theirs) = UnixStream::pair()?;
    for signal in signals {
        pipe::register(*signal, theirs.try_clone()?)?;
    }
    Ok(ours)
}
