//! Ctrl-C, for commands that have something to put in order first.

use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

use anyhow::{Context, Result};

/// Ctrl-C, once it was pressed.
#[derive(Debug)]
pub struct Interrupt(Receiver<()>);

/// From now on, Ctrl-C (and SIGTERM, and a terminal that is closed) does not end this process. At
/// the second time it does.
pub fn catch() -> Result<Interrupt> {
    let (sender, receiver) = mpsc::channel();
    ctrlc::set_handler(move || {
        if sender.send(()).is_err() {
            #[expect(clippy::exit, reason = "nobody listens any more, and a person insists")]
            std::process::exit(130);
        }
    })
    .context("Ctrl-C could not be caught")?;
    Ok(Interrupt(receiver))
}

impl Interrupt {
    /// Waits so long for it; whether it came.
    pub fn wait(&self, time: Duration) -> bool {
        match self.0.recv_timeout(time) {
            Ok(()) => true,
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => false,
        }
    }
}
