//! The explorer: right servers hold in every schedule, wrong ones are caught in some, and every
//! thread of theirs is simulated.

use std::path::{Path, PathBuf};

use harness::check::Proof;
use harness::explorer::outcome::{Explored, Kind, Part};
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
    on_stage(lab, shape, seed, |scene| {
        explorer::explore(scene, SCHEDULES)
    })
    .map(|outcome| outcome.scenarios)
}

/// The scene of the lab's check `schedules`.
#[track_caller]
fn on_stage<T>(lab: &str, shape: Shape, seed: u64, act: impl FnOnce(&mut Scene) -> T) -> T {
    let lab: Lab = labs::find(lab).expect("there is such a lab");
    let is_explored = |proof: &Proof| matches!(proof, Proof::Schedules(_));
    let check = lab.checks.iter().find(|check| is_explored(&check.proof));
    let root = kit::root().canonicalize().expect("the kit is there");
    let sources = Sources {
        builder: Kit::at(root).workshop(),
        kind: shape,
    };
    let command = CommandLine::of_binary("no-program-is-started");
    let check = check.expect("the lab is explored");
    let mut scene = Scene::new(&lab, check, &command, seed, "");
    scene.sources = Some(&sources);
    act(&mut scene)
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
        let schedules = match scenario.part {
            Part::Server => SCHEDULES,
            Part::Counters => 5 * SCHEDULES,
        };
        assert_eq!(
            scenario.schedules, schedules as usize,
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
#[case::an_owner_that_looks_up("recv_timeout.rs")]
#[case::waits_that_time_out("wait_timeout.rs")]
#[case::reads_that_time_out("read_timeout.rs")]
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
#[case::unwrap("unwraps-the-lock", "a panic with the lock held", Kind::Wrong)]
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
#[rstest]
#[case::thread_locals("thread_local! { static A: u8 = 1; }", "thread_local!")]
#[case::raw_libc("unsafe extern \"C\" { fn getpid() -> i32; }", "extern \"C\"")]
#[case::a_packages_libc("fn id() -> i32 { unsafe { libc::getpid() } }", "libc::")]
#[case::instructions("fn nop() { unsafe { std::arch::asm!(\"nop\") } }", "asm!")]
fn what_escapes_the_simulation_is_not_explored(#[case] item: &str, #[case] named: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("server.rs");
    std::fs::write(&path, format!("{item}\nfn main() {{}}\n")).expect("it is written");
    match explore("lock-counter", file(path), 1) {
        Err(Trouble::Unexplored(reason)) => assert!(reason.contains(named), "{reason}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_check_of_lab_3_explores_the_counters_and_the_server() {
    let outcome = on_stage("lock-counter", solution("lock-counter"), 1, |scene| {
        let Proof::Schedules(schedules) = scene.check.proof else {
            panic!("it is explored");
        };
        explorer::explore(scene, schedules).expect("it is explored")
    });
    assert_eq!(outcome.left_out, None);
    let of = |part: Part| {
        let scenarios = outcome.scenarios.iter();
        let of_part = scenarios.filter(move |scenario| scenario.part == part);
        of_part.map(|scenario| scenario.schedules).sum::<usize>()
    };
    assert!(of(Part::Counters) >= 10_000, "{outcome:?}");
    assert!(of(Part::Server) >= 1_000, "{outcome:?}");
}

/// The solution of lab 3, with some texts in place of others: a crate that a student might have.
fn changed(name: &str, changes: &[(&str, &str)]) -> Shape {
    let Shape::Crate {
        name: package,
        library,
        ..
    } = solution("lock-counter")
    else {
        panic!("a solution is a crate");
    };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let source = library.parent().expect("it is in a folder");
    let files = [
        "arguments.rs",
        "counters.rs",
        "lib.rs",
        "lines.rs",
        "requests.rs",
        "server.rs",
        "bin/lock-counter-server.rs",
    ];
    std::fs::create_dir_all(folder.join("bin")).expect("a folder");
    for file in files {
        let mut text = std::fs::read_to_string(source.join(file)).expect("it is there");
        for (old, new) in changes {
            text = text.replace(old, new);
        }
        std::fs::write(folder.join(file), text).expect("it is written");
    }
    Shape::Crate {
        name: package,
        library: folder.join("lib.rs"),
        main: folder.join("bin/lock-counter-server.rs"),
    }
}

#[test]
fn counters_that_race_are_a_story_of_calls() {
    let two_locks = [
        (
            "let mut all = self.lock();\n        let new = value(&all, name)",
            "let new = value(&self.lock(), name)",
        ),
        (
            "all.insert(name.to_owned(), new)",
            "self.lock().insert(name.to_owned(), new)",
        ),
    ];
    let shape = changed("racy-counters", &two_locks);
    let finding = on_stage("lock-counter", shape, 1, |scene| {
        let outcome = explorer::explore(scene, SCHEDULES).expect("it is explored");
        explorer::find(scene, &outcome).expect("it fails by itself as well")
    });
    let finding = finding.expect("it fails");
    let story = finding.story(76).join("\n");
    for part in [
        "thread 1 ",
        "thread 2",
        "calls inc a",
        "counters.rs:",
        "is given 1",
    ] {
        assert!(story.contains(part), "{story}");
    }
    assert!(!story.contains("client"), "{story}");
}

/// What has no default is made by `new`.
const MADE: [(&str, &str); 3] = [
    ("Debug, Default)]", "Debug)]"),
    ("Counters::default()", "Counters::new()"),
    (
        "impl Counters {",
        "impl Counters { pub fn new() -> Counters { Counters { all: Mutex::default() } }",
    ),
];

/// The server is explored all the same.
#[rstest]
#[case::other_names("renamed-counters", &[("move_between", "transfer")])]
#[case::no_default("made-counters", &MADE)]
#[case::none("no-counters", &[("Counters", "Store")])]
fn counters_that_are_not_as_given_are_left_out(
    #[case] name: &str,
    #[case] changes: &[(&str, &str)],
) {
    let outcome = on_stage("lock-counter", changed(name, changes), 1, |scene| {
        explorer::explore(scene, SCHEDULES).expect("the server is explored")
    });
    let reason = outcome.left_out.expect("it is said");
    assert!(reason.contains("names and types"), "{reason}");
    for scenario in &outcome.scenarios {
        assert_eq!(scenario.part, Part::Server, "{scenario:?}");
        assert_eq!(scenario.failure, None, "{}", scenario.scenario);
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

#[test]
fn a_race_is_told_to_programs() {
    let race = |who: &[&str]| {
        let mut lab = kit::lab();
        lab.args(["race", "lock-counter", "--schedules", "300", "--json"]);
        let output = lab.args(who).output().expect("lab runs");
        let said = String::from_utf8_lossy(&output.stderr);
        let told: serde_json::Value = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("{who:?}: {error}\n{said}"));
        assert_eq!(told["schema"], "roundtrip/race/v1");
        (output.status.code(), told)
    };
    let (status, told) = race(&["--wrong", "two-acquisitions"]);
    assert_eq!((status, &told["verdict"]), (Some(1), &"failed".into()));
    let headline = told["finding"]["headline"].to_string();
    assert!(headline.contains("two clients count"), "{headline}");
    let (status, told) = race(&["--solution"]);
    assert_eq!((status, &told["verdict"]), (Some(0), &"passed".into()));
    assert_eq!(told["schedules"], 300);
    assert_eq!(told["finding"], serde_json::Value::Null);
}

#[cfg(target_os = "linux")]
#[test]
fn a_story_fits_a_narrow_terminal() {
    let mut lab = std::process::Command::new(env!("CARGO_BIN_EXE_lab"));
    lab.current_dir(kit::root());
    lab.args(["check", "lock-counter", "--wrong", "two-acquisitions"]);
    lab.args(["--check", "schedules"]);
    let page = kit::terminal::print(lab, 60);
    let page = anstream::adapter::strip_str(&page).to_string();
    assert!(page.contains("thread 2"), "{page}");
    let wide = |line: &&str| textwrap::core::display_width(line) > 60;
    let wide: Vec<&str> = page.lines().filter(wide).collect();
    assert!(wide.is_empty(), "{wide:#?}");
}
