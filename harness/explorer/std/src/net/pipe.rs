//! Bytes on their way, from one end of a connection to the other.

use std::collections::VecDeque;
use std::io::{ErrorKind, Result};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::schedule::Queue;

/// So many bytes can be on their way: then a writer waits.
const CAPACITY: usize = 64 * 1024;

/// The way from a writer to a reader.
#[derive(Debug, Default)]
pub struct Pipe {
    state: Mutex<State>,
    changes: Queue,
}

#[derive(Debug, Default)]
struct State {
    bytes: VecDeque<u8>,
    /// The writer has finished: the end comes after the bytes.
    is_finished: bool,
    /// The reader takes no more.
    is_unread: bool,
    /// The writer's end has been closed hard.
    is_reset: bool,
    /// The reader's own end was shut: it reads nothing but the end.
    is_shut: bool,
}

impl Pipe {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for bytes, and copies those that fit; 0 at the end. They stay if one only peeks.
    pub fn read(&self, buffer: &mut [u8], timeout: Option<Duration>, peeks: bool) -> Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        let result = self.changes.wait_at_most(timeout, || {
            let mut state = self.state();
            let count = buffer.len().min(state.bytes.len());
            if count > 0 && !state.is_shut {
                for (to, from) in buffer.iter_mut().zip(&state.bytes) {
                    *to = *from;
                }
                if !peeks {
                    state.bytes.drain(..count);
                }
                return Some(Ok(count));
            }
            match *state {
                State { is_shut: true, .. } => Some(Ok(0)),
                State { is_reset: true, .. } => Some(Err(ErrorKind::ConnectionReset.into())),
                State {
                    is_finished: true, ..
                } => Some(Ok(0)),
                _ => None,
            }
        });
        self.changes.wake();
        // As Linux says it.
        result.unwrap_or_else(|| Err(ErrorKind::WouldBlock.into()))
    }

    /// Whether a reader would wait now.
    pub fn is_empty(&self) -> bool {
        let state = self.state();
        state.bytes.is_empty() && !state.is_finished && !state.is_reset && !state.is_shut
    }

    /// Writes all bytes, waiting for room: as many as were written, if the reader then leaves.
    pub fn write(&self, bytes: &[u8], timeout: Option<Duration>) -> Result<usize> {
        let mut written = 0;
        while written < bytes.len() || bytes.is_empty() {
            let room = self.changes.wait_at_most(timeout, || {
                let mut state = self.state();
                if state.is_unread || state.is_finished {
                    return Some(Err(ErrorKind::BrokenPipe.into()));
                }
                let rest = &bytes[written..];
                let count = rest.len().min(CAPACITY - state.bytes.len());
                state.bytes.extend(&rest[..count]);
                (count > 0 || bytes.is_empty()).then_some(Ok(count))
            });
            self.changes.wake();
            match room.unwrap_or_else(|| Err(ErrorKind::WouldBlock.into())) {
                Ok(count) => written += count,
                Err(error) if written == 0 => return Err(error),
                Err(_) => break,
            }
            if bytes.is_empty() {
                break;
            }
        }
        Ok(written)
    }

    /// The writer has finished.
    pub fn finish(&self) {
        self.state().is_finished = true;
        self.changes.wake();
    }

    /// The writer's end is closed hard: bytes that have arrived can be read, and then it shows.
    pub fn reset(&self) {
        let mut state = self.state();
        state.is_finished = true;
        state.is_reset = true;
        drop(state);
        self.changes.wake();
    }

    /// The reader wants only the end from now on.
    pub fn shut(&self) {
        self.state().is_shut = true;
        self.changes.wake();
    }

    /// The reader has left. Whether there were bytes that it had not read.
    pub fn leave(&self) -> bool {
        let mut state = self.state();
        state.is_unread = true;
        let has_lost = !state.bytes.is_empty();
        drop(state);
        self.changes.wake();
        has_lost
    }
}
