//! What a program has for standard input, output and error, and our ends of it.

use std::io;
use std::os::fd::{AsFd, OwnedFd};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags};
use rustix::pty::OpenptFlags;
use rustix::termios::{LocalModes, OptionalActions, Winsize};

use super::birth;

/// What a program has for standard input, output and error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standard {
    /// A pipe each, as in a script.
    Pipes,
    /// One terminal for all three, as for a person. It does not echo: what comes from it is what
    /// the program printed, and counts as standard output; standard error is empty.
    Terminal,
}

/// Both sides of the three.
pub(super) struct Ends {
    /// The program's standard input, output and error.
    pub theirs: [OwnedFd; 3],
    /// Where one types.
    pub stdin: OwnedFd,
    /// Where standard output is read.
    pub stdout: OwnedFd,
    /// Where standard error is read.
    pub stderr: OwnedFd,
    /// The terminal's other side, if there is one.
    pub line: Option<Line>,
}

impl Standard {
    /// Opens all of it. Our ends do not block.
    pub(super) fn open(self) -> io::Result<Ends> {
        let ends = match self {
            Standard::Pipes => pipes()?,
            Standard::Terminal => terminal()?,
        };
        for end in [&ends.stdin, &ends.stdout, &ends.stderr] {
            rustix::io::ioctl_fionbio(end, true)?;
        }
        Ok(ends)
    }
}

fn pipes() -> io::Result<Ends> {
    let (stdin_read, stdin) = birth::pipe()?;
    let (stdout, stdout_write) = birth::pipe()?;
    let (stderr, stderr_write) = birth::pipe()?;
    Ok(Ends {
        theirs: [stdin_read, stdout_write, stderr_write],
        stdin,
        stdout,
        stderr,
        line: None,
    })
}

/// See pty(7). It is nobody's controlling terminal: Ctrl-D is known there, Ctrl-C is not.
fn terminal() -> io::Result<Ends> {
    let ours = {
        let _birth = birth::hold();
        let ours = rustix::pty::openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY)?;
        rustix::io::fcntl_setfd(&ours, rustix::io::FdFlags::CLOEXEC)?;
        ours
    };
    rustix::pty::grantpt(&ours)?;
    rustix::pty::unlockpt(&ours)?;
    let name = rustix::pty::ptsname(&ours, Vec::new())?;
    let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC;
    let theirs = rustix::fs::open(name, flags, Mode::empty())?;
    let mut modes = rustix::termios::tcgetattr(&theirs)?;
    modes.local_modes.remove(LocalModes::ECHO);
    rustix::termios::tcsetattr(&theirs, OptionalActions::Now, &modes)?;
    rustix::termios::tcsetwinsize(&theirs, SIZE)?;
    // Nobody writes there.
    let (stderr, _) = birth::pipe()?;
    Ok(Ends {
        stdin: ours.try_clone()?,
        stdout: ours,
        stderr,
        line: Some(Line(theirs.try_clone()?)),
        theirs: [theirs.try_clone()?, theirs.try_clone()?, theirs],
    })
}

/// What terminals have measured since there were any.
const SIZE: Winsize = Winsize {
    ws_row: 24,
    ws_col: 80,
    ws_xpixel: 0,
    ws_ypixel: 0,
};

/// A terminal's side of the program.
pub(super) struct Line(OwnedFd);

impl Line {
    /// Returns once the program could read what was typed. A terminal's line discipline works
    /// in a thread of the kernel, which a program that waits for it must not be blamed for; on
    /// Linux poll(2) waits for that work.
    pub fn settle(&self) {
        const AT_ONCE: Timespec = Timespec {
            tv_sec: 0,
            tv_nsec: 0,
        };
        let mut descriptors = [PollFd::from_borrowed_fd(self.0.as_fd(), PollFlags::IN)];
        // Whether there is anything left to read is the program's affair.
        let _ = poll(&mut descriptors, Some(&AT_ONCE));
    }
}
