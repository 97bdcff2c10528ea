//! A finding: why a check failed, told in the program's own terms.

use serde::Serialize;

use crate::explorer::outcome::Failure as FailedSchedule;
use crate::explorer::story;
use crate::player::Failure;
use crate::program::{LaunchError, Output, Role, Stream};
use crate::scene::Scene;
use crate::talk::{Party, Talk};
use crate::transcript::Transcript;

mod difference;
mod headline;
mod panic;

pub use panic::Panic;

/// Why a check did not pass.
#[derive(Debug)]
pub enum Trouble {
    /// The program broke its promise.
    Found(Box<Finding>),
    /// This cannot be put to the test with this program, and why.
    Unexplored(String),
    /// The harness could not do its part.
    Harness(String),
}

/// All that is known of a failure.
#[derive(Clone, Debug)]
pub struct Finding {
    /// What went wrong, in one sentence.
    pub headline: String,
    /// The side that the program takes.
    pub role: Role,
    /// What was wanted.
    pub expected: Option<String>,
    /// What there was instead.
    pub got: Option<String>,
    /// The bytes around the first difference, where they are not text or too many to show.
    pub difference: Vec<String>,
    /// What happened.
    pub transcript: Option<Transcript>,
    /// Where in the talk it failed.
    pub mark: Option<Mark>,
    /// Where the program's threads and sockets stood.
    pub stands: Vec<String>,
    /// The last that the program said on standard error.
    pub said: Vec<String>,
    /// What else a reader should know.
    pub remarks: Vec<String>,
    /// Why it matters.
    pub why: String,
    /// The command to type next.
    pub next: String,
    /// The talk that failed, to be saved and played again.
    pub talk: Option<Talk>,
    /// The schedule of the program's threads that failed, to be drawn, saved and played again.
    pub schedule: Option<FailedSchedule>,
}

/// The step that failed.
#[derive(Clone, Debug, Serialize)]
pub struct Mark {
    /// Its place in the talk, from 0.
    pub step: usize,
    /// Whose step it was.
    #[serde(serialize_with = "party_as_text")]
    pub party: Party,
    /// What was wanted, in a few words.
    pub wanted: String,
}

fn party_as_text<S: serde::Serializer>(party: &Party, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(party)
}

/// How many lines of standard error are shown.
const SAID_LINES: usize = 12;

impl Finding {
    /// A finding that is only a sentence yet.
    pub fn new(scene: &Scene<'_>, headline: String) -> Finding {
        Finding {
            headline,
            role: scene.check.role,
            expected: None,
            got: None,
            difference: Vec::new(),
            transcript: None,
            mark: None,
            stands: Vec::new(),
            said: Vec::new(),
            remarks: Vec::new(),
            why: scene.check.why.to_owned(),
            next: scene.again(),
            talk: None,
            schedule: None,
        }
    }

    /// The schedule drawn in so many columns, if there is one: a column for each thread, a row for
    /// each thing it did.
    pub fn story(&self, width: usize) -> Vec<String> {
        let schedule = self.schedule.as_ref();
        schedule.map_or_else(Vec::new, |failed| story::draw(&failed.events, width))
    }

    /// Adds what was wanted and what there was.
    pub fn comparing(mut self, expected: impl Into<String>, got: impl Into<String>) -> Finding {
        self.expected = Some(expected.into());
        self.got = Some(got.into());
        self
    }

    /// Adds what the program said on standard error.
    pub fn quoting(mut self, output: &Output) -> Finding {
        self.said = last_lines(&output.text(Stream::Stderr), None);
        self
    }

    /// The finding of a talk that did not come true.
    pub(crate) fn of_failure(
        scene: &Scene<'_>,
        talk: &Talk,
        transcript: Transcript,
        failure: Failure,
    ) -> Trouble {
        if let crate::player::Reason::Harness(reason) = failure.reason {
            return Trouble::Harness(reason);
        }
        let role = scene.check.role;
        let action = talk.steps.get(failure.step).map(|step| &step.action);
        let told = headline::tell(role, action, &failure);
        let mut finding = Finding::new(scene, told.headline);
        finding.mark = Some(Mark {
            step: failure.step,
            party: failure.party,
            wanted: told.wanted,
        });
        finding.expected = told.expected;
        finding.got = told.got;
        if let Some(gap) = &failure.gap {
            finding.difference = difference::around(gap);
        }
        if let Some(observation) = &failure.observation {
            finding.stands = observation.sentences();
        }
        finding.said = last_lines(&failure.said, told.panic.as_ref());
        finding.transcript = Some(transcript);
        finding.next = scene.replay();
        finding.talk = Some(talk.clone());
        Trouble::Found(Box::new(finding))
    }

