//! One run of this command below a watch: a process group of its own, which can be ended whole.

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command};

use anyhow::{Context, Result};
use harness::program::guard;
use rustix::process::{Pid, Signal, kill_process_group};

use crate::screen;

/// Set in the environment of a run.
const WATCHED: &str = "ROUNDTRIP_WATCHED";

/// A run ends with its watch also where that is killed and can end nothing itself. To be called
/// before there are threads.
pub fn end_with_watch_if_asked() {
    // Where the system has no such thing, the run ends by itself, only later.
    #[cfg(target_os = "linux")]
    if is_watched() {
        let _ = rustix::process::set_parent_process_death_signal(Some(Signal::KILL));
    }
}

/// Whether this is a run of a watch, which says itself what can be done next.
pub fn is_watched() -> bool {
    std::env::var_os(WATCHED).is_some()
}

/// How many rows of the screen a run's report may take; none where it is no watch's run, or there
/// is no screen.
pub fn rows_for_report() -> Option<usize> {
    /// What the watch itself says before and after.
    const OURS: usize = 4;
    let rows = screen::height().filter(|_| is_watched());
    rows.map(|rows| rows.saturating_sub(OURS))
}

/// A run. Dropping it ends it with all that it has started, and waits until nothing is left.
pub struct Run {
    child: Child,
    group: Pid,
    /// The other end of its standard input.
    end: UnixStream,
    has_verdict: bool,
}

impl Run {
    /// Runs `lab` with these arguments, on this terminal.
    pub fn start(arguments: &[&str]) -> Result<Run> {
        let own = std::env::current_exe().context("this executable is not found")?;
        let (end, theirs) = UnixStream::pair().context("a run cannot be waited for")?;
        let child = Command::new(own)
            .args(arguments)
            .env(WATCHED, "1")
            // The keys are the watch's; nobody reads this, and it is closed when the run has ended.
            .stdin(OwnedFd::from(theirs))
            .process_group(0)
            .spawn()
            .context("this executable cannot be started")?;
        Ok(Run {
            group: Pid::from_child(&child),
            child,
            end,
            has_verdict: true,
        })
    }

    /// A run that judges nothing, whatever its exit status is.
    pub fn without_verdict(self) -> Run {
        let mut run = self;
        run.has_verdict = false;
        run
    }

    /// Whether the lab that it has judged is whole. For a run that has ended.
    pub fn has_passed(mut self) -> bool {
        self.has_verdict && self.child.wait().is_ok_and(|status| status.success())
    }
}

/// Readable once the run has ended.
impl AsFd for Run {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.end.as_fd()
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        // Once it was waited for, its number may be another's.
        if !matches!(self.child.try_wait(), Ok(Some(_))) {
            let _ = kill_process_group(self.group, Signal::KILL);
            let _ = self.child.wait();
            screen::clear_bar();
        }
        // The guards of its programs are not of its group. They come to us, see that it is gone,
        // and end when all that they guard is gone.
        guard::await_orphans();
    }
}
