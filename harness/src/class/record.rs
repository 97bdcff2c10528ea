//! A record: one submission before one lab, as a line of the gradebook.

use serde::{Deserialize, Serialize};

use super::submission::Student;
use crate::program::Role;
use crate::report::json::{Entry, Told};

/// What a record calls its own form; lines of another are not read.
pub const SCHEMA: &str = "roundtrip/gradebook/v1";

/// One submission before one lab.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Record {
    /// [`SCHEMA`].
    pub schema: String,
    /// Whose submission it is.
    pub student: Student,
    /// The name of the file or folder that it came in, escaped for a terminal.
    pub submission: String,
    /// Whether the learning platform has marked it as late.
    #[serde(default)]
    pub late: bool,
    /// The lab's name.
    pub lab: String,
    /// The digest of the sources: SHA-256, in hexadecimal digits.
    pub sources: String,
    /// The digest of the kit that judged.
    pub kit: String,
    /// The digest of the seed: the seed itself stands in a file of its own beside the gradebook.
    pub seed: String,
    /// What became of it.
    pub state: State,
    /// Why, where it was not judged, in a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What the compiler said, where it refused: its beginning, as the compiler shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compiler: Option<String>,
    /// The points that it earned; absent where the harness could not judge.
    pub score: Option<u32>,
    /// The points that it could earn.
    pub max_score: u32,
    /// What was found of each check, in the lab's order, hidden ones last.
    pub checks: Vec<Verdict>,
    /// What was left out of the submission or looked odd, as sentences.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// The parts of the sandbox that this machine did not have, as sentences.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unprotected: Vec<String>,
    /// How long building and judging took, in seconds.
    pub seconds: f64,
    /// When it was done, in seconds since 1970 (UTC).
    pub at: u64,
}

/// What became of a submission's work for one lab.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Every check has a verdict.
    Judged,
    /// It does not compile: no points.
    Refused,
    /// Nothing was handed in for this lab: no points.
    Absent,
    /// The submission could not be read: no points, and a person has to look.
    Unreadable,
    /// The harness could not judge, through no fault of the student's: no score, to be run again.
    Broken,
}

/// What was found of one check.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(from = "Flat")]
pub struct Verdict {
    /// As a student's own report has it.
    #[serde(flatten)]
    pub entry: Entry,
    /// Whether the check is one that students do not have: what they read of it is its name, its
    /// verdict and its points.
    #[serde(default)]
    pub hidden: bool,
}

/// A [`Verdict`] as it is read: with the fields of its entry beside its own, since a flattened one
/// is read only after all of it was copied, and a gradebook is long.
#[derive(Deserialize)]
struct Flat {
    name: String,
    step: String,
    role: Role,
    verdict: String,
    points: u32,
    max_points: u32,
    seconds: f64,
    #[serde(default)]
    notes: Vec<String>,
    finding: Option<Told>,
    #[serde(default)]
    hidden: bool,
}

impl From<Flat> for Verdict {
    fn from(flat: Flat) -> Verdict {
        Verdict {
            entry: Entry {
                name: flat.name,
                step: flat.step,
                role: flat.role,
                verdict: flat.verdict,
                points: flat.points,
                max_points: flat.max_points,
                seconds: flat.seconds,
                notes: flat.notes,
                finding: flat.finding,
            },
            hidden: flat.hidden,
        }
    }
}

/// What intake did not understand, and so is not graded.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Unread {
    /// The name of the file or folder, escaped for a terminal.
    pub found: String,
    /// Why not, in a sentence.
    pub reason: String,
}
