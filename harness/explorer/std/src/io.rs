//! Input and output, as in `std::io`, but with a simulated stdin.

pub use std::io::*;

use std::marker::PhantomData;
use std::panic::Location;

use crate::{event, machine, schedule};

/// As [`std::io::Stdin`].
#[derive(Debug)]
pub struct Stdin {
    _private: (),
}

/// As [`std::io::StdinLock`], but that nobody waits for it: two threads that read stdin are not
/// modelled.
#[derive(Debug)]
pub struct StdinLock<'a> {
    /// What was taken from the keyboard, and not yet read.
    taken: Vec<u8>,
    _stdin: PhantomData<&'a ()>,
}

/// The program's stdin.
pub fn stdin() -> Stdin {
    Stdin { _private: () }
}

/// Hides the real one, on which a thread would really wait.
#[allow(dead_code, hidden_glob_reexports)]
fn pipe() {}

impl Stdin {
    /// Locks stdin.
    pub fn lock(&self) -> StdinLock<'static> {
        StdinLock {
            taken: Vec::new(),
            _stdin: PhantomData,
        }
    }

    /// Reads a line.
    ///
    /// # Errors
    /// The line is not UTF-8.
    pub fn read_line(&self, line: &mut String) -> Result<usize> {
        self.lock().read_line(line)
    }

    /// The lines to come.
    pub fn lines(self) -> Lines<StdinLock<'static>> {
        self.lock().lines()
    }
}

impl Read for Stdin {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        self.lock().read(buffer)
    }
}

impl Read for &Stdin {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        self.lock().read(buffer)
    }
}

impl Read for StdinLock<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let count = self.fill_buf()?.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for StdinLock<'_> {
    #[track_caller]
    fn fill_buf(&mut self) -> Result<&[u8]> {
        if self.taken.is_empty() {
            let place = Location::caller();
            schedule::step();
            if machine::with(|machine| machine.keyboard.is_silent()) {
                event::note(place, || "waits for input on stdin".to_owned());
            }
            self.taken = machine::changes().wait_until(|| {
                machine::with(|machine| {
                    let keyboard = &mut machine.keyboard;
                    (!keyboard.is_silent()).then(|| keyboard.typed.drain(..).collect())
                })
            });
            event::note(place, || match self.taken.as_slice() {
                [] => "reads the end from stdin".to_owned(),
                taken => format!("reads {} from stdin", event::shown(taken)),
            });
        }
        Ok(&self.taken)
    }

    fn consume(&mut self, count: usize) {
        self.taken.drain(..count);
    }
}

impl Drop for StdinLock<'_> {
    /// What was not read is there for the next one.
    fn drop(&mut self) {
        let taken = std::mem::take(&mut self.taken);
        machine::with(|machine| {
            for byte in taken.into_iter().rev() {
                machine.keyboard.typed.push_front(byte);
            }
        });
    }
}
