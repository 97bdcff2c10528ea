//! The keys of a watch, heard without Enter, and the terminal as it was before.

use std::io::{IsTerminal, Stdin};
use std::os::fd::{AsFd, BorrowedFd};

use anyhow::{Context, Result};
use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

/// What a key asks for.
pub enum Key {
    Again,
    Hint,
    Next,
    Quit,
    Other,
}

/// Standard input. Dropping it gives the terminal its modes back.
pub struct Keys {
    stdin: Stdin,
    /// The modes before; none where it is no terminal, and there are no keys.
    before: Option<Termios>,
}

impl Keys {
    pub fn open() -> Result<Keys> {
        let stdin = std::io::stdin();
        if !stdin.is_terminal() {
            let before = None;
            return Ok(Keys { stdin, before });
        }
        let before = tcgetattr(&stdin).context("the terminal's modes cannot be read")?;
        let mut modes = before.clone();
        // Ctrl-C goes on to be a signal: it comes whatever this process is about.
        let unwanted = LocalModes::ICANON | LocalModes::ECHO;
        modes.local_modes.remove(unwanted);
        let keys = Keys {
            stdin,
            before: Some(before),
        };
        tcsetattr(&keys.stdin, OptionalActions::Now, &modes)
            .context("the terminal's modes cannot be set")?;
        Ok(keys)
    }

    pub fn are_heard(&self) -> bool {
        self.before.is_some()
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
        if let Some(before) = &self.before {
            let _ = tcsetattr(&self.stdin, OptionalActions::Now, before);
        }
    }
}
