//! The crew: workers side by side, the submissions that they share, and the gradebook that their
//! records go to.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Result;

use super::gradebook::{Cause, Gradebook, Subject};
use super::intake::Candidate;
use super::record::{Record, SCHEMA, State};
use super::submission::Submission;
use super::task::{Done, Place, Task};
use super::worker::{Stopper, Worker};
use crate::lab::Lab;

/// What is to be graded, and how.
pub struct Plan {
    /// The labs, with their hidden checks.
    pub labs: Vec<Lab>,
    /// The class's seed.
    pub seed: u64,
    /// The digests of kit and seed.
    pub kit: String,
    /// The digest of the seed.
    pub seed_digest: String,
    /// Whether what was judged is judged again.
    pub again: Again,
    /// How many workers there are.
    pub workers: usize,
    /// Where workers find what they need; each has a folder of its own in its scratch folder.
    pub place: Place,
}

/// Whether what was judged is judged again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    /// Only where sources, kit or seed are others.
    Changed,
    /// All of it.
    All,
}

/// One thing to do: a submission before a lab.
#[derive(Clone, Copy)]
struct Item<'a> {
    candidate: &'a Candidate,
    lab: &'a Lab,
}

/// What happens in a run, for whoever tells of it.
pub enum Event<'a> {
    /// A record was added.
    Added(&'a Record),
    /// There was nothing to do: the gradebook has it.
    Known,
}

