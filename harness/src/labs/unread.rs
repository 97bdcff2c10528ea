//! What a server keeps for a client that does not read.

use std::io::{self, ErrorKind, Write};
use std::net::{SocketAddr, TcpStream};

use socket2::{Domain, Socket, Type};

use crate::check::{Check, Proof, server};
use crate::finding::Trouble;
use crate::observe::{Link, Reads};
use crate::scene::{Scene, Server};

/// How many lines are sent. Each is answered by 20 bytes or more, and sockets hold some 4 MB of
/// them.
const LINES: usize = 1 << 19;

/// How much the most memory that a server ever held may grow meanwhile, in bytes: buffers, and a
/// thread's stack.
const ALLOWED: u64 = 2 << 20;

/// The check; `play` is [`judge`] with a lab's lines.
pub fn check(play: fn(&mut Scene<'_>) -> Result<(), Trouble>) -> Check {
    server(
        "unread-replies",
        &["stalled-client"],
        "What is kept for a client that does not read its replies has a bound.",
        "A queue without an end between reading and writing looks like speed. One client that only \
         asks fills it, and the memory of all.",
        Proof::Scene {
            told: "A client sends 524,288 lines and reads no reply. A server that stops to read \
                   sooner or later passes, as one does that writes each reply before it reads the \
                   next line: its write waits. If all has been read, the most memory that the \
                   server ever held must not have grown by 2 MiB.",
            play,
        },
    )
}

/// A client asks and asks, and reads nothing: `before`, and then `line` again and again, each of which
/// is answered by 20 bytes or more.
///
/// # Errors
/// What is kept.
pub fn judge(scene: &mut Scene<'_>, before: &str, line: &str) -> Result<(), Trouble> {
    let mut server = scene.start_server()?;
    let lines = before.to_owned() + &line.repeat(LINES);
    let held = server.program.observer.resources().peak;
    // Where it has stopped to read, how much memory it took until then is its own business: a garbage
    // collector may not have come yet.
    if send(&mut server, lines.as_bytes())? == Sent::InPart {
        return Ok(());
    }
    let grown = server
        .program
        .observer
        .resources()
        .peak
        .saturating_sub(held);
    if grown <= ALLOWED {
        return Ok(());
    }
    Err(scene
        .find("the server keeps the replies that a client does not read")
        .comparing(
            "a server that stops to read from a client that does not read, or keeps none of it",
            format!(
                "all of {LINES} lines read, no reply taken, and {} MiB more memory",
                grown >> 20
            ),
        )
        .into())
}

/// How much of what was sent a server has read.
#[derive(PartialEq, Eq)]
enum Sent {
    Whole,
    InPart,
}

/// Sends, and reads nothing, until the server has read all or does nothing any more.
fn send(server: &mut Server, bytes: &[u8]) -> io::Result<Sent> {
    let mut stream = connect(server.address)?;
    let link = Link {
        name: "client 1".into(),
        ours: stream.local_addr()?,
        theirs: server.address,
        reads: Reads::Stalled,
    };
    stream.set_nonblocking(true)?;
    let mut left = bytes;
    let mut is_at_rest = false;
    while !left.is_empty() {
        match stream.write(left) {
            Ok(written) => {
                left = &left[written..];
                is_at_rest = false;
            }
            // Full. Once the server can do no more, it is asked a last time.
            Err(error) if error.kind() == ErrorKind::WouldBlock && !is_at_rest => {
                server.program.rest();
                is_at_rest = true;
            }
            // It has hung up, or reads no more.
            Err(_) => return Ok(Sent::InPart),
        }
    }
    server.program.rest();
    match server.program.observer.has_read(&link) {
        true => Ok(Sent::Whole),
        false => Ok(Sent::InPart),
    }
}

/// A client with little room for replies, so that a server's write waits soon: set before it connects,
/// since a window that was offered is not taken back.
fn connect(address: SocketAddr) -> io::Result<TcpStream> {
    const ROOM: usize = 4096;
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
    socket.set_recv_buffer_size(ROOM)?;
    socket.connect(&address.into())?;
    Ok(socket.into())
}
