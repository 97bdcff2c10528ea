//! The guard: a small process between the harness and each program.
//!
//! It is this executable once more, started as `lab __guard` (or as any executable whose `main`
//! calls [`serve_if_asked`] first), single-threaded, and it does three things:
//!
//! - it is the *subreaper* of the program (prctl(2), PR_SET_CHILD_SUBREAPER): whatever forks
//!   twice and calls setsid becomes the guard's child, and so stays known as this program's;
//! - it tells the harness how the program ended;
//! - when the control socket closes, because the harness dropped the program or died of
//!   whatever, SIGKILL included, it kills all that is below it until nothing is left, and ends.
//!
//! The control socket is the guard's standard input. First come the program's three standard
//! descriptors (SCM_RIGHTS, unix(7)), then an [`Order`] as one line of JSON; the answers are
//! a `Word` each, a line of JSON.

use std::ffi::OsString;
use std::io::{self, BufRead, BufReader, ErrorKind, IoSlice, IoSliceMut, Read, Write};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::net::{
    RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer,
    SendAncillaryMessage, SendFlags, recvmsg, sendmsg,
};
use rustix::process::{
    Pid, PidfdFlags, Signal, WaitOptions, WaitStatus, getpid, kill_process, pidfd_open,
    set_child_subreaper, wait, waitpid,
};
use serde::{Deserialize, Serialize};

#[cfg(feature = "class")]
use super::sandbox::{self, Refusal, Terms};
use super::{Ended, birth};
use crate::observe::Tree;

/// The argument that makes an executable of the kit a guard.
const ARGUMENT: &str = "__guard";

/// What a guard is to launch.
#[derive(Debug, Serialize, Deserialize)]
pub struct Order {
    /// The program and its arguments.
    pub words: Vec<String>,
    /// Its working folder.
    pub folder: PathBuf,
    /// All of its environment.
    pub environment: Vec<(OsString, OsString)>,
    /// What it may do, unless it may do anything.
    #[cfg(feature = "class")]
    #[serde(default)]
    pub confinement: Option<Terms>,
}

/// What a guard says.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Word {
    /// The program runs.
    Started {
        /// Below which process it is, if not below the guard itself.
        below: Option<u32>,
    },
    /// It could not be started, and why.
    NotStarted(String),
    /// A part of its sandbox could not be made, and why.
    #[cfg(feature = "class")]
    Refused(Refusal),
    /// Its first process has ended. Others of it may live on.
    Ended {
        ended: Ended,
        /// Why an end was made of it, in a sentence, where it did not come by itself.
        reason: Option<String>,
    },
}

/// Why there is no guarded program.
#[derive(Debug)]
pub enum Error {
    /// The command could not be started: what the system said.
    NotStarted(String),
    /// A part of its sandbox could not be made, and why.
    #[cfg(feature = "class")]
    Refused(Refusal),
    /// The guard itself failed.
    Harness(io::Error),
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Error {
        Error::Harness(error)
    }
}

/// A running guard. Dropping it ends all that it guards, and waits until nothing is left.
#[derive(Debug)]
pub struct Guard {
    process: Child,
    control: Option<UnixStream>,
}

impl Guard {
    /// Starts a guard and, through it, a program with these standard descriptors.
    pub(super) fn launch(order: &Order, descriptors: [OwnedFd; 3]) -> Result<(Guard, Tree), Error> {
        let (control, theirs) = UnixStream::pair()?;
        let mut command = Command::new(executable()?);
        command
            .arg(ARGUMENT)
            .stdin(Stdio::from(OwnedFd::from(theirs)))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // The terminal's Ctrl-C is for the harness; the guard follows when the socket closes.
            .process_group(0);
        let process = birth::spawn(&mut command)?;
        // It holds their end of the socket, too, and as long as we do, nobody learns that it ended.
        drop(command);
        GUARDS
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(process.id());
        // From here on a failure drops the guard, which ends it.
        let mut guard = Guard {
            process,
            control: Some(control),
        };
        let control = guard.control.as_mut().expect("it was just put there");
        send_descriptors(control, &descriptors)?;
        drop(descriptors);
        let mut line = serde_json::to_vec(order).map_err(io::Error::from)?;
        line.push(b'\n');
        control.write_all(&line)?;
        let word = match read_word(control) {
            // The program was quicker than the word that it has started: the attendant tells how.
            Err(error) if error.kind() == ErrorKind::UnexpectedEof && guard.was_killed() => {
                let tree = Tree::Below(guard.pid());
                return Ok((guard, tree));
            }
            word => word?,
        };
        match word {
            Word::Started { below } => {
                let tree = Tree::Below(below.unwrap_or(guard.pid()));
                Ok((guard, tree))
            }
            Word::NotStarted(reason) => Err(Error::NotStarted(reason)),
            #[cfg(feature = "class")]
            Word::Refused(refusal) => Err(Error::Refused(refusal)),
            Word::Ended { .. } => {
                Err(io::Error::other("the guard spoke of an end before a start").into())
            }
        }
    }

