//! Slow motion: one thread of a server is run instruction by instruction, from the request of its
//! client to the reply, while another client is served at full speed.
//!
//! Two threads that read and write the same number collide within a few instructions, and whether
//! they do depends on the machine and its load. Here it does not: wherever the slow thread stands
//! still, the other client has a whole request answered. So it comes between any read and the
//! write that belongs to it. A lock that the slow thread holds keeps the other client waiting, as it
//! should, and then the slow thread goes on.
//!
//! It stands still before and after each instruction that locks memory, of which all locks and
//! most atomic numbers are made, and besides after every few instructions, as the [`Pace`] says.
//!
//! What happens at a first time, when nobody else may have come before, cannot be interrupted again
//! and again: [`stop_at`] stops the slow thread once, at one of the places that it is known to come
//! to, by a breakpoint.
//!
//! A thread that waits for a lock with a time limit is a case of its own: an interpreter's global
//! lock is asked for so, and is handed over some time after the limit has passed. The slow
//! thread stands still until it has, so that it hands the lock over wherever it can.

use std::collections::HashMap;
use std::io;
use std::time::{Duration, Instant};

use crate::observe::{Judgement, Wait, Watched};
use crate::program::HARD_LIMIT;
use crate::program::trace::{Instruction, Step, Tracee};
use crate::swarm::{Silence, Swarm};

/// Where the slow thread stands still besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// After so many instructions.
    pub every: u64,
    /// The first time after so many.
    pub first: u64,
    /// Not for so many after an interpreter's lock was handed over: to take that over takes some itself.
    pub recovery: u64,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Played {
    /// It was played to its end.
    Slowly(Slowness),
    /// It could not be, and why.
    Not(String),
}

/// How slow it was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Slowness {
    /// The number of the slow thread, as observations have it.
    pub thread: usize,
    /// How many instructions it did, in the program itself.
    pub instructions: u64,
    /// How often the other client was answered meanwhile.
    pub answered: u64,
    /// Whether the other client's thread has asked for a lock for a short time at most, as one asks for
    /// an interpreter's global lock. When that is handed over is the interpreter's choice, and one
    /// meeting may miss what another one finds.
    pub is_interpreted: bool,
    /// The places behind the instructions that lock memory, in the order in which it came there.
    pub places: Vec<u64>,
}

/// A place that the slow thread comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its address in the program.
    pub address: u64,
    /// How many times it comes there before.
    pub before: usize,
}

impl Slowness {
    /// The places, each with the times that it came there before, at most so many of them, evenly.
    pub fn stops(&self, most: usize) -> Vec<Place> {
        let stop = |(at, &address): (usize, &u64)| Place {
            address,
            before: self.places[..at]
                .iter()
                .filter(|other| **other == address)
                .count(),
        };
        let step = self.places.len().div_ceil(most).max(1);
        self.places
            .iter()
            .enumerate()
            .step_by(step)
            .map(stop)
            .collect()
    }
}

/// The client whose thread is slow.
pub const SLOW: u32 = 1;
/// The client who is served at full speed.
pub const QUICK: u32 = 2;

/// More instructions are not stepped for one reply. On a virtual machine, where each is a trap into
/// the one below, these take 1.5 s.
const MOST: u64 = 50_000;

/// Client [`SLOW`] asks `request` in slow motion, and client [`QUICK`] asks what `next` yields.
///
/// # Errors
/// One of them was not answered.
pub fn play(
    swarm: &mut Swarm<'_>,
    request: &str,
    next: &mut dyn FnMut() -> String,
    pace: Pace,
) -> Result<Played, Silence> {
    perform(swarm, request, next, |motion, tracee| {
        motion.run(tracee, pace)
    })
}

/// Client [`SLOW`] asks `request`; where its thread comes to `place`, it stands still, once, while
/// client [`QUICK`] asks `other`. It never stands still if it does not come there.
///
/// # Errors
/// One of them was not answered.
pub fn stop_at(
    swarm: &mut Swarm<'_>,
    request: &str,
    other: &str,
    place: Place,
) -> Result<Played, Silence> {
    perform(
        swarm,
        request,
        &mut || other.to_owned(),
        |motion, tracee| {
            motion.stop_once(tracee, place)?;
            Ok(End::Answered)
        },
    )
}

