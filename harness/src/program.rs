//! A running server or client under test, in any language.
//!
//! A [`Program`] is launched in a folder of its own, below a guard process that can end all of
//! it; what it prints is drained from the first moment on, so that a full pipe never holds it
//! up; and its threads and sockets can be observed. Dropping it ends it, whatever it has become.

use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::ExitStatus;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustix::process::Signal;
use tempfile::TempDir;

use crate::observe::{Baseline, Judgement, Listening, Observation, Observer};
use crate::scratch;

mod attendant;
pub mod birth;
mod command;
#[cfg_attr(any(not(target_os = "linux"), portable), path = "program/child.rs")]
pub mod guard;
mod output;
mod port;
#[cfg(feature = "class")]
pub mod sandbox;
#[cfg(all(target_os = "linux", not(portable)))]
pub mod shortage;
mod standard;
pub mod trace;

use attendant::Attendant;
pub use command::{CommandLine, TemplateError};
pub use output::{Capture, Output, Stream};
pub use port::Port;
pub use standard::Standard;

use guard::Guard;
use standard::Line;

/// No program is waited for longer than this, whatever it does.
pub const HARD_LIMIT: Duration = Duration::from_secs(10);

/// What a program is: the side of the conversation that it takes.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// It listens.
    Server,
    /// It connects.
    Client,
}

impl Role {
    /// The word for it in sentences.
    pub fn word(self) -> &'static str {
        match self {
            Role::Server => "server",
            Role::Client => "client",
        }
    }
}

/// How a program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Ended {
    /// It exited with this status.
    Status(i32),
    /// This signal killed it.
    Signal(i32),
}

/// A program that runs.
pub struct Program {
    /// Where its threads stand.
    pub observer: Observer,
    /// The write end of its standard input; `None` once that was closed.
    pub stdin: Option<File>,
    line: Option<Line>,
    role: Role,
    output: Arc<Output>,
    guard: Guard,
    // Both are kept for their drop: the folder is removed, the port given back.
    _folder: TempDir,
    _port: Option<Port>,
}

/// Why a program could not be brought to where a conversation can begin.
#[derive(Debug, thiserror::Error)]
pub enum LaunchError {
    /// The command itself could not be started.
    #[error("`{command}` could not be started: {reason}")]
    NotStarted {
        /// The command as it was tried.
        command: String,
        /// What the system said.
        reason: String,
    },
    /// The server ended before it listened.
    #[error("the server ended before it listened on {address}")]
    Ended {
        /// Where it should have listened.
        address: SocketAddr,
        /// How it ended.
        ended: Ended,
        /// What it had printed.
        output: Arc<Output>,
    },
    /// The server came to rest, or ran on, without listening.
    #[error("the server does not listen on {address}")]
    Silent {
        /// Where it should have listened.
        address: SocketAddr,
        /// Where it listens instead.
        elsewhere: Vec<SocketAddr>,
        /// Where its threads stand.
        observation: Box<Observation>,
        /// What it had printed.
        output: Arc<Output>,
    },
    /// Somebody else listens on the port.
    #[error("another process listens on {0}: the port was taken between two looks")]
    Stranger(SocketAddr),
    /// The harness itself could not do its part.
    #[error("the harness could not launch a program: {0}")]
    Harness(#[from] io::Error),
}

impl Program {
    /// Launches the program that these words name, and does not wait for anything.
    ///
    /// # Errors
    /// The command cannot be started, or the harness has no descriptors left.
    pub fn launch(role: Role, words: &[String]) -> Result<Program, LaunchError> {
        Program::launch_on(Standard::Pipes, role, words)
    }

    /// The same, on pipes or on a terminal.
    ///
    /// # Errors
    /// Those of [`Program::launch`], or the system has no terminal left.
    pub fn launch_on(
        standard: Standard,
        role: Role,
        words: &[String],
    ) -> Result<Program, LaunchError> {
        let (folder, order) = order(words)?;
        #[cfg(feature = "class")]
        let order = sandbox::confine_as_every_program(order);
        Program::launch_order(standard, role, folder, &order)
    }

    /// Launches a program that may do no more than this, whatever holds for the others: see
    /// [`sandbox`].
    ///
    /// # Errors
    /// Those of [`Program::launch`], or a part of the sandbox could not be made, though it could
    /// before.
    #[cfg(feature = "class")]
    pub fn launch_confined(
        role: Role,
        words: &[String],
        confinement: &sandbox::Confinement,
    ) -> Result<Program, LaunchError> {
        let (folder, order) = order(words)?;
        let order = sandbox::confine(order, confinement);
        Program::launch_order(Standard::Pipes, role, folder, &order)
    }

