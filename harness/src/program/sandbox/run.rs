//! A program that is run to its end, as a compiler.

use std::time::{Duration, Instant};

use super::Confinement;
use crate::program::{Ended, LaunchError, Program, Role, Stream};

/// What became of a program that was run to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finished {
    /// How it ended; `None` where its time was over.
    pub ended: Option<Ended>,
    /// The reason, in a sentence, where the sandbox made an end of it.
    pub reason: Option<String>,
    /// The beginning and the end of what it printed on standard output.
    pub stdout: String,
    /// The beginning and the end of what it printed on standard error.
    pub stderr: String,
}

impl Finished {
    /// Whether it ended by itself and was content.
    pub fn succeeded(&self) -> bool {
        self.ended == Some(Ended::Status(0)) && self.reason.is_none()
    }
}

/// Runs a program, confined, with nothing on its standard input. When this returns, nothing of
/// it is left.
///
/// # Errors
/// Those of [`Program::launch`].
pub fn run(
    words: &[String],
    confinement: &Confinement,
    limit: Duration,
) -> Result<Finished, LaunchError> {
    let begun = Instant::now();
    let mut program = Program::launch_confined(Role::Client, words, confinement)?;
    program.stdin = None;
    let ended = program
        .output()
        .await_end(limit.saturating_sub(begun.elapsed()));
    let output = program.output().clone();
    drop(program);
    output.drain();
    let reason = output.reason().or_else(|| {
        ended
            .is_none()
            .then(|| format!("it was not done after {} s", limit.as_secs()))
    });
    Ok(Finished {
        ended,
        reason,
        stdout: output.text(Stream::Stdout),
        stderr: output.text(Stream::Stderr),
    })
}