    /// The reading side of the control socket, for the attendant.
    pub(super) fn control(&self) -> io::Result<Control> {
        let control = self.control.as_ref().expect("only drop takes it");
        let control = control.try_clone()?;
        control.set_nonblocking(true)?;
        Ok(Control {
            stream: control,
            partial: Vec::new(),
        })
    }

    /// Whether it has ended by SIGKILL, for one that is known to end.
    fn was_killed(&mut self) -> bool {
        use std::os::unix::process::ExitStatusExt;
        let ended = self.process.wait();
        ended.is_ok_and(|status| status.signal() == Some(Signal::KILL.as_raw()))
    }

    /// The guard's process.
    pub fn pid(&self) -> u32 {
        self.process.id()
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        // The attendant holds a copy of the socket, so closing ours would not be seen.
        if let Some(control) = self.control.take() {
            let _ = control.shutdown(std::net::Shutdown::Both);
        }
        let ended = self.process.wait();
        let mut guards = GUARDS.lock().unwrap_or_else(PoisonError::into_inner);
        guards.retain(|pid| *pid != self.process.id());
        if !ended.is_ok_and(|status| status.success()) {
            // The program has killed its guard. What it left came to us, the next subreaper.
            sweep_strays(&guards);
        }
    }
}

/// Waits until no child of this process is left. The guards of a worker that has ended are ours,
/// as the next subreaper, and end when all that they guard is gone.
pub fn await_orphans() {
    loop {
        match wait(WaitOptions::empty()) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(_) => return,
        }
    }
}

/// The guards that live: our children that must not be taken for strays.
static GUARDS: Mutex<Vec<u32>> = Mutex::new(Vec::new());

/// Kills our children that are no guards, again and again until none is left.
fn sweep_strays(guards: &[u32]) {
    loop {
        let strays: Vec<Pid> = children()
            .into_iter()
            .filter(|pid| !guards.contains(&pid.as_raw_nonzero().get().unsigned_abs()))
            .collect();
        if strays.is_empty() {
            return;
        }
        for stray in strays {
            let _ = kill_process(stray, Signal::KILL);
            let _ = waitpid(Some(stray), WaitOptions::empty());
        }
    }
}

/// Where the attendant hears of the program's end.
#[derive(Debug)]
pub struct Control {
    stream: UnixStream,
    partial: Vec<u8>,
}

impl Control {
    /// How the program ended, and why if it did not by itself, if the guard has said so.
    ///
    /// # Errors
    /// The guard is gone.
    pub(super) fn poll_end(&mut self) -> io::Result<Option<(Ended, Option<String>)>> {
        let mut bytes = [0; 256];
        match self.stream.read(&mut bytes) {
            Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
            Ok(count) => self.partial.extend_from_slice(&bytes[..count]),
            Err(error)
                if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => {}
            Err(error) => return Err(error),
        }
        let Some(end) = self.partial.iter().position(|byte| *byte == b'\n') else {
            return Ok(None);
        };
        let line: Vec<u8> = self.partial.drain(..=end).collect();
        match serde_json::from_slice(&line)? {
            Word::Ended { ended, reason } => Ok(Some((ended, reason))),
            _ => Ok(None),
        }
    }
}

