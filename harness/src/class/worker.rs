//! A worker: a process that builds and judges one submission after another, in a network of its
//! own.
//!
//! It is this executable once more, started as `lab __worker`. It reads a [`Place`] and then
//! [`Task`]s from its standard input, a line of JSON each, and answers with a [`Word`] each. When
//! its input ends, because the run is over or was killed, it ends at once, and its programs' guards
//! with it.

use std::fs::{self, Permissions};
use std::io::{self, BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result, bail};
use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::judge::Judge;
use super::task::{Done, Place, Task, Word};
use crate::program::birth;
use crate::program::sandbox::{self, Confinement, Found};

/// The argument that makes the executable a worker.
pub const ARGUMENT: &str = "__worker";

/// The run's side of a worker.
#[derive(Debug)]
pub struct Worker {
    process: Child,
    tasks: Stopper,
    words: BufReader<ChildStdout>,
    /// The parts of the sandbox that it does without.
    pub unprotected: Vec<String>,
}

/// What ends a worker: its input, which another thread can close.
#[derive(Clone, Debug)]
pub struct Stopper(Arc<Mutex<Option<ChildStdin>>>);

impl Stopper {
    /// Ends the worker, with all that it has started.
    pub fn stop(&self) {
        *self.tasks() = None;
    }

    fn tasks(&self) -> MutexGuard<'_, Option<ChildStdin>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A worker that has not answered after this long has a fault of its own: every wait of the
/// harness is shorter.
const LONGEST: Timespec = Timespec {
    tv_sec: 1800,
    tv_nsec: 0,
};

impl Worker {
    /// Starts a worker, and waits until it is ready.
    ///
    /// # Errors
    /// It could not be started, or cannot work.
    pub fn start(place: &Place) -> Result<Worker> {
        let mut command = Command::new(std::env::current_exe()?);
        command
            .arg(ARGUMENT)
            // Each of many threads would keep a heap of its own, with what large talks have left in it.
            .env("MALLOC_ARENA_MAX", "1")
            .env("MALLOC_MMAP_THRESHOLD_", "131072")
            .env("MALLOC_TRIM_THRESHOLD_", "131072")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // Ctrl-C is for the run, which ends its workers in order.
            .stderr(Stdio::inherit());
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut process = birth::spawn(&mut command).context("a worker could not be started")?;
        let tasks = Stopper(Arc::new(Mutex::new(process.stdin.take())));
        let words = process.stdout.take().map(BufReader::new);
        let words = words.context("a worker without an output")?;
        let mut worker = Worker {
            process,
            tasks,
            words,
            unprotected: Vec::new(),
        };
        worker.say(place)?;
        match worker.hear()? {
            Word::Ready(unprotected) => worker.unprotected = unprotected,
            Word::Unable(reason) => bail!("a worker cannot work: {reason}"),
            Word::Done(_) => bail!("a worker was done before it began"),
        }
        Ok(worker)
    }

    /// Has a task done.
    ///
    /// # Errors
    /// The worker has died of it, or says that it cannot.
    pub fn perform(&mut self, task: &Task) -> Result<Done> {
        self.say(task)?;
        match self.hear()? {
            Word::Done(done) => Ok(*done),
            Word::Unable(reason) => bail!(reason),
            Word::Ready(_) => bail!("a worker began in the middle"),
        }
    }

    fn say(&mut self, what: &impl serde::Serialize) -> Result<()> {
        let mut line = serde_json::to_vec(what)?;
        line.push(b'\n');
        let mut tasks = self.tasks.tasks();
        let tasks = tasks.as_mut().context("the worker was stopped")?;
        tasks.write_all(&line).context("a worker has died")
    }

    fn hear(&mut self) -> Result<Word> {
        let mut waiting = [PollFd::new(self.words.get_ref(), PollFlags::IN)];
        if poll(&mut waiting, Some(&LONGEST)) == Ok(0) {
            let _ = self.process.kill();
            bail!("a worker did not answer for {} min", LONGEST.tv_sec / 60);
        }
        let mut line = Vec::new();
        self.words.read_until(b'\n', &mut line)?;
        if !line.ends_with(b"\n") {
            let ended = self.process.wait()?;
            bail!("a worker has died: {ended}");
        }
        serde_json::from_slice(&line).context("a worker spoke nonsense")
    }

    /// What ends it.
    pub fn stopper(&self) -> Stopper {
        self.tasks.clone()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // It ends when its input does.
        self.tasks.stop();
        let _ = self.process.wait();
    }
}

/// A worker's whole life, where this process was started as one.
///
/// To be called in `main` before any thread is started: only then can a process enter another
/// network namespace.
pub fn serve_if_asked() -> Option<io::Result<()>> {
    let is_asked = std::env::args_os()
        .nth(1)
        .is_some_and(|argument| argument == ARGUMENT);
    is_asked.then(serve)
}

fn serve() -> io::Result<()> {
    // What is missing is told by the probe. No thread runs yet, as this needs.
    let _ = sandbox::enter_private_network();
    sandbox::confine_all(Confinement::default());
    let unprotected = sandbox::probe().iter().filter_map(Found::warning).collect();
    let (place, tasks) = listen()?;
    fs::create_dir_all(&place.scratch)?;
    fs::set_permissions(&place.scratch, Permissions::from_mode(0o711))?;
    let judge = match Judge::new(&place) {
        Ok(judge) => judge,
        Err(error) => return say(&Word::Unable(format!("{error:#}"))),
    };
    say(&Word::Ready(unprotected))?;
    while let Ok(task) = tasks.recv() {
        match judge.judge(&task) {
            Ok(done) => say(&Word::Done(Box::new(done)))?,
            Err(error) => say(&Word::Unable(format!("{error:#}")))?,
        }
    }
    Ok(())
}

/// The first line of standard input, and the tasks of all others. When it ends, so does the
/// process: nothing that is still being judged is of use to anybody.
fn listen() -> io::Result<(Place, Receiver<Task>)> {
    let mut lines = BufReader::new(io::stdin()).lines();
    let first = lines.next().ok_or(io::ErrorKind::UnexpectedEof)??;
    let place: Place = serde_json::from_str(&first)?;
    let scratch = place.scratch.clone();
    let (sender, tasks) = mpsc::channel();
    std::thread::spawn(move || {
        for line in lines.map_while(Result::ok) {
            let task = serde_json::from_str::<Task>(&line);
            if !task.is_ok_and(|task| sender.send(task).is_ok()) {
                break;
            }
        }
        leave(&scratch);
    });
    Ok((place, tasks))
}

#[expect(
    clippy::exit,
    reason = "the guards end their programs when this process is gone"
)]
fn leave(scratch: &Path) {
    let _ = fs::remove_dir_all(scratch);
    std::process::exit(0);
}

fn say(word: &Word) -> io::Result<()> {
    let mut line = serde_json::to_vec(word)?;
    line.push(b'\n');
    let mut out = io::stdout().lock();
    out.write_all(&line)?;
    out.flush()
}
