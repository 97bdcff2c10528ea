//! Ctrl-C in the middle of a class: at the first time what is done is kept, at the second the
//! process ends.

use std::io::Read;
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use anyhow::{Context, Result};
use signal_hook::flag;

use crate::signals;

/// Ctrl-C, once it was pressed.
#[derive(Debug)]
pub struct Interrupt(UnixStream);

/// From now on, Ctrl-C (and SIGTERM, and a terminal that is closed) does not end this process. At
/// the second time it does.
pub fn catch() -> Result<Interrupt> {
    register().context("Ctrl-C could not be caught")
}

fn register() -> std::io::Result<Interrupt> {
    let is_pressed = Arc::new(AtomicBool::new(false));
    for signal in signals::ALL {
        // Looked at before it is set: so the first time does not end the process.
        flag::register_conditional_shutdown(signal, 130, Arc::clone(&is_pressed))?;
        flag::register(signal, Arc::clone(&is_pressed))?;
    }
    Ok(Interrupt(signals::listen()?))
}

impl Interrupt {
    /// Waits so long for it; whether it came.
    pub fn wait(&self, time: Duration) -> bool {
        let is_set = self.0.set_read_timeout(Some(time)).is_ok();
        is_set && matches!((&self.0).read(&mut [0]), Ok(1))
    }
}
