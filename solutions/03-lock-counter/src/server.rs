//! The server: accepts clients, and serves each of them on a thread of its own. Given.

use std::fmt;
use std::io::{self, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use crate::counters::Counters;
use crate::requests::handle_client;

/// Listens on `address`, says so, and serves each client on a thread of its own, for ever.
///
/// # Errors
///
/// If `address` cannot be bound. (`main` turns the error into a message and exit status 1.)
pub fn serve(address: SocketAddr) -> io::Result<()> {
    let listener = TcpListener::bind(address)?;
    announce(listener.local_addr()?);
    // One set of counters for all. No thread knows which of them ends last, so all own it: an
    // `Arc` counts its owners, and the last one cleans up.
    let counters = Arc::new(Counters::default());

    loop {
        // Neither an `accept` nor a thread that failed ends the server.
        if let Err(error) = serve_next(&listener, &counters) {
            log(format_args!("accept: {error}"));
            // Out of descriptors or threads, say: give the clients a moment to leave.
            thread::sleep(Duration::from_millis(50));
        }
    }
}

/// Waits for a client and starts its thread. Nobody joins it: what it holds goes when it ends.
fn serve_next(listener: &TcpListener, counters: &Arc<Counters>) -> io::Result<()> {
    let (stream, peer) = listener.accept()?;
    let counters = Arc::clone(counters);
    // The name is what a panic's message begins with.
    thread::Builder::new()
        .name(format!("client {peer}"))
        .spawn(move || {
            // An error here is the end of one client, not of the server.
            if let Err(error) = handle_client(stream, &counters) {
                log(format_args!("client {peer}: {error}"));
            }
        })?;
    Ok(())
}

/// Prints the banner. Nobody may be left to read it (`println!` would panic then), but clients
/// can still be served.
fn announce(address: SocketAddr) {
    let mut stdout = io::stdout();
    let said = writeln!(stdout, "listening on {address}").and_then(|()| stdout.flush());
    if let Err(error) = said {
        log(format_args!("stdout: {error}"));
    }
}

/// Tells the operator, who may have closed stderr: `eprintln!` would panic then.
fn log(message: fmt::Arguments) {
    let _ = writeln!(io::stderr(), "{message}");
}
