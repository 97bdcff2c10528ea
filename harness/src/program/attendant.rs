//! The thread that stands by a program: it drains what the program prints and hears of its end.
//!
//! Of 35 real servers 8 stopped in mid-test when nobody read their log. A program is therefore
//! read from its first moment to its last, whether anybody asks for what it says or not.

use std::io;
use std::os::fd::AsFd;
use std::sync::Arc;

use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;

use super::Ended;
use super::guard::Control;
use super::output::{Output, Stream};

/// The thread that stands by a program; it ends when the guard's word has come, or never will.
pub(super) struct Attendant {
    output: Arc<Output>,
    control: Control,
}

impl Attendant {
    /// Starts it.
    pub fn start(output: Arc<Output>, control: Control) -> io::Result<()> {
        let mut attendant = Attendant { output, control };
        std::thread::Builder::new()
            .name("attendant".into())
            .stack_size(256 * 1024)
            .spawn(move || attendant.attend())?;
        Ok(())
    }

    fn attend(&mut self) {
        while self.await_news().is_ok() {
            self.output.drain();
            match self.control.poll_end() {
                Ok(None) => {}
                // What was printed before the end is in the pipes by now.
                Ok(Some((ended, reason))) => {
                    self.output.drain();
                    self.output.end(ended, reason);
                }
                Err(_) => {
                    // The guard is gone. If it had not said how the program ended, it was killed,
                    // and there is only one who would.
                    self.output.end(Ended::Signal(9), None);
                    return;
                }
            }
        }
    }

    fn await_news(&self) -> io::Result<()> {
        let sources = [Stream::Stdout, Stream::Stderr].map(|stream| self.output.source(stream));
        let mut descriptors = vec![PollFd::from_borrowed_fd(
            self.control.as_fd(),
            PollFlags::IN,
        )];
        for source in sources.into_iter().flatten() {
            descriptors.push(PollFd::from_borrowed_fd(source, PollFlags::IN));
        }
        match poll(&mut descriptors, None) {
            Ok(_) | Err(Errno::INTR) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}
