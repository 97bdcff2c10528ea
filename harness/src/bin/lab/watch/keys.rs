//! The keys of a watch, heard without Enter, and the terminal as it was before.

use std::io::{IsTerminal, Stdin};
use std::os::fd::{AsFd, BorrowedFd};

use anyhow::{Context, Result};
use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

/// What a key asks for.
pub enum Key {
    Again,
    Hint,
    Explain,
    Next,
    Quit,
    Other,
}

/// Standard input. Dropping it gives the terminal back.
pub struct Keys {
    stdin: Stdin,
    /// None where it is no terminal, and there are no keys.
    modes: Option<Modes>,
}

/// The modes of a terminal.
struct Modes {
    before: Termios,
    during: Termios,
}

impl Keys {
    pub fn open() -> Result<Keys> {
        let stdin = std::io::stdin();
        if !stdin.is_terminal() {
            let modes = None;
            return Ok(Keys { stdin, modes });
        }
        let before = tcgetattr(&stdin).context("the terminal's modes cannot be read")?;
        let mut during = before.clone();
        // Ctrl-C goes on to be a signal: it comes whatever this process is about.
        let unwanted = LocalModes::ICANON | LocalModes::ECHO;
        during.local_modes.remove(unwanted);
        let keys = Keys {
            stdin,
            modes: Some(Modes { before, during }),
        };
        keys.take_terminal()?;
        Ok(keys)
    }

    /// Sets the terminal so that keys are heard.
    pub fn take_terminal(&self) -> Result<()> {
        if let Some(Modes { during, .. }) = &self.modes {
            tcsetattr(&self.stdin, OptionalActions::Now, during)
                .context("the terminal's modes cannot be set")?;
        }
        Ok(())
    }

    /// Sets the terminal as it was before.
    pub fn give_terminal_back(&self) {
        if let Some(Modes { before, .. }) = &self.modes {
            // The terminal may be gone.
            let _ = tcsetattr(&self.stdin, OptionalActions::Now, before);
        }
    }

    pub fn are_heard(&self) -> bool {
        self.modes.is_some()
    }

    /// The next key. The end of the input is an end of the watch.
    pub fn read(&mut self) -> Result<Key> {
        let mut byte = [0; 1];
        // Not by way of std's buffer, which poll(2) does not see.
        let count = match rustix::io::read(&self.stdin, &mut byte) {
            // The terminal is gone.
            Err(rustix::io::Errno::IO) => 0,
            other => other.context("standard input cannot be read")?,
        };
        Ok(match byte[0] {
            _ if count == 0 => Key::Quit,
            _ if !self.are_heard() => Key::Other,
            b'\n' | b'\r' => Key::Again,
            b'h' => Key::Hint,
            b'e' => Key::Explain,
            b'n' => Key::Next,
            // Ctrl-C and Ctrl-D, where the terminal makes nothing of them.
            b'q' | 0x03 | 0x04 => Key::Quit,
            _ => Key::Other,
        })
    }
}

impl AsFd for Keys {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.stdin.as_fd()
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        self.give_terminal_back();
    }
}
