//! The guard of a confined program: it starts the stages, tells the harness what becomes of the
//! program, sees to it that it does not use too much, and makes an end of it.

use std::fs;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{
    Pid, PidfdFlags, Signal, WaitOptions, geteuid, getpid, kill_process, pidfd_open, wait,
};

use super::stage::{self, Stage};
use super::watch::Watch;
use super::{Limits, Part, Terms, descriptors, init, jail, namespaces, owner};
use crate::observe::Tree;
use crate::program::Ended;
use crate::program::guard::{self, Order, Word};

/// How often the guard looks what the program uses.
const LOOK: Timespec = Timespec {
    tv_sec: 0,
    tv_nsec: 25_000_000,
};

/// A guard's life after it was told what to launch.
///
/// # Errors
/// The harness cannot be told anything.
pub(in crate::program) fn serve(
    control: &mut UnixStream,
    mut order: Order,
    standard: [OwnedFd; 3],
) -> io::Result<()> {
    // Whoever started the harness may have left it something open.
    let _ = descriptors::keep_the_rest();
    let mut cell = match Cell::open(&mut order, standard) {
        Ok(cell) => cell,
        Err(word) => return guard::say(control, &word),
    };
    // A harness that is gone already is noticed below.
    let _ = guard::say(
        control,
        &Word::Started {
            below: cell.below(),
        },
    );
    cell.stand_guard(control);
    cell.end();
    cell.clear();
    // The harness does this itself, unless it was killed.
    let _ = fs::remove_dir_all(&order.folder);
    Ok(())
}

/// A program in its sandbox.
struct Cell {
    stage: Stage,
    /// Whether the program has processes of its own, below a first one that speaks for it.
    has_init: bool,
    uid: Option<u32>,
    limits: Limits,
    /// Folders on disk that it can write.
    on_disk: Vec<PathBuf>,
    watch: Watch,
    is_over: bool,
}

impl Cell {
    /// Starts the program.
    fn open(order: &mut Order, descriptors: [OwnedFd; 3]) -> Result<Cell, Word> {
        let folder = order.folder.clone();
        let Some(terms) = &mut order.confinement else {
            return Err(Word::NotStarted("the order has no confinement".into()));
        };
        if terms.parts.contains(&Part::Owner) {
            let uid = owner::choose().map_err(|reason| stage::refused(Part::Owner, reason))?;
            terms.uid = Some(uid);
        }
        let Terms {
            confinement, uid, ..
        } = terms.clone();
        let has_init = terms.parts.contains(&Part::Namespaces);
        let mut on_disk = confinement.write;
        if !has_init {
            on_disk.push(folder);
        }
        if let Some(uid) = uid {
            for folder in &on_disk {
                owner::give(folder, uid).map_err(|error| {
                    let folder = folder.display();
                    stage::refused(Part::Owner, format_args!("{folder}: {error}"))
                })?;
            }
        }
        let stage = if has_init {
            start_init(order, descriptors)
        } else {
            start_jail(order, descriptors)
        }?;
        let tree = if has_init {
            Tree::Below(number(stage.process))
        } else {
            Tree::Below(number(getpid()))
        };
        Ok(Cell {
            stage,
            has_init,
            uid,
            limits: confinement.limits,
            watch: Watch::new(tree, confinement.limits, on_disk.clone()),
            on_disk,
            is_over: false,
        })
    }

    /// Below which process the program is, if not below this one.
    fn below(&self) -> Option<u32> {
        self.has_init.then(|| number(self.stage.process))
    }