/// Takes the thread of client [`SLOW`] over for one request, and lets it go again.
fn perform(
    swarm: &mut Swarm<'_>,
    request: &str,
    next: &mut dyn FnMut() -> String,
    act: impl FnOnce(&mut Motion<'_, '_>, &mut Tracee) -> Result<End, Silence>,
) -> Result<Played, Silence> {
    let Some((slow, quick)) = threads(swarm)? else {
        return Ok(Played::Not(
            "no thread of the server waits in a read for one client alone".into(),
        ));
    };
    let mut tracee = match Tracee::seize(slow.tid()) {
        Ok(tracee) => tracee,
        Err(error) => return Ok(Played::Not(format!("ptrace is refused: {error}"))),
    };
    swarm.ask(SLOW, request);
    let slowness = Slowness {
        thread: slow.number(),
        ..Slowness::default()
    };
    let mut motion = Motion {
        swarm,
        slow,
        quick,
        next,
        sleep: None,
        is_given_up: false,
        slowness,
    };
    let outcome = act(&mut motion, &mut tracee);
    let slowness = motion.slowness;
    // From here on the thread runs by itself.
    drop(tracee);
    let end = outcome?;
    swarm.await_replies()?;
    Ok(match end {
        End::Answered => Played::Slowly(slowness),
        End::TooLong => Played::Not(format!(
            "thread {} has not answered within {MOST} instructions, or does not call the system",
            slowness.thread
        )),
    })
}

/// The threads that serve the two clients, once they wait for them.
fn threads(swarm: &mut Swarm<'_>) -> Result<Option<(Watched, Watched)>, Silence> {
    let (Some(slow), Some(quick)) = (swarm.link(SLOW), swarm.link(QUICK)) else {
        return Ok(None);
    };
    swarm.program().observer.moved();
    loop {
        let observer = &mut swarm.program().observer;
        if let (Some(slow), Some(quick)) = (observer.serving(&slow), observer.serving(&quick)) {
            // One thread for both would not be slowed down for one of them alone.
            return Ok(Some((slow, quick)).filter(|(slow, quick)| slow.tid() != quick.tid()));
        }
        if matches!(
            observer.look(&[slow.clone(), quick.clone()]),
            Judgement::Stuck | Judgement::Gone
        ) {
            return Ok(None);
        }
        swarm.pause(Duration::from_millis(1))?;
    }
}

/// How a motion ended, if all went well.
enum End {
    Answered,
    TooLong,
}

/// How often the slow thread has come to each instruction that locks memory. One that it comes to
/// again and again is an exchange that succeeds only where nobody comes between: it tries until one
/// does, and so it must be left alone for once.
#[derive(Debug, Default)]
struct Attempts {
    at: HashMap<u64, u32>,
    /// Nobody comes between before this instruction.
    alone_until: u64,
}

impl Attempts {
    /// So many attempts are thwarted.
    const THWARTED: u32 = 8;
    /// So many instructions are enough for one.
    const ENOUGH: u64 = 150;

    fn count(&mut self, place: u64, instructions: u64) {
        let times = self.at.entry(place).or_default();
        *times += 1;
        if *times > Attempts::THWARTED {
            *times = 0;
            self.leave_alone(instructions, Attempts::ENOUGH);
        }
    }

    /// Nobody comes between for a while: the thread has just taken over what it waited for, and an
    /// interpreter forgets, as it takes its global lock, who has asked for it meanwhile.
    fn leave_alone(&mut self, instructions: u64, so_many: u64) {
        self.alone_until = instructions + so_many;
    }

    fn may_be_thwarted(&self, instructions: u64) -> bool {
        instructions >= self.alone_until
    }
}

/// Where the slow thread has gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gone {
    /// As far as it was told to.
    On,
    /// The same, and it had to wait on its way.
    Waited,
    /// It runs and runs, and does not come to the system call that it was to run to.
    Astray,
}

/// One request in slow motion.
struct Motion<'a, 'b> {
    swarm: &'a mut Swarm<'b>,
    slow: Watched,
    quick: Watched,
    next: &'a mut dyn FnMut() -> String,
    /// What is known of the wait of the quick client's thread for a lock, at its present request.
    sleep: Option<Sleep>,
    /// Whether it was waited for in vain, at its present request.
    is_given_up: bool,
    slowness: Slowness,
}

