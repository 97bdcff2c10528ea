//! The plain stand-in for the guard where there is no subreaper: the program is a child of the
//! harness in a process group of its own, and the group is killed in the end. A process that
//! leaves the group outlives its check; on Linux it does not.

use std::ffi::OsString;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

use rustix::process::{Pid, Signal, kill_process_group};

use super::{Ended, birth};
use crate::observe::Tree;

/// What is to be launched.
#[derive(Debug)]
pub struct Order {
    /// The program and its arguments.
    pub words: Vec<String>,
    /// Its working folder.
    pub folder: PathBuf,
    /// All of its environment.
    pub environment: Vec<(OsString, OsString)>,
    /// What it should be confined to: in vain, here.
    #[cfg(feature = "class")]
    pub confinement: Option<super::sandbox::Terms>,
}

/// Why there is no program.
#[derive(Debug)]
pub enum Error {
    /// The command could not be started: what the system said.
    NotStarted(String),
    /// The harness itself failed.
    Harness(io::Error),
}

/// A running program. Dropping it ends its process group.
#[derive(Debug)]
pub struct Guard {
    process: Arc<Mutex<Child>>,
    pid: u32,
}

impl Guard {
    /// Starts a program with these standard descriptors.
    pub(super) fn launch(
        order: &Order,
        [stdin, stdout, stderr]: [OwnedFd; 3],
    ) -> Result<(Guard, Tree), Error> {
        let (program, arguments) = order
            .words
            .split_first()
            .ok_or_else(|| Error::NotStarted("an empty command".into()))?;
        let mut command = Command::new(program);
        command
            .args(arguments)
            .current_dir(&order.folder)
            .env_clear()
            .envs(order.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::from(stdin))
            .stdout(Stdio::from(stdout))
            .stderr(Stdio::from(stderr))
            .process_group(0);
        let process =
            birth::spawn(&mut command).map_err(|error| Error::NotStarted(error.to_string()))?;
        let pid = process.id();
        Ok((
            Guard {
                process: Arc::new(Mutex::new(process)),
                pid,
            },
            Tree::From(pid),
        ))
    }

    pub(super) fn control(&self) -> io::Result<Control> {
        let process = self.process.clone();
        let (read, write) = birth::pipe()?;
        // Nobody tells of a child's end but `wait`: a thread does, and closes the pipe.
        std::thread::Builder::new()
            .name("wait".into())
            .spawn(move || {
                loop {
                    let ended = process
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .try_wait();
                    if !matches!(ended, Ok(None)) {
                        break drop(write);
                    }
                    std::thread::sleep(std::time::Duration::from_millis(5));
                }
            })?;
        Ok(Control {
            process: self.process.clone(),
            closed: read,
            told: false,
        })
    }

    /// The program's process.
    pub fn pid(&self) -> u32 {
        self.pid
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(pid) = Pid::from_raw(self.pid as i32) {
            let _ = kill_process_group(pid, Signal::KILL);
        }
        let _ = self
            .process
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .wait();
    }
}

/// Where the attendant hears of the program's end.
#[derive(Debug)]
pub struct Control {
    process: Arc<Mutex<Child>>,
    closed: OwnedFd,
    told: bool,
}

impl Control {
    pub(super) fn poll_end(&mut self) -> io::Result<Option<(Ended, Option<String>)>> {
        let status = self
            .process
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .try_wait()?;
        match status {
            Some(_) if self.told => Err(io::ErrorKind::UnexpectedEof.into()),
            Some(status) => {
                self.told = true;
                Ok(Some((Ended::from_status(status), None)))
            }
            None => Ok(None),
        }
    }
}

impl AsFd for Control {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.closed.as_fd()
    }
}

/// Nothing to serve as here.
pub fn serve_if_asked() {}

/// Waits for nothing: what a program leaves behind is not ours here.
pub fn await_orphans() {}
