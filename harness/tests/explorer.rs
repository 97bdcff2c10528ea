//! The explorer: right servers hold in every schedule, wrong ones are caught in some, and every
//! thread of theirs is simulated.

use std::path::PathBuf;

use harness::check::Proof;
use harness::explorer::outcome::{Explored, Kind};
use harness::explorer::sources::Kind as Shape;
use harness::explorer::{self, Sources};
use harness::finding::Trouble;
use harness::lab::Lab;
use harness::labs;
use harness::program::CommandLine;
use harness::scene::Scene;
use harness::source::Kit;
use rstest::rstest;

mod kit;

/// So many schedules of each scenario.
const SCHEDULES: u32 = 200;

#[track_caller]
fn explore(lab: &str, shape: Shape, seed: u64) -> Result<Vec<Explored>, Trouble> {
    let lab: Lab = labs::find(lab).expect("there is such a lab");
    let is_explored = |proof: &Proof| matches!(proof, Proof::Schedules(_));
    let check = lab.checks.iter().find(|check| is_explored(&check.proof));
    let root = kit::root().canonicalize().expect("the kit is there");
    let sources = Sources {
        scratch: Kit::at(root.clone()).scratch(),
        kit: root,
        kind: shape,
    };
    let command = CommandLine::of_binary("no-program-is-started");
    let check = check.expect("the lab is explored");
    let mut scene = Scene::new(&lab, check, &command, seed, "");
    scene.sources = Some(&sources);
    Ok(explorer::explore(&scene, SCHEDULES)?.scenarios)
}

fn solution(lab: &str) -> Shape {
    let lab = labs::find(lab).expect("there is such a lab");
    let folder = kit::root().canonicalize().expect("the kit is there");
    let source = folder.join("solutions").join(lab.folder()).join("src");
    Shape::Crate {
        name: format!("{}-solution", lab.name),
        library: source.join("lib.rs"),
        main: source.join("bin").join(format!("{}-server.rs", lab.name)),
    }
}

fn file(path: PathBuf) -> Shape {
    Shape::File(path.canonicalize().expect("it is there"))
}

#[rstest]
#[case::threaded_echo("threaded-echo", 3)]
#[case::lock_counter("lock-counter", 3)]
#[case::calculator("calculator", 4)]
fn the_solutions_hold_in_every_schedule(#[case] lab: &str, #[case] threads: usize) {
    for scenario in explore(lab, solution(lab), 1).expect("it is explored") {
        assert_eq!(scenario.failure, None, "{}", scenario.scenario);
        assert_eq!(
            scenario.schedules, SCHEDULES as usize,
            "{}",
            scenario.scenario
        );
        assert_eq!(scenario.given_up, 0, "{}", scenario.scenario);
        // The accept loop, and a thread for each client, are all there.
        if scenario.scenario.contains("two clients") {
            assert!(scenario.threads >= threads, "{scenario:?}");
        }
    }
}

#[rstest]
#[case::a_read_write_lock("rwlock.rs")]
#[case::a_lock_for_each_counter("per_counter.rs")]
#[case::an_owner("owner.rs")]
#[case::a_scope("scoped.rs")]
#[case::a_condition_variable("condvar.rs")]
#[case::atomic_numbers("atomics.rs")]
fn other_right_ways_hold_as_well(#[case] name: &str) {
    let path = kit::right_program("lock-counter").join(name);
    match explore("lock-counter", file(path), 1) {
        Ok(scenarios) => {
            for scenario in scenarios {
                assert_eq!(scenario.failure, None, "{}", scenario.scenario);
            }
        }
        // What is not simulated is not explored, and never failed.
        Err(Trouble::Unexplored(reason)) => eprintln!("not explored: {reason}"),
        Err(other) => panic!("{other:?}"),
    }
}

#[rstest]
#[case::read_then_write("two-acquisitions", "two clients count", Kind::Wrong)]
#[case::load_then_store("load-then-store", "two clients count", Kind::Wrong)]
#[case::in_add("add-in-two-acquisitions", "two clients add", Kind::Wrong)]
#[case::half_a_move("move-in-two-steps", "a move and a sum", Kind::Wrong)]
#[case::lock_order("move-locks-from-then-to", "opposite moves", Kind::Deadlock)]
#[case::double_lock("move-to-itself-deadlocks", "a move to itself", Kind::Deadlock)]
#[case::guard_across_a_read("lock-before-reading", "a client in mid-line", Kind::Deadlock)]
#[case::sequential("sequential", "a client in mid-line", Kind::Deadlock)]
fn faults_of_lab_3_are_found_with_every_seed(
    #[case] wrong: &str,
    #[case] scenario: &str,
    #[case] kind: Kind,
) {
    let path = kit::root()
        .join("harness/wrong/lock-counter")
        .join(format!("{wrong}.rs"));
    for seed in 1..=3 {
        let explored = explore("lock-counter", file(path.clone()), seed).expect("it is explored");
        let failed: Vec<(&str, Kind)> = explored
            .iter()
            .filter_map(|explored| {
                Some((explored.scenario.as_str(), explored.failure.as_ref()?.kind))
            })
            .collect();
        assert!(
            failed.contains(&(scenario, kind)),
            "seed {seed}: {failed:?}"
        );
    }
}

#[rstest]
#[case::sequential("sequential", Kind::Deadlock)]
#[case::lock_order("locks-in-two-orders", Kind::Deadlock)]
#[case::no_join("quit-does-not-join", Kind::Wrong)]
#[case::waits_in_accept("quit-waits-in-accept", Kind::Deadlock)]
fn faults_of_lab_2_are_found(#[case] wrong: &str, #[case] kind: Kind) {
    let path = kit::root()
        .join("harness/wrong/threaded-echo")
        .join(format!("{wrong}.rs"));
    let explored = explore("threaded-echo", file(path), 1).expect("it is explored");
    let kinds: Vec<Kind> = explored
        .iter()
        .filter_map(|explored| Some(explored.failure.as_ref()?.kind))
        .collect();
    assert!(kinds.contains(&kind), "{kinds:?}");
}

/// What is not simulated is said, and costs nothing.
#[test]
fn thread_locals_are_not_explored() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("server.rs");
    let source = "thread_local! { static A: u8 = 1; }\nfn main() {}\n";
    std::fs::write(&path, source).expect("it is written");
    match explore("lock-counter", file(path), 1) {
        Err(Trouble::Unexplored(reason)) => assert!(reason.contains("thread_local!"), "{reason}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_failed_schedule_is_a_story_that_can_be_played_again() {
    let arguments = [
        "lock-counter",
        "--wrong",
        "two-acquisitions",
        "--check",
        "schedules",
    ];
    let report = kit::report(&arguments);
    let finding = kit::finding(&report, "schedules");
    let story = finding["story"].to_string();
    for part in [
        "client 1 sends",
        "client 2 sends",
        "thread 2",
        "counter.rs:102 locks",
    ] {
        assert!(story.contains(part), "{story}");
    }
    kit::lab()
        .args([
            "replay",
            "lock-counter/schedules",
            "--wrong",
            "two-acquisitions",
        ])
        .assert()
        .code(1)
        .stdout(predicates::str::contains("two clients count"));
}