/// A thread that was seen to wait for a lock.
#[derive(Clone, Copy, Debug)]
struct Sleep {
    /// How often it had run by then.
    runs: u64,
    since: Instant,
    /// How long it sleeps at most, from then on.
    limit: Option<Duration>,
    /// Whether it has slept to the end of such a limit, at this request.
    is_in_earnest: bool,
}

/// What the quick client is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quick {
    /// All that it asked is answered.
    Answered,
    /// Its thread waits for a lock.
    WaitsForLock,
    /// It is not known what its thread waits for, and it is not waited for any longer.
    IsNotAnswered,
}

impl Motion<'_, '_> {
    fn run(&mut self, tracee: &mut Tracee, pace: Pace) -> Result<End, Silence> {
        let mut before = Instruction::Other;
        let mut to_pause = pace.first;
        let mut attempts = Attempts::default();
        loop {
            self.slowness.instructions += 1;
            if before == Instruction::SystemCall && self.swarm.hear(SLOW) {
                return Ok(End::Answered);
            }
            if self.slowness.instructions > MOST {
                return Ok(End::TooLong);
            }
            let next = tracee.upcoming();
            if before == Instruction::Locked
                && let Some(place) = tracee.place()
            {
                self.slowness.places.push(place);
                attempts.count(place, self.slowness.instructions);
            }
            let is_due = (to_pause == 0 || [before, next].contains(&Instruction::Locked))
                && attempts.may_be_thwarted(self.slowness.instructions);
            to_pause = to_pause.checked_sub(1).unwrap_or(pace.every - 1);
            if self.serve_quick(is_due)? == Quick::WaitsForLock {
                // Nothing can come between before the slow thread has let go of the lock; and since
                // another one sleeps for it, that takes a call of the system.
                before = Instruction::SystemCall;
                match self.go(tracee, before, Tracee::run_to_system_call)? {
                    Gone::Astray => return Ok(End::TooLong),
                    Gone::On | Gone::Waited => self.recover(&mut attempts, pace),
                }
            } else {
                let step = match next {
                    Instruction::PopFlags => Tracee::pop_flags,
                    _ => Tracee::step,
                };
                before = next;
                match self.go(tracee, next, step)? {
                    Gone::Astray => return Ok(End::TooLong),
                    Gone::Waited => self.recover(&mut attempts, pace),
                    Gone::On => {}
                }
            }
        }
    }

    /// Leaves the slow thread alone for a while where an interpreter's lock has been handed over. A
    /// lock of the program's own is handed over at once, and what follows it, perhaps the next lock,
    /// is to be looked at.
    fn recover(&self, attempts: &mut Attempts, pace: Pace) {
        if self.slowness.is_interpreted {
            attempts.leave_alone(self.slowness.instructions, pace.recovery);
        }
    }

    fn stop_once(&mut self, tracee: &mut Tracee, place: Place) -> Result<(), Silence> {
        for _ in 0..=place.before {
            tracee
                .run_to(place.address)
                .map_err(|error| Silence::Harness(format!("a thread could not be run: {error}")))?;
            let begun = Instant::now();
            while tracee.poll()? == Step::UnderWay {
                if self.swarm.hear(SLOW) {
                    return Ok(());
                }
                if self.slow.wait() == Wait::Running {
                    std::thread::yield_now();
                } else {
                    self.swarm.pause(MOMENT)?;
                    self.swarm.look()?;
                }
                if begun.elapsed() > HARD_LIMIT {
                    return Err(Silence::Late);
                }
            }
        }
        self.serve_quick(true).map(|_| ())
    }

    /// Lets the slow thread go on, and waits until it stands still again.
    fn go(
        &mut self,
        tracee: &mut Tracee,
        instruction: Instruction,
        go: fn(&mut Tracee) -> io::Result<()>,
    ) -> Result<Gone, Silence> {
        go(tracee)
            .map_err(|error| Silence::Harness(format!("a thread could not be run: {error}")))?;
        if instruction == Instruction::SystemCall {
            return self.finish_call(tracee);
        }
        if tracee.finish()? == Step::Ended {
            self.swarm.await_replies()?;
        } else if instruction == Instruction::PushFlags {
            tracee.clear_pushed_flags()?;
        }
        Ok(Gone::On)
    }