    /// The finding of a program that did not come to where a talk can begin.
    pub(crate) fn of_launch(scene: &Scene<'_>, error: LaunchError) -> Trouble {
        match error {
            LaunchError::NotStarted { .. } | LaunchError::Harness(_) | LaunchError::Stranger(_) => {
                Trouble::Harness(error.to_string())
            }
            LaunchError::Ended {
                address,
                ended,
                output,
            } => {
                let stderr = output.text(Stream::Stderr);
                let panic = Panic::that_ended(ended, &stderr);
                let headline = match &panic {
                    Some(panic) => panic.sentence("the server"),
                    None => format!("the server ended before it listened on {address}"),
                };
                let mut finding = Finding::new(scene, headline).comparing(
                    format!("a server that listens on {address}, and goes on"),
                    format!("{ended}"),
                );
                finding.said = last_lines(&stderr, panic.as_ref());
                Trouble::Found(Box::new(finding))
            }
            LaunchError::Silent {
                address,
                elsewhere,
                observation,
                output,
            } => {
                let headline = format!("the server was started, and does not listen on {address}");
                let mut finding = Finding::new(scene, headline)
                    .comparing(
                        format!("a server that listens on {address}"),
                        match elsewhere.first() {
                            Some(other) => format!("a server that listens on {other}"),
                            None => "a server that nobody can connect to".into(),
                        },
                    )
                    .quoting(&output);
                finding.stands = observation.sentences();
                Trouble::Found(Box::new(finding))
            }
        }
    }
}

/// The last lines of what a program said on standard error, without what a reader knows already or
/// can do nothing with: a panic that was told, and how Rust would tell more.
pub(crate) fn last_lines(text: &str, told: Option<&Panic>) -> Vec<String> {
    let is_told = |line: &str| told.is_some_and(|panic| panic.is_told_by(line));
    let lines: Vec<String> = text
        .lines()
        .filter(|line| !line.trim().is_empty() && !panic::is_hint(line))
        .map(crate::talk::escape)
        .filter(|line| !is_told(line))
        .collect();
    lines[lines.len().saturating_sub(SAID_LINES)..].to_vec()
}

impl From<Finding> for Trouble {
    fn from(finding: Finding) -> Trouble {
        Trouble::Found(Box::new(finding))
    }
}

#[cfg(test)]
mod tests {
    use super::{Panic, last_lines};
    use rstest::rstest;

    #[rstest]
    #[case::told("thread 'main' (7) panicked at src/a.rs:1:2:\nboom\nmore of it\n", true, &["more of it"])]
    #[case::not_told(
        "thread 'main' (7) panicked at src/a.rs:1:2:\nboom\nnote: run with `RUST_BACKTRACE=1`\n",
        false,
        &["thread 'main' (7) panicked at src/a.rs:1:2:", "boom"]
    )]
    #[case::stub(
        "here we go\nthread 'main' (7) panicked at src/a.rs:1:2:\nnot yet implemented: bind\n\
         note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace\n",
        true,
        &["here we go"]
    )]
    #[case::two_panics(
        "thread 'a' (7) panicked at a.rs:1:2:\nboom\nthread 'b' (8) panicked at b.rs:3:4:\nbang\n",
        true,
        &["thread 'b' (8) panicked at b.rs:3:4:", "bang"]
    )]
    fn what_is_known_already_is_not_said_again(
        #[case] text: &str,
        #[case] is_told: bool,
        #[case] lines: &[&str],
    ) {
        let panic = Panic::find(text).filter(|_| is_told);
        assert_eq!(last_lines(text, panic.as_ref()), lines);
    }
}
