//! One stage of a confined launch starts the next, as the harness starts the guard: it sends the
//! program's three standard descriptors and the order, and is answered in [`Word`]s. The last
//! stage says nothing when all is well: its end of the socket closes when it becomes the program.

use std::io::{self, ErrorKind, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::process::{Command, Stdio};

use rustix::process::Pid;

use super::{Part, Refusal, descriptors};
use crate::program::guard::{self, Order, Word};

/// A stage that runs.
pub(super) struct Stage {
    pub process: Pid,
    pub words: UnixStream,
}

impl Stage {
    /// Starts a stage. It gets no environment: what a program could read of it would not be its
    /// own.
    pub fn start(argument: &str, order: &Order, descriptors: [OwnedFd; 3]) -> io::Result<Stage> {
        let (mut words, theirs) = UnixStream::pair()?;
        // This executable may be out of sight by now, under any path but this.
        let child = Command::new("/proc/self/exe")
            .arg(argument)
            .env_clear()
            .stdin(Stdio::from(OwnedFd::from(theirs)))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let process = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
        let process = process.ok_or_else(|| io::Error::other("a child without a pid"))?;
        guard::send_descriptors(&words, &descriptors)?;
        drop(descriptors);
        let mut line = serde_json::to_vec(order)?;
        line.push(b'\n');
        words.write_all(&line)?;
        Ok(Stage { process, words })
    }

    /// Waits until the last stage has become the program, which it says by falling silent.
    pub fn await_program(&mut self) -> Result<(), Word> {
        match guard::read_word(&mut self.words) {
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(()),
            Err(error) => Err(Word::NotStarted(error.to_string())),
            Ok(word) => Err(word),
        }
    }
}

/// What a stage was given: the socket to answer on, the order, the descriptors.
pub(super) fn receive() -> io::Result<(UnixStream, Order, [OwnedFd; 3])> {
    // Whoever started the harness may have left it something open.
    descriptors::keep_the_rest()?;
    // The copy is not inherited by what is started later.
    let control = UnixStream::from(io::stdin().as_fd().try_clone_to_owned()?);
    let descriptors = guard::receive_descriptors(&control)?;
    let order = guard::receive_order(&control)?;
    Ok((control, order, descriptors))
}

/// A part that did not come into force.
pub(super) fn refused(part: Part, reason: impl std::fmt::Display) -> Word {
    Word::Refused(Refusal {
        part,
        reason: reason.to_string(),
    })
}