    /// Waits until the slow thread has come to its system call, or through it, which may never be.
    fn finish_call(&mut self, tracee: &mut Tracee) -> Result<Gone, Silence> {
        /// So many times the processor is given away before anything else is thought of.
        const SOON: u32 = 50;
        let begun = Instant::now();
        let mut gone = Gone::On;
        for turn in 0_u64.. {
            match tracee.poll()? {
                Step::Done => break,
                // The swarm finds out what has become of the program.
                Step::Ended => {
                    self.swarm.await_replies()?;
                    break;
                }
                Step::UnderWay if begun.elapsed() > HARD_LIMIT => return Ok(Gone::Astray),
                // It works, or has no processor, since others have it.
                Step::UnderWay if turn < SOON.into() || self.slow.wait() == Wait::Running => {
                    std::thread::yield_now();
                }
                // It waits: for the quick client's thread, or for ever.
                Step::UnderWay => {
                    gone = Gone::Waited;
                    self.swarm.hear(QUICK);
                    self.swarm.pause(MOMENT)?;
                    self.swarm.look()?;
                }
            }
        }
        Ok(gone)
    }

    /// Waits until the quick client is answered or waits for a lock. If it is its turn, and it has
    /// been answered, it asks first.
    fn serve_quick(&mut self, is_due: bool) -> Result<Quick, Silence> {
        if self.swarm.hear(QUICK) {
            if !is_due {
                return Ok(Quick::Answered);
            }
            let request = (self.next)();
            self.swarm.ask(QUICK, &request);
            self.sleep = None;
            self.is_given_up = false;
        }
        if self.is_given_up {
            return Ok(Quick::IsNotAnswered);
        }
        let begun = Instant::now();
        let time_run = self.quick.time_run();
        while !self.swarm.hear(QUICK) {
            match self.quick.wait() {
                Wait::Lock(limit) if self.has_settled(limit) => return Ok(Quick::WaitsForLock),
                // It works, or its reply is on the way; or somebody else works on it. Or it asks for a
                // lock again and again, without ever sleeping, and the slow thread has it.
                _ if self.quick.time_run() > time_run + LONGEST_WORK
                    || begun.elapsed() > PATIENCE =>
                {
                    self.is_given_up = true;
                    return Ok(Quick::IsNotAnswered);
                }
                _ => {}
            }
            self.swarm.pause(MOMENT)?;
        }
        self.slowness.answered += 1;
        Ok(Quick::Answered)
    }

    /// Whether the quick client's thread sleeps for a lock, and goes on doing so: where it sleeps for
    /// a short time at most, once it has looked up from that, and so has asked for the lock in
    /// earnest.
    fn has_settled(&mut self, limit: Option<Duration>) -> bool {
        let limit = limit.filter(|limit| *limit <= LONGEST_HOLD);
        self.slowness.is_interpreted |= limit.is_some();
        let runs = self.quick.runs();
        let Some(last) = self.sleep else {
            self.sleep = Some(Sleep {
                runs,
                since: Instant::now(),
                limit,
                is_in_earnest: false,
            });
            return false;
        };
        if last.runs == runs {
            // It is the same sleep still, even where its time is over.
            return last.limit.is_none() || last.is_in_earnest;
        }
        let has_slept_enough = last
            .limit
            .is_some_and(|limit| last.since.elapsed() >= limit);
        let is_in_earnest = last.is_in_earnest || has_slept_enough;
        self.sleep = Some(Sleep {
            runs,
            since: Instant::now(),
            limit,
            is_in_earnest,
        });
        is_in_earnest
    }
}

/// How long one wait for anything to move lasts.
const MOMENT: Duration = Duration::from_millis(1);
/// How long the quick client is waited for, with each of its requests.
const PATIENCE: Duration = Duration::from_millis(500);
/// A thread that has had a processor for so long has not worked on a request, but spun: to count takes
/// it some microseconds, and an interpreter less than a millisecond.
const LONGEST_WORK: Duration = Duration::from_millis(20);
/// A wait for a lock that may last longer is not waited out.
const LONGEST_HOLD: Duration = Duration::from_millis(50);