    fn launch_order(
        standard: Standard,
        role: Role,
        folder: TempDir,
        order: &guard::Order,
    ) -> Result<Program, LaunchError> {
        let ends = standard.open()?;
        let (guard, tree) = Guard::launch(order, ends.theirs).map_err(|error| match error {
            guard::Error::NotStarted(reason) => LaunchError::NotStarted {
                command: shell_words::join(&order.words),
                reason,
            },
            #[cfg(all(feature = "class", target_os = "linux", not(portable)))]
            guard::Error::Refused(refusal) => LaunchError::Harness(io::Error::other(refusal)),
            guard::Error::Harness(error) => LaunchError::Harness(error),
        })?;
        let output = Arc::new(Output::new(ends.stdout, ends.stderr)?);
        Attendant::start(output.clone(), guard.control()?)?;
        Ok(Program {
            observer: Observer::new(tree).named(role.word()),
            stdin: Some(File::from(ends.stdin)),
            line: ends.line,
            role,
            output,
            guard,
            _folder: folder,
            _port: None,
        })
    }

    /// Launches a server on a port that nobody else has, and waits until it listens there. No
    /// connection is made for it: a server that serves one client only is still to serve ours.
    pub fn launch_server(command: &CommandLine) -> Result<(Program, SocketAddr), LaunchError> {
        let port = Port::lease()?;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port.number()));
        let mut program = Program::launch(Role::Server, &command.fill(address))?;
        program._port = Some(port);
        program.await_listening(address)?;
        program.learn_timed_waits();
        Ok((program, address))
    }

    /// Waits until the program listens on `address`.
    ///
    /// # Errors
    /// It ended, it came to rest without listening, or the hard limit has passed.
    pub fn await_listening(&mut self, address: SocketAddr) -> Result<(), LaunchError> {
        let begun = Instant::now();
        self.observer.begin("the server was started");
        loop {
            match self.observer.listener(address.port()) {
                Listening::Program(_) => return Ok(()),
                Listening::Stranger => return Err(LaunchError::Stranger(address)),
                // Where the kernel cannot be asked, the contract's own line has to do.
                Listening::Unknown if self.output.text(Stream::Stdout).contains("listening on") => {
                    return Ok(());
                }
                Listening::Unknown | Listening::No => {}
            }
            if let Some(ended) = self.output.ended() {
                return Err(LaunchError::Ended {
                    address,
                    ended,
                    output: self.output.clone(),
                });
            }
            let judgement = self.observer.look(&[]);
            if judgement == Judgement::Gone
                && let Some(ended) = self.output.await_end(HARD_LIMIT)
            {
                return Err(LaunchError::Ended {
                    address,
                    ended,
                    output: self.output.clone(),
                });
            }
            if judgement == Judgement::Stuck || begun.elapsed() > HARD_LIMIT {
                if matches!(
                    self.observer.listener(address.port()),
                    Listening::Program(_)
                ) {
                    return Ok(());
                }
                self.output.drain();
                return Err(LaunchError::Silent {
                    address,
                    elsewhere: self.observer.listening(),
                    observation: Box::new(self.observer.observation(&[])),
                    output: self.output.clone(),
                });
            }
            // Short at first: a compiled server listens within a millisecond or two.
            let pause = (begun.elapsed() / 4).clamp(Duration::from_micros(300), READINESS_PAUSE);
            self.output.await_change(pause);
        }
    }

    /// Waits until the program can do no more by itself; says how it ended, if it has.
    pub fn rest(&mut self) -> Option<Ended> {
        let begun = Instant::now();
        self.observer.moved();
        while begun.elapsed() < HARD_LIMIT {
            self.output.await_change(self.observer.next_look());
            match self.observer.look(&[]) {
                Judgement::Gone => return self.output.await_end(HARD_LIMIT),
                Judgement::Stuck => break,
                Judgement::Active | Judgement::Quiet => {}
            }
        }
        self.output.drain();
        // Where the kernel tells nothing, nobody can say that a program is gone.
        let is_blind = cfg!(any(not(target_os = "linux"), portable));
        self.output.ended().filter(|_| is_blind)
    }

    /// Waits for the first line on standard output; `None` where none will come.
    pub fn await_first_line(&mut self) -> Option<String> {
        let printed = self.await_printed(|printed| printed.contains('\n')).ok()?;
        let (line, _) = printed.split_once('\n')?;
        Some(line.to_owned())
    }

    /// Waits until what was printed on standard output is enough, and returns it.
    ///
    /// # Errors
    /// No more will come: what was printed, and is not enough.
    pub fn await_printed(&mut self, enough: impl Fn(&str) -> bool) -> Result<String, String> {
        let begun = Instant::now();
        self.observer.moved();
        loop {
            let last = self.output.ended().is_some()
                || begun.elapsed() > HARD_LIMIT
                || matches!(self.observer.look(&[]), Judgement::Stuck | Judgement::Gone);
            self.output.drain();
            let printed = self.output.text(Stream::Stdout);
            if enough(&printed) {
                return Ok(printed);
            }
            if last {
                return Err(printed);
            }
            self.output.await_change(self.observer.next_look());
        }
    }

    /// Types a short line on the program's standard input.
    pub fn type_line(&mut self, line: &str) {
        if let Some(stdin) = &mut self.stdin {
            // A program that has ended reads no more; how it ended tells the rest.
            let _ = io::Write::write_all(stdin, line.as_bytes());
        }
        if let Some(line) = &self.line {
            line.settle();
        }
    }

    /// Looks at the program at rest, so that its timers are known from waits for us. A program
    /// without timed waits, as most are, costs one look.
    fn learn_timed_waits(&mut self) {
        for look in 0..BASELINE_LOOKS {
            if self.observer.baseline() == Baseline::Still || look + 1 == BASELINE_LOOKS {
                return;
            }
            self.output.await_change(BASELINE_PAUSE);
        }
    }

    /// The side that it takes.
    pub fn role(&self) -> Role {
        self.role
    }

    /// What it has printed, and how it ended.
    pub fn output(&self) -> &Arc<Output> {
        &self.output
    }

    /// How it ended, if it has. A program whose first process is gone, but not those that it
    /// left behind, has not ended.
    pub fn ended(&self) -> Option<Ended> {
        let ended = self.output.ended()?;
        self.observer.processes().is_empty().then_some(ended)
    }

    /// Stops all of the program, and returns once every thread has stopped.
    pub fn stop(&self) {
        self.signal(Signal::STOP);
        let begun = Instant::now();
        while begun.elapsed() < STOPPING && !self.observer.processes().into_iter().all(is_stopped) {
            std::thread::yield_now();
        }
    }

    /// Lets a program that was stopped go on.
    pub fn go_on(&self) {
        self.signal(Signal::CONT);
    }

    /// Sends a signal to all of the program's processes.
    fn signal(&self, signal: Signal) {
        for pid in self.observer.processes() {
            if let Some(pid) = i32::try_from(pid)
                .ok()
                .and_then(rustix::process::Pid::from_raw)
            {
                // It may have ended in between; that shows elsewhere.
                let _ = rustix::process::kill_process(pid, signal);
            }
        }
    }

    /// The process that ends the program with the harness.
    pub fn guard(&self) -> &Guard {
        &self.guard
    }
}