    /// Waits for the control socket to close. Meanwhile it reports the first process's end, and
    /// ends the program when it uses too much.
    fn stand_guard(&mut self, control: &mut UnixStream) {
        let mut first = match self.has_init {
            true => None,
            false => pidfd_open(self.stage.process, PidfdFlags::empty()).ok(),
        };
        loop {
            let mut descriptors = vec![PollFd::from_borrowed_fd(control.as_fd(), PollFlags::IN)];
            if self.has_init && !self.is_over {
                let words = self.stage.words.as_fd();
                descriptors.push(PollFd::from_borrowed_fd(words, PollFlags::IN));
            }
            if let Some(first) = &first {
                descriptors.push(PollFd::from_borrowed_fd(first.as_fd(), PollFlags::IN));
            }
            let outcome = poll(&mut descriptors, Some(&LOOK));
            let has_news = |at: usize| descriptors.get(at).is_some_and(|d| !d.revents().is_empty());
            if has_news(0) || matches!(outcome, Err(error) if error != Errno::INTR) {
                return;
            }
            let word = if self.has_init {
                has_news(1).then(|| self.hear_init()).flatten()
            } else {
                self.reap()
            };
            if let Some(word) = word {
                first = None;
                if guard::say(control, &word).is_err() {
                    return;
                }
            }
            if let Some(reason) = self.watch.look() {
                self.end();
                first = None;
                let word = Word::Ended {
                    ended: Ended::Signal(Signal::KILL.as_raw()),
                    reason: Some(reason),
                };
                if guard::say(control, &word).is_err() {
                    return;
                }
            }
        }
    }

    /// What the first process of the namespace says.
    fn hear_init(&mut self) -> Option<Word> {
        match guard::read_word(&mut self.stage.words) {
            Ok(Word::Ended { ended, .. }) => Some(self.ended(ended)),
            Ok(_) => None,
            // Only who is outside can have killed it.
            Err(_) => {
                self.is_over = true;
                Some(self.ended(Ended::Signal(Signal::KILL.as_raw())))
            }
        }
    }

    /// Collects what has ended below us; the word on the first process, if it was among that.
    fn reap(&mut self) -> Option<Word> {
        let mut word = None;
        while let Ok(Some((pid, status))) = wait(WaitOptions::NOHANG) {
            if pid == self.stage.process {
                word = Some(self.ended(guard::how_it_ended(status)));
            }
        }
        word
    }

    fn ended(&self, ended: Ended) -> Word {
        let reason = match ended {
            Ended::Signal(signal) if signal == Signal::XCPU.as_raw() => Some(format!(
                "it used more than {} s of processor time",
                self.limits.processor
            )),
            Ended::Signal(signal) if signal == Signal::XFSZ.as_raw() => Some(format!(
                "it wrote a file of more than {} MiB",
                self.limits.file / (1024 * 1024)
            )),
            _ => None,
        };
        Word::Ended { ended, reason }
    }

    /// Makes an end of all of the program.
    fn end(&mut self) {
        self.is_over = true;
        if self.has_init {
            // The kernel lets us wait for it only when all of its namespace are gone.
            let _ = kill_process(self.stage.process, Signal::KILL);
        } else if let Some(uid) = self.uid {
            let _ = owner::kill_all_of(uid);
        }
        guard::sweep();
    }

    /// Leaves the folders in a state in which the harness can read and remove all that is there.
    fn clear(&self) {
        for folder in &self.on_disk {
            let _ = owner::take_back(folder);
        }
    }
}

fn number(pid: Pid) -> u32 {
    pid.as_raw_nonzero().get().unsigned_abs()
}

fn start_init(order: &Order, descriptors: [OwnedFd; 3]) -> Result<Stage, Word> {
    let refused = |error: io::Error| stage::refused(Part::Namespaces, error);
    namespaces::prepare_for_child().map_err(|error| match error.raw_os_error() {
        Some(libc::EPERM | libc::EACCES) if !geteuid().is_root() => stage::refused(
            Part::Namespaces,
            format_args!("this machine forbids user namespaces ({error})"),
        ),
        _ => refused(error),
    })?;
    let mut stage = Stage::start(init::ARGUMENT, order, descriptors).map_err(refused)?;
    match guard::read_word(&mut stage.words).map_err(refused)? {
        Word::Started { .. } => Ok(stage),
        word => Err(word),
    }
}

fn start_jail(order: &Order, descriptors: [OwnedFd; 3]) -> Result<Stage, Word> {
    let started = Stage::start(jail::ARGUMENT, order, descriptors);
    let mut stage = started.map_err(|error| Word::NotStarted(error.to_string()))?;
    stage.await_program()?;
    Ok(stage)
}
