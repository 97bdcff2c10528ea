//! The console: what the operator types on stdin, and what he or she reads. Given.

use std::fmt::Display;
use std::io::{self, BufRead, Write};
use std::sync::Arc;
use std::thread;

use crate::server::Server;

/// Listens to the operator, on a thread of its own.
///
/// # Errors
///
/// If the system has no thread to give.
pub fn start(server: Arc<Server>) -> io::Result<()> {
    let console = thread::Builder::new().name("console".to_owned());
    console.spawn(move || {
        obey(&server, io::stdin().lock());
        server.quit();
    })?;
    Ok(())
}

/// Does what the lines say, up to `quit` or the end of input.
fn obey(server: &Server, lines: impl BufRead) {
    for line in lines.split(b'\n') {
        // What cannot be read has ended.
        let Ok(line) = line else { return };
        match line.strip_suffix(b"\r").unwrap_or(&line) {
            b"status" => {
                let status = server.clients().status();
                say(format_args!(
                    "active {} finished {}",
                    status.active, status.finished
                ));
            }
            b"quit" => return,
            _ => log("the console knows `status` and `quit`"),
        }
    }
}

/// Prints a line on stdout. Nobody may be left to read it (`println!` would panic then), but
/// clients can still be served.
pub fn say(line: impl Display) {
    let mut stdout = io::stdout().lock();
    if let Err(error) = writeln!(stdout, "{line}").and_then(|()| stdout.flush()) {
        log(format_args!("stdout: {error}"));
    }
}

/// Prints a line on stderr, which may be closed as well.
pub fn log(message: impl Display) {
    let _ = writeln!(io::stderr(), "{message}");
}
