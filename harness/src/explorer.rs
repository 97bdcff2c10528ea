//! The explorer: the student's unmodified server under a scheduler that decides every step of
//! every thread.
//!
//! The sources are built a second time, against a `std` of the kit's own whose locks, threads,
//! sockets, stdin and exit are simulated (`harness/explorer/`), and a driver plays short
//! conversations with the whole server under thousands of schedules. The student writes plain
//! `std` and knows nothing of it. Where the sources use what is not simulated, they do not compile
//! against it: then nothing is said, and the points are not counted.
//!
//! - [`sources`]: what is built
//! - [`workshop`]: where and how it is built
//! - [`outcome`]: what the driver found
//! - [`story`]: a schedule that failed, told in the student's own lines

use std::path::Path;

use crate::finding::{Finding, Trouble};
use crate::program::{Program, Role, Stream};
use crate::scene::Scene;
use crate::scratch;

pub mod outcome;
pub mod sources;
pub mod story;
pub mod workshop;

use outcome::{Explored, Outcome, Part};
pub use sources::Sources;
use sources::{Built, Kind};

/// Explores a lab's scenarios.
///
/// # Errors
/// The schedule that failed, why there is nothing to say, or why the harness could not judge.
pub fn judge(scene: &mut Scene<'_>, schedules: u32) -> Result<(), Trouble> {
    let explored = explore(scene, schedules)?;
    if let Some(finding) = find(scene, &explored)? {
        return Err(finding.into());
    }
    if let Some(given_up) = explored
        .scenarios
        .iter()
        .find(|scenario| scenario.is_inconclusive())
    {
        return Err(Trouble::Unexplored(format!(
            "a schedule of “{}” does not end: a thread asks again and again whether something has \
             happened",
            given_up.scenario
        )));
    }
    scene.note(summary(&explored.scenarios));
    if let Some(reason) = explored.left_out {
        let note = format!("`Counters` was not explored by itself: {reason}");
        scene.note(note);
    }
    Ok(())
}

/// The finding of a schedule that failed, if one did, and does so in a process of its own as well:
/// a program's statics live on from one schedule to the next, as they never do in the world.
///
/// # Errors
/// It does not, or the harness could not do its part.
pub fn find(scene: &Scene<'_>, outcome: &Outcome) -> Result<Option<Finding>, Trouble> {
    let unmodelled = |scenario: &Explored| scenario.unmodelled.clone();
    if let Some(what) = outcome.scenarios.iter().find_map(unmodelled) {
        return Err(Trouble::Unexplored(format!(
            "it uses what is not simulated: {what}"
        )));
    }
    let failed = |scenario: &&Explored| scenario.failure.is_some();
    let Some(explored) = outcome.scenarios.iter().find(failed) else {
        return Ok(None);
    };
    let folder = scratch::folder("roundtrip-explorer-")?;
    let saved = folder.path().join("failure");
    let json = serde_json::to_vec(&explored.failure).map_err(std::io::Error::from)?;
    std::fs::write(&saved, json)?;
    let again = replay(scene, &saved)?;
    match again
        .scenarios
        .iter()
        .find_map(|scenario| scenario.failure.as_ref())
    {
        Some(failure) => Ok(Some(story::tell(scene, explored, failure))),
        None => Err(Trouble::Unexplored(format!(
            "a schedule of “{}” fails behind others, and not by itself: something in a `static` lives on \
             from one to the next",
            explored.scenario
        ))),
    }
}

/// Explores, and says what came of each scenario.
///
/// # Errors
/// The sources are not there or not simulated, or the harness could not do its part.
pub fn explore(scene: &Scene<'_>, schedules: u32) -> Result<Outcome, Trouble> {
    let built = build(scene)?;
    let arguments = [schedules.to_string(), scene.seed.to_string()];
    let outcome = run(scene, &built.explorer, &arguments, None)?;
    Ok(Outcome {
        left_out: outcome.left_out.or(built.left_out),
        ..outcome
    })
}

/// Plays a schedule that was saved again.
///
/// # Errors
/// Those of [`explore`].
pub fn replay(scene: &Scene<'_>, saved: &Path) -> Result<Outcome, Trouble> {
    let explorer = build(scene)?.explorer;
    let saved = std::fs::read(saved)?;
    run(scene, &explorer, &["1".into(), "0".into()], Some(&saved))
}

/// Builds the explorer of a scene's sources.
fn build(scene: &Scene<'_>) -> Result<Built, Trouble> {
    let Some(sources) = scene.sources else {
        let reason = "there are no sources, only a command";
        return Err(Trouble::Unexplored(reason.into()));
    };
    if let Some(reason) = sources.refused()? {
        return Err(Trouble::Unexplored(reason));
    }
    let is_library = matches!(sources.kind, Kind::Crate { .. });
    let with_counters = is_library && scene.lab.name == COUNTING;
    sources.builder.build(&sources.kind, with_counters)
}

/// Runs an explorer, to play a saved schedule or to find one.
fn run(
    scene: &Scene<'_>,
    explorer: &Path,
    arguments: &[String],
    saved: Option<&[u8]>,
) -> Result<Outcome, Trouble> {
    let folder = scratch::folder("roundtrip-explorer-")?;
    let out = folder.path().join("outcome.json");
    let mut words = vec![
        explorer.display().to_string(),
        out.display().to_string(),
        scene.lab.name.to_owned(),
    ];
    words.extend_from_slice(arguments);
    if let Some(schedule) = saved {
        let path = folder.path().join("schedule");
        std::fs::write(&path, schedule)?;
        words.push(path.display().to_string());
    }
    let launch = match scene.sources {
        Some(sources) => sources.builder.launch(&words, folder.path()),
        None => Program::launch(Role::Server, &words),
    };
    let program = launch.map_err(|error| scene.not_launched(error))?;
    let ended = program.output().await_end(LONGEST);
    match std::fs::read(&out) {
        Ok(bytes) => serde_json::from_slice(&bytes)
            .map_err(|error| Trouble::Harness(format!("the explorer's outcome: {error}"))),
        Err(_) => {
            program.output().drain();
            let said = program.output().text(Stream::Stderr);
            let how = ended.map_or("did not end".to_owned(), |ended| {
                format!("ended with {ended}")
            });
            Err(Trouble::Unexplored(format!(
                "the explorer {how} before it had an outcome: {}",
                said.lines().last().unwrap_or("it said nothing")
            )))
        }
    }
}

/// The lab whose library offers `Counters`.
const COUNTING: &str = "lock-counter";

/// How long an exploration may take.
const LONGEST: std::time::Duration = std::time::Duration::from_secs(120);

/// What was explored, in a sentence.
fn summary(scenarios: &[Explored]) -> String {
    let of = |part: Part| {
        let explored = scenarios
            .iter()
            .filter(move |scenario| scenario.part == part);
        explored.map(|scenario| scenario.schedules).sum::<usize>()
    };
    let threads = scenarios.iter().map(|scenario| scenario.threads).max();
    let alone = match of(Part::Counters) {
        0 => String::new(),
        schedules => format!(" and {schedules} of its `Counters` alone"),
    };
    format!(
        "{} schedules of the server{alone} were explored, of up to {} threads, and none failed",
        of(Part::Server),
        threads.unwrap_or(0)
    )
}