impl AsFd for Control {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.stream.as_fd()
    }
}

/// Whether this executable's `main` serves as a guard when asked.
static SERVES: AtomicBool = AtomicBool::new(false);

/// Serves as a guard and never returns, where this process was started as one. To be called
/// first in the `main` of each executable that launches programs.
pub fn serve_if_asked() {
    SERVES.store(true, Ordering::Relaxed);
    if let Some(status) = std::env::args_os().nth(1).and_then(serve_as) {
        #[expect(
            clippy::exit,
            reason = "nothing is left to drop, and main must not go on"
        )]
        std::process::exit(status);
    }
    // Should a program kill its guard, its processes come to us. Any pid means yes.
    let _ = set_child_subreaper(Some(getpid()));
}

/// Serves as what an argument says, if it says anything of the kind: an exit status.
fn serve_as(argument: OsString) -> Option<i32> {
    if argument == ARGUMENT {
        return Some(i32::from(serve().is_err()));
    }
    #[cfg(feature = "class")]
    return argument.to_str().and_then(sandbox::serve);
    #[cfg(not(feature = "class"))]
    None
}

/// The executable to start as a guard: this one, or, in the kit's own tests, whose `main` is not
/// ours, the `lab` that cargo built beside them.
pub(super) fn executable() -> io::Result<PathBuf> {
    let own = std::env::current_exe()?;
    if SERVES.load(Ordering::Relaxed) {
        return Ok(own);
    }
    own.ancestors()
        .skip(1)
        .map(|folder| folder.join("lab"))
        .find(|lab| lab.is_file())
        .ok_or_else(|| {
            io::Error::other("no `lab` is built beside this test: run `cargo build -p harness`")
        })
}

pub(super) fn send_descriptors(control: &UnixStream, descriptors: &[OwnedFd; 3]) -> io::Result<()> {
    let borrowed: Vec<BorrowedFd<'_>> = descriptors.iter().map(AsFd::as_fd).collect();
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(3))];
    let mut message = SendAncillaryBuffer::new(&mut space);
    if !message.push(SendAncillaryMessage::ScmRights(&borrowed)) {
        return Err(io::Error::other("no room for three descriptors"));
    }
    sendmsg(
        control,
        &[IoSlice::new(b"d")],
        &mut message,
        SendFlags::NOSIGNAL,
    )?;
    Ok(())
}

pub(super) fn receive_descriptors(control: &UnixStream) -> io::Result<[OwnedFd; 3]> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(3))];
    let mut message = RecvAncillaryBuffer::new(&mut space);
    let mut byte = [0];
    recvmsg(
        control,
        &mut [IoSliceMut::new(&mut byte)],
        &mut message,
        RecvFlags::CMSG_CLOEXEC,
    )?;
    let received: Vec<OwnedFd> = message
        .drain()
        .filter_map(|part| match part {
            RecvAncillaryMessage::ScmRights(descriptors) => Some(descriptors),
            _ => None,
        })
        .flatten()
        .collect();
    received
        .try_into()
        .map_err(|_| io::Error::other("three descriptors were expected"))
}

/// Reads the order, which is the last that comes.
pub(super) fn receive_order(control: &UnixStream) -> io::Result<Order> {
    let mut line = String::new();
    BufReader::new(control).read_line(&mut line)?;
    Ok(serde_json::from_str(&line)?)
}

/// Reads one line, byte by byte: what follows it belongs to another reader.
pub(super) fn read_word(control: &mut UnixStream) -> io::Result<Word> {
    let mut line = Vec::new();
    let mut byte = [0];
    while !line.ends_with(b"\n") {
        if control.read(&mut byte)? == 0 {
            return Err(io::Error::new(
                ErrorKind::UnexpectedEof,
                "the guard ended at its start",
            ));
        }
        line.extend_from_slice(&byte);
    }
    Ok(serde_json::from_slice(&line)?)
}

/// Says a word to whoever has started this process.
pub(super) fn say(control: &mut UnixStream, word: &Word) -> io::Result<()> {
    let mut line = serde_json::to_vec(word)?;
    line.push(b'\n');
    control.write_all(&line)
}

