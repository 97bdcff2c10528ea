//! What a program prints, drained and bounded, and how it ended.

use std::collections::VecDeque;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::{Ended, birth};

/// How much of the beginning of a stream is kept, in bytes.
const HEAD: usize = 8 * 1024;
/// How much of its end is kept, in bytes.
const TAIL: usize = 24 * 1024;
/// What is read at once, in bytes, and how often for one look.
const CHUNK: usize = 16 * 1024;
const CHUNKS_AT_ONCE: usize = 64;
/// How much of standard output may wait to be read by a talk, in bytes.
const UNREAD: usize = 4 * 1024 * 1024;

/// One of the two streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
}

/// The first and the last bytes of a stream of any length.
#[derive(Debug, Default)]
pub struct Capture {
    head: Vec<u8>,
    tail: VecDeque<u8>,
    length: u64,
}

impl Capture {
    /// Takes in what was printed next.
    pub fn push(&mut self, bytes: &[u8]) {
        self.length += bytes.len() as u64;
        let room = (HEAD - self.head.len()).min(bytes.len());
        self.head.extend_from_slice(&bytes[..room]);
        let rest = &bytes[room..];
        self.tail.extend(&rest[rest.len().saturating_sub(TAIL)..]);
        let surplus = self.tail.len().saturating_sub(TAIL);
        self.tail.drain(..surplus);
    }

    /// How many bytes were printed in all.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// What was kept, with a mark where something was left out.
    pub fn text(&self) -> String {
        let mut text = String::from_utf8_lossy(&self.head).into_owned();
        let kept = (self.head.len() + self.tail.len()) as u64;
        if self.length > kept {
            text.push_str(&format!("\n[… {} bytes left out …]\n", self.length - kept));
        }
        let tail: Vec<u8> = self.tail.iter().copied().collect();
        text.push_str(&String::from_utf8_lossy(&tail));
        text
    }
}

/// The streams of one program and its end. The attendant fills it; everybody may read it.
#[derive(Debug)]
pub struct Output {
    state: Mutex<State>,
    changed: Condvar,
    /// Where they are read from. Whoever needs to know all that has been printed so far reads,
    /// the attendant or a player: what is still in a pipe must not be taken for silence.
    sources: [OwnedFd; 2],
    /// One end of a pipe holds a byte while there is news, so that a player can poll for it.
    news: (OwnedFd, OwnedFd),
}

#[derive(Debug, Default)]
struct State {
    stdout: Capture,
    stderr: Capture,
    unread: VecDeque<u8>,
    flooded: Flooded,
    open: [Open; 2],
    ended: Option<Ended>,
    reason: Option<String>,
    changes: u64,
}

/// Whether more was printed than a talk's expectations could take in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Flooded {
    #[default]
    No,
    Yes,
}

/// Whether a stream's other end is still held by somebody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Open {
    #[default]
    Yes,
    No,
}

impl State {
    fn push(&mut self, stream: Stream, bytes: &[u8]) {
        if stream == Stream::Stderr {
            return self.stderr.push(bytes);
        }
        self.stdout.push(bytes);
        let room = UNREAD - self.unread.len();
        if bytes.len() > room {
            self.flooded = Flooded::Yes;
        }
        self.unread.extend(&bytes[..bytes.len().min(room)]);
    }
}