/// A crew at work.
pub struct Crew<'a> {
    plan: &'a Plan,
    queue: Mutex<VecDeque<Item<'a>>>,
    book: Mutex<&'a mut Gradebook>,
    stoppers: Mutex<Vec<Stopper>>,
    is_stopped: AtomicBool,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<'a> Crew<'a> {
    /// For these submissions. Nothing is begun yet.
    pub fn new(plan: &'a Plan, candidates: &'a [Candidate], book: &'a mut Gradebook) -> Crew<'a> {
        let items = candidates
            .iter()
            .flat_map(|candidate| plan.labs.iter().map(move |lab| Item { candidate, lab }));
        Crew {
            plan,
            queue: Mutex::new(items.collect()),
            book: Mutex::new(book),
            stoppers: Mutex::default(),
            is_stopped: AtomicBool::new(false),
        }
    }

    /// How much there is to do.
    pub fn count(&self) -> usize {
        lock(&self.queue).len()
    }

    /// Lets the workers end at once: what they are at is not kept.
    pub fn stop(&self) {
        self.is_stopped.store(true, Ordering::SeqCst);
        for stopper in lock(&self.stoppers).drain(..) {
            stopper.stop();
        }
    }

    /// Whether it was stopped.
    pub fn is_stopped(&self) -> bool {
        self.is_stopped.load(Ordering::SeqCst)
    }

    /// Works until all is done, or it is stopped.
    ///
    /// # Errors
    /// No worker could be started, or the gradebook could not be written.
    pub fn work(&self, tell: &(dyn Fn(Event<'_>) + Sync)) -> Result<()> {
        let workers = self.plan.workers.clamp(1, self.count().max(1));
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..workers)
                .map(|number| scope.spawn(move || self.serve(number, tell)))
                .collect();
            let mut outcome = Ok(());
            for thread in threads {
                match thread.join() {
                    Ok(ended) => outcome = outcome.and(ended),
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
            outcome
        })
    }

    /// One worker's share.
    fn serve(&self, number: usize, tell: &(dyn Fn(Event<'_>) + Sync)) -> Result<()> {
        let mut worker = None;
        loop {
            let next = lock(&self.queue).pop_front();
            let Some(item) = next.filter(|_| !self.is_stopped()) else {
                return Ok(());
            };
            let done = self.grade(number, &mut worker, item, tell);
            if done.is_err() && !self.is_stopped() {
                // A gradebook that cannot be written, or no worker at all: nobody can go on.
                self.stop();
                return done;
            }
        }
    }

    fn grade(
        &self,
        number: usize,
        worker: &mut Option<Worker>,
        item: Item<'_>,
        tell: &(dyn Fn(Event<'_>) + Sync),
    ) -> Result<()> {
        let Item { candidate, lab } = item;
        // Of all labs: a submission for another one than is graded is not an odd one.
        let read = candidate.read(&crate::labs::all());
        let cause = self.cause(lab, &read);
        let subject = Subject {
            student: candidate.student.id.clone(),
            lab: lab.name.to_owned(),
        };
        if self.plan.again == Again::Changed && lock(&self.book).has(&subject, &cause) {
            tell(Event::Known);
            return Ok(());
        }
        let mut unprotected = Vec::new();
        let (done, notes) = match read {
            Err(reason) => (
                without_points(lab, State::Unreadable, Some(reason)),
                Vec::new(),
            ),
            Ok(mut submission) => match submission.works.remove(lab.name) {
                None => (
                    without_points(lab, State::Absent, None),
                    about(lab, submission.notes),
                ),
                Some(work) => {
                    let task = Task {
                        lab: lab.name.to_owned(),
                        work,
                        seed: self.plan.seed,
                    };
                    let done = self.perform(number, worker, &task, lab)?;
                    if let Some(worker) = worker {
                        unprotected.clone_from(&worker.unprotected);
                    }
                    (done, about(lab, submission.notes))
                }
            },
        };
        if self.is_stopped() {
            return Ok(());
        }
        let record = Record {
            schema: SCHEMA.to_owned(),
            student: candidate.student.clone(),
            submission: candidate.found.clone(),
            late: candidate.late,
            lab: lab.name.to_owned(),
            sources: cause.sources,
            kit: cause.kit,
            seed: cause.seed,
            state: done.state,
            reason: done.reason,
            compiler: done.compiler,
            score: done.score,
            max_score: done.max_score,
            checks: done.checks,
            notes,
            unprotected,
            seconds: done.seconds,
            at: now(),
        };
        lock(&self.book).append(&record)?;
        tell(Event::Added(&record));
        Ok(())
    }

    fn cause(&self, lab: &Lab, read: &Result<Submission, String>) -> Cause {
        let work = read
            .as_ref()
            .ok()
            .and_then(|submission| submission.works.get(lab.name));
        Cause {
            sources: work.map_or_else(String::new, |work| work.digest()),
            kit: self.plan.kit.clone(),
            seed: self.plan.seed_digest.clone(),
        }
    }

    /// Has a task done, by another worker if this one dies of it.
    fn perform(
        &self,
        number: usize,
        worker: &mut Option<Worker>,
        task: &Task,
        lab: &Lab,
    ) -> Result<Done> {
        let mut last = String::new();
        for attempt in 0..2 {
            if worker.is_none() {
                let started = Worker::start(&self.place(number))?;
                lock(&self.stoppers).push(started.stopper());
                if self.is_stopped() {
                    started.stopper().stop();
                }
                *worker = Some(started);
            }
            let Some(able) = worker else { continue };
            match able.perform(task) {
                Ok(done) if done.state == State::Broken && attempt == 0 => {}
                Ok(done) => return Ok(done),
                Err(error) => last = format!("{error:#}"),
            }
            // Whatever is wrong with it, a new one has not.
            *worker = None;
            if self.is_stopped() {
                break;
            }
        }
        Ok(Done {
            score: None,
            ..without_points(lab, State::Broken, Some(last))
        })
    }

    fn place(&self, number: usize) -> Place {
        Place {
            scratch: self.scratch(number),
            ..self.plan.place.clone()
        }
    }

    fn scratch(&self, number: usize) -> PathBuf {
        self.plan.place.scratch.join(format!("worker-{number}"))
    }
}

/// A verdict that needed no judging.
fn without_points(lab: &Lab, state: State, reason: Option<String>) -> Done {
    Done {
        state,
        reason,
        compiler: None,
        score: Some(0),
        max_score: lab.points(),
        checks: Vec::new(),
        seconds: 0.0,
    }
}

/// The notes that are not about another lab.
fn about(lab: &Lab, notes: Vec<String>) -> Vec<String> {
    let is_of_another = |note: &String| {
        let (name, _) = note.split_once(": ").unwrap_or_default();
        name != lab.name && crate::labs::find(name).is_some()
    };
    notes
        .into_iter()
        .filter(|note| !is_of_another(note))
        .collect()
}

fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}