const BASELINE_LOOKS: u32 = 4;
const BASELINE_PAUSE: Duration = Duration::from_millis(33);
const READINESS_PAUSE: Duration = Duration::from_millis(5);

/// How long a thread that the kernel cannot stop, as one that waits for a disk, is waited for.
const STOPPING: Duration = Duration::from_secs(1);

/// Whether every thread of a process is stopped (proc(5), `stat`: state T), or it has ended.
fn is_stopped(pid: u32) -> bool {
    let Ok(tasks) = std::fs::read_dir(format!("/proc/{pid}/task")) else {
        return true;
    };
    tasks.flatten().all(|task| {
        std::fs::read_to_string(task.path().join("stat")).map_or(true, |stat| {
            stat.rsplit_once(") ")
                .is_some_and(|(_, rest)| rest.starts_with(['T', 'Z', 'X']))
        })
    })
}

/// A folder for a program, and what its guard is to be told.
fn order(words: &[String]) -> io::Result<(TempDir, guard::Order)> {
    let folder = scratch::folder("roundtrip-")?;
    let order = guard::Order {
        words: words.to_vec(),
        folder: folder.path().to_path_buf(),
        environment: environment(folder.path()),
        #[cfg(feature = "class")]
        confinement: None,
    };
    Ok((folder, order))
}

/// What a program inherits: little, and the same on every machine.
fn environment(folder: &Path) -> Vec<(OsString, OsString)> {
    let mut variables = vec![
        (OsString::from("HOME"), folder.as_os_str().to_owned()),
        (OsString::from("TMPDIR"), folder.as_os_str().to_owned()),
        (OsString::from("LANG"), OsString::from("C.UTF-8")),
        // The place of a panic is all that a finding needs.
        (OsString::from("RUST_BACKTRACE"), OsString::from("0")),
    ];
    for name in ["PATH", "LD_LIBRARY_PATH", "JAVA_HOME", "PYENV_ROOT"] {
        if let Some(value) = std::env::var_os(name) {
            variables.push((OsString::from(name), value));
        }
    }
    variables
}

impl Ended {
    /// From what the standard library says of a child.
    pub fn from_status(status: ExitStatus) -> Ended {
        use std::os::unix::process::ExitStatusExt;
        match status.code() {
            Some(code) => Ended::Status(code),
            None => Ended::Signal(status.signal().unwrap_or(0)),
        }
    }
}

impl std::fmt::Display for Ended {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Ended::Status(code) => write!(f, "exit status {code}"),
            Ended::Signal(number) => {
                let name = match number {
                    4 => "SIGILL",
                    6 => "SIGABRT",
                    7 => "SIGBUS",
                    8 => "SIGFPE",
                    9 => "SIGKILL",
                    11 => "SIGSEGV",
                    13 => "SIGPIPE",
                    15 => "SIGTERM",
                    _ => return write!(f, "signal {number}"),
                };
                write!(f, "signal {number} ({name})")
            }
        }
    }
}

/// Makes a path absolute where it names something that exists.
fn absolute(word: &str) -> Option<PathBuf> {
    let path = std::path::absolute(word).ok()?;
    path.exists().then_some(path)
}