impl Output {
    /// Of a program whose standard output and standard error are read here, without blocking.
    pub(super) fn new(stdout: OwnedFd, stderr: OwnedFd) -> io::Result<Output> {
        let (read, write) = birth::pipe()?;
        for end in [&read, &write] {
            rustix::io::ioctl_fionbio(end, true)?;
        }
        Ok(Output {
            state: Mutex::default(),
            changed: Condvar::new(),
            sources: [stdout, stderr],
            news: (read, write),
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A reader that panicked has not left the captures half-written.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self) {
        self.changed.notify_all();
        // A full pipe is news enough.
        let _ = rustix::io::write(&self.news.1, b"!");
    }

    /// Takes in all that has been printed up to now.
    pub fn drain(&self) {
        let mut chunk = [0; CHUNK];
        let mut state = self.state();
        let before = state.changes;
        for stream in [Stream::Stdout, Stream::Stderr] {
            // A program that prints faster than it can be read gets no more than its share.
            for _ in 0..CHUNKS_AT_ONCE {
                if state.open[stream as usize] == Open::No {
                    break;
                }
                match rustix::io::read(&self.sources[stream as usize], &mut chunk) {
                    Ok(count @ 1..) => state.push(stream, &chunk[..count]),
                    Err(rustix::io::Errno::AGAIN) => break,
                    Err(rustix::io::Errno::INTR) => continue,
                    Ok(0) | Err(_) => state.open[stream as usize] = Open::No,
                }
                state.changes += 1;
            }
        }
        let changed = state.changes != before;
        drop(state);
        if changed {
            self.tell();
        }
    }

    /// A stream to poll; `None` once it has ended.
    pub(super) fn source(&self, stream: Stream) -> Option<BorrowedFd<'_>> {
        let open = self.state().open[stream as usize];
        (open == Open::Yes).then(|| self.sources[stream as usize].as_fd())
    }

    /// The first word on how it ended counts. Where an end was made of it, it is as if the program
    /// had said why at last.
    pub(super) fn end(&self, ended: Ended, reason: Option<String>) {
        let mut state = self.state();
        state.ended.get_or_insert(ended);
        if let Some(reason) = reason {
            let note = format!("[the program was ended: {reason}]\n");
            state.stderr.push(note.as_bytes());
            state.reason.get_or_insert(reason);
        }
        state.changes += 1;
        drop(state);
        self.tell();
    }

    /// What was printed on a stream, cut to what is kept.
    pub fn text(&self, stream: Stream) -> String {
        match stream {
            Stream::Stdout => self.state().stdout.text(),
            Stream::Stderr => self.state().stderr.text(),
        }
    }

    /// How much was printed on a stream, in bytes.
    pub fn length(&self, stream: Stream) -> u64 {
        match stream {
            Stream::Stdout => self.state().stdout.length(),
            Stream::Stderr => self.state().stderr.length(),
        }
    }

    /// How the program ended, if it has. Everything that it printed is in by then.
    pub fn ended(&self) -> Option<Ended> {
        self.state().ended
    }

    /// Why an end was made of it, in a sentence; `None` where it ended by itself, or has not.
    pub fn reason(&self) -> Option<String> {
        self.state().reason.clone()
    }

    /// Takes what was printed on standard output since the last call.
    pub fn take_stdout(&self) -> Vec<u8> {
        let mut state = self.state();
        // After a flood the oldest bytes were kept and later ones dropped: what follows would
        // not be what was printed.
        if state.flooded == Flooded::Yes && state.unread.is_empty() {
            return Vec::new();
        }
        state.unread.drain(..).collect()
    }

    /// Whether standard output has ended: nobody holds it open any more.
    pub fn stdout_ended(&self) -> bool {
        self.state().open[Stream::Stdout as usize] == Open::No
    }

    /// The descriptor that is readable while there is news; see [`Output::hear`].
    pub fn news(&self) -> BorrowedFd<'_> {
        self.news.0.as_fd()
    }

    /// Takes note of the news, so that its descriptor is quiet until there is more.
    pub fn hear(&self) {
        let mut bytes = [0; 64];
        while matches!(rustix::io::read(&self.news.0, &mut bytes), Ok(n) if n == bytes.len()) {}
    }

    /// Waits until something is printed or the program ends, but not longer than `limit`.
    pub fn await_change(&self, limit: Duration) {
        let state = self.state();
        let before = state.changes;
        let _ = self
            .changed
            .wait_timeout_while(state, limit, |state| state.changes == before);
    }

    /// Waits for the program's end, but not longer than `limit`.
    pub fn await_end(&self, limit: Duration) -> Option<Ended> {
        let begun = Instant::now();
        let mut state = self.state();
        while state.ended.is_none() {
            let left = limit.checked_sub(begun.elapsed())?;
            state = self
                .changed
                .wait_timeout(state, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
        state.ended
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn short_output_is_kept_whole(parts in proptest::collection::vec("[a-z]{0,400}", 0..20)) {
            let mut capture = Capture::default();
            for part in &parts {
                capture.push(part.as_bytes());
            }
            prop_assert_eq!(capture.text(), parts.concat());
        }
    }

    #[test]
    fn long_output_keeps_its_head_and_its_tail() {
        let mut capture = Capture::default();
        capture.push(b"first");
        for _ in 0..100 {
            capture.push(&[b'x'; 5000]);
        }
        capture.push(b"last");
        let text = capture.text();
        assert!(text.starts_with("first") && text.ends_with("last"));
        let left_out = 500_009 - HEAD - TAIL;
        assert!(
            text.contains(&format!("[… {left_out} bytes left out …]")),
            "{left_out}"
        );
    }
}