/// A guard's whole life.
fn serve() -> io::Result<()> {
    // Orphans below us become our children. Any pid means yes.
    set_child_subreaper(Some(getpid()))?;
    let mut control = UnixStream::from(io::stdin().as_fd().try_clone_to_owned()?);
    let descriptors = receive_descriptors(&control)?;
    let order = receive_order(&control)?;
    #[cfg(feature = "class")]
    if order.confinement.is_some() {
        return sandbox::guarding::serve(&mut control, order, descriptors);
    }
    let first = match start(&order, descriptors) {
        Ok(child) => child,
        Err(error) => return say(&mut control, &Word::NotStarted(error.to_string())),
    };
    // A harness that is gone already is noticed below.
    let _ = say(&mut control, &Word::Started { below: None });
    stand_guard(&mut control, first);
    sweep();
    // The harness does this itself, unless it was killed.
    let _ = std::fs::remove_dir_all(&order.folder);
    Ok(())
}

fn start(order: &Order, [stdin, stdout, stderr]: [OwnedFd; 3]) -> io::Result<Pid> {
    let (program, arguments) = order
        .words
        .split_first()
        .ok_or_else(|| io::Error::other("an empty command"))?;
    let child = Command::new(program)
        .args(arguments)
        .current_dir(&order.folder)
        .env_clear()
        .envs(order.environment.iter().map(|(name, value)| (name, value)))
        .stdin(Stdio::from(stdin))
        .stdout(Stdio::from(stdout))
        .stderr(Stdio::from(stderr))
        // A kill(0, …) of the program's stays in the family.
        .process_group(0)
        .spawn()?;
    Pid::from_raw(child.id() as i32).ok_or_else(|| io::Error::other("a child without a pid"))
}

/// How often orphans that ended are collected, where nothing else happens.
const COLLECT: Timespec = Timespec {
    tv_sec: 1,
    tv_nsec: 0,
};

/// Waits for the control socket to close, and reports the first process's end meanwhile.
fn stand_guard(control: &mut UnixStream, first: Pid) {
    let mut running = pidfd_open(first, PidfdFlags::empty()).ok();
    loop {
        let mut descriptors = vec![PollFd::from_borrowed_fd(control.as_fd(), PollFlags::IN)];
        if let Some(process) = &running {
            descriptors.push(PollFd::from_borrowed_fd(process.as_fd(), PollFlags::IN));
        }
        let outcome = poll(&mut descriptors, Some(&COLLECT));
        let hung_up = !descriptors[0].revents().is_empty();
        if hung_up || matches!(outcome, Err(error) if error != Errno::INTR) {
            return;
        }
        while let Ok(Some((pid, status))) = wait(WaitOptions::NOHANG) {
            if pid == first {
                running = None;
                let word = Word::Ended {
                    ended: how_it_ended(status),
                    reason: None,
                };
                if say(control, &word).is_err() {
                    return;
                }
            }
        }
    }
}

pub(super) fn how_it_ended(status: WaitStatus) -> Ended {
    match (status.exit_status(), status.terminating_signal()) {
        (Some(code), _) => Ended::Status(code),
        (None, signal) => Ended::Signal(signal.unwrap_or(0)),
    }
}

/// Kills what is below this process until nothing is. A process whose parent was killed comes
/// to us, so killing children again and again reaches all, however fast they fork.
pub(super) fn sweep() {
    loop {
        for child in children() {
            let _ = kill_process(child, Signal::KILL);
        }
        match wait(WaitOptions::empty()) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(_) => return,
        }
    }
}

/// This process's children; they are listed thread by thread, see proc(5), `children`.
fn children() -> Vec<Pid> {
    let tasks = std::fs::read_dir("/proc/self/task")
        .into_iter()
        .flatten()
        .flatten();
    tasks
        .filter_map(|task| std::fs::read_to_string(task.path().join("children")).ok())
        .flat_map(|list| {
            let pids = list
                .split_whitespace()
                .filter_map(|pid| Pid::from_raw(pid.parse().ok()?));
            pids.collect::<Vec<Pid>>()
        })
        .collect()
}
