//! A session judges one subject by one lab: every check at most once, several at a time, each
//! after those that it needs.

use std::collections::VecDeque;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use crate::check::Check;
use crate::explorer::Sources;
use crate::finding::Trouble;
use crate::lab::Lab;
use crate::program::{CommandLine, Role};
use crate::scene::Scene;
use crate::seed;
use crate::verdict::Verdict;

/// What is judged: the programs of one author.
#[derive(Clone, Debug, Default)]
pub struct Subject {
    /// Its server, if that is judged.
    pub server: Option<CommandLine>,
    /// Its client, if that is judged.
    pub client: Option<CommandLine>,
    /// What its server is built from, where that is known.
    pub sources: Option<Sources>,
    /// The digest of the student's own work, where it is that.
    pub digest: Option<String>,
    /// How a person would name it on the command line of `lab check`, to judge it again.
    pub arguments: String,
}

impl Subject {
    /// The command for a role.
    pub fn command(&self, role: Role) -> Option<&CommandLine> {
        match role {
            Role::Server => self.server.as_ref(),
            Role::Client => self.client.as_ref(),
        }
    }
}

/// One check, judged.
#[derive(Clone, Debug)]
pub struct Judged {
    /// What was found.
    pub verdict: Verdict,
    /// How long it took.
    pub took: Duration,
    /// What a reader should know, also where it is passed.
    pub notes: Vec<String>,
}

/// One subject before one lab.
pub struct Session {
    lab: Lab,
    subject: Subject,
    master: u64,
    judged: Vec<OnceLock<Judged>>,
}

impl Session {
    /// Nothing is judged yet. `master` is the seed from which all checks draw theirs.
    pub fn new(lab: Lab, subject: Subject, master: u64) -> Session {
        let judged = lab.checks.iter().map(|_| OnceLock::new()).collect();
        Session {
            lab,
            subject,
            master,
            judged,
        }
    }

    /// The lab.
    pub fn lab(&self) -> &Lab {
        &self.lab
    }

    /// What is judged.
    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    /// The seed of the run.
    pub fn seed(&self) -> u64 {
        self.master
    }

    /// The checks that can be judged: those of the roles that the subject has.
    pub fn checks(&self) -> impl Iterator<Item = &Check> {
        self.lab
            .checks
            .iter()
            .filter(|check| self.subject.command(check.role).is_some())
    }

    /// Judges one check, and first those that it needs; what was judged before is not again.
    pub fn judge(&self, name: &str) -> Option<&Judged> {
        let place = self
            .lab
            .checks
            .iter()
            .position(|check| check.name == name)?;
        Some(self.judge_at(place))
    }

    fn judge_at(&self, place: usize) -> &Judged {
        let check = &self.lab.checks[place];
        self.judged[place].get_or_init(|| {
            for needs in check.needs {
                if !self
                    .judge(needs)
                    .is_some_and(|need| need.verdict.is_passed())
                {
                    let verdict = Verdict::Skipped { needs };
                    return Judged {
                        verdict,
                        took: Duration::ZERO,
                        notes: Vec::new(),
                    };
                }
            }
            let begun = Instant::now();
            let (verdict, notes) = self.put_to_the_test(check);
            Judged {
                verdict,
                took: begun.elapsed(),
                notes,
            }
        })
    }

    fn put_to_the_test(&self, check: &Check) -> (Verdict, Vec<String>) {
        let Some(command) = self.subject.command(check.role) else {
            let reason = format!("there is no {} to judge", check.role.word());
            return (Verdict::Broken(reason), Vec::new());
        };
        let mut last = String::new();
        // A fault of the machine's may pass; one that stays is told.
        for _ in 0..2 {
            let seed = seed::derive(self.master, self.lab.name, check.name);
            let mut scene = Scene::new(&self.lab, check, command, seed, &self.subject.arguments);
            scene.sources = self.subject.sources.as_ref();
            // A check that panics is the harness's fault, and must not take the others along.
            let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| scene.run()));
            let verdict = match outcome {
                Ok(Ok(())) => Verdict::Passed,
                Ok(Err(Trouble::Found(finding))) => Verdict::Failed(finding),
                Ok(Err(Trouble::Unexplored(reason))) => Verdict::Unexplored(reason),
                Ok(Err(Trouble::Harness(reason))) => {
                    last = reason;
                    continue;
                }
                Err(_) => Verdict::Broken("the check itself panicked".into()),
            };
            return (verdict, scene.notes);
        }
        (Verdict::Broken(last), Vec::new())
    }

    /// Judges these checks, several at a time, and calls `on_end` as each one ends.
    pub fn judge_all(&self, names: &[&'static str], on_end: impl Fn(&Check, &Judged) + Sync) {
        let queue: Mutex<VecDeque<&'static str>> = Mutex::new(names.iter().copied().collect());
        std::thread::scope(|scope| {
            for _ in 0..side_by_side().min(names.len()) {
                scope.spawn(|| {
                    loop {
                        let next = queue
                            .lock()
                            .unwrap_or_else(PoisonError::into_inner)
                            .pop_front();
                        let Some(name) = next else { return };
                        if let (Some(check), Some(judged)) =
                            (self.lab.check(name), self.judge(name))
                        {
                            on_end(check, judged);
                        }
                    }
                });
            }
        });
    }
}

/// How many checks run at once. They mostly wait, so more than there are cores.
pub fn side_by_side() -> usize {
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    (3 * cores).clamp(4, 24)
}
