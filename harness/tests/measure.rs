//! `cargo lab measure`: what a server achieves, against few clients and many.

use std::collections::BTreeSet;
use std::fs;

use harness::audit;
use harness::lab::Load;
use harness::measure::{self, Contender, Curve, Measurement, Plan, Point, Rate, Start, Wait};
use harness::program::Role;
use harness::report::measured;
use harness::report::terminal::Page;
use harness::source::{Built, Kit, Source};
use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;
use proptest::prelude::*;
use rstest::rstest;

mod kit;

use kit::lab;

/// The server of a solution.
fn solution(name: &str) -> Contender {
    let lab = harness::labs::find(name).expect("the kit has this lab");
    let built = Kit::at(kit::root()).build(&lab, &Source::Solution);
    let Ok(Built::Subject(subject)) = built else {
        panic!("the solution builds")
    };
    contender("reference", lab.load, &subject)
}

/// The server of a wrong program of the kit.
fn wrong(name: &str, wrong: &str) -> Contender {
    let lab = harness::labs::find(name).expect("the kit has this lab");
    let kit = Kit::at(kit::root());
    let all = audit::load_wrong(&kit, &lab).expect("they can be read");
    let program = all.iter().find(|program| program.name == wrong);
    let subject = audit::wrong_subject(&kit, &lab, program.expect("it is one of the kit's"));
    contender("yours", lab.load, &subject.expect("it builds"))
}

fn contender(name: &str, load: Load, subject: &harness::session::Subject) -> Contender {
    let command = subject.command(Role::Server).expect("it has a server");
    Contender {
        name: name.into(),
        load,
        start: Start::Command(command.clone()),
    }
}

fn loopback() -> Contender {
    Contender {
        name: "loopback".into(),
        load: Load::ECHO,
        start: Start::Loopback,
    }
}

/// The tables, without colour, on a screen so wide.
fn page(measurement: &Measurement, columns: usize) -> String {
    let mut page = Page::new(columns);
    measured::table(&mut page, measurement);
    anstream::adapter::strip_str(&page.finish()).to_string()
}

/// As little as can be measured.
fn plan(clients: &[u32]) -> Plan {
    Plan {
        clients: clients.to_vec(),
        rounds: 1,
        window_ms: 20,
        pause_ms: 1,
        session: 10,
    }
}

#[rstest]
#[case::echo("echo")]
#[case::threaded_echo("threaded-echo")]
#[case::lock_counter("lock-counter")]
#[case::calculator("calculator")]
fn every_solution_answers_the_load_of_its_lab(#[case] lab: &str) {
    let contenders = [solution(lab), loopback()];
    let mut told = Vec::new();
    let measurement = measure::measure(lab, &plan(&[1, 3]), &contenders, |done| told.push(done))
        .expect("both answer");
    assert_eq!(told, [0, 1, 2, 3]);
    assert_eq!(measurement.lab, lab);
    for curve in &measurement.curves {
        let clients: Vec<u32> = curve.points.iter().map(|point| point.clients).collect();
        assert_eq!(clients, [1, 3], "{}", curve.name);
        for point in &curve.points {
            assert!(point.replies_per_second.lowest > 0.0, "{point:?}");
            assert!(point.p50.us <= point.p99.us, "{point:?}");
        }
    }
}

#[test]
fn who_is_never_served_has_waited_at_least_until_the_end() {
    // The first client never leaves, and a server of lab 1 has no time for anybody else.
    let endless = Plan {
        session: u32::MAX,
        ..plan(&[4])
    };
    let measured = measure::measure("echo", &endless, &[solution("echo")], |_| {});
    let point = measured
        .expect("one client is served")
        .curves
        .remove(0)
        .points
        .remove(0);
    assert!(point.p99.at_least, "{point:?}");
    assert!(point.p99.us >= endless.window_ms * 1000, "{point:?}");
}

#[rstest]
#[case::more_bytes("sends-whole-buffer", "yours answered `there and back\\n\\x00")]
#[case::other_bytes("fixed-text", "yours answered `hello` to `there and back`")]
#[case::nothing(
    "deadlock",
    "yours does not answer `there and back`, and it never will"
)]
#[case::no_listener("hangs-before-banner", "yours: the server does not listen on")]
#[case::end(
    "exits-after-first-client",
    "yours ended by itself when 2 clients at a time spoke with it"
)]
fn what_cannot_be_measured_is_told(#[case] program: &str, #[case] message: &str) {
    // Long enough for any machine: it is over as soon as something is wrong.
    let once = Plan {
        session: 1,
        window_ms: 10_000,
        ..plan(&[2])
    };
    let measured = measure::measure("echo", &once, &[wrong("echo", program)], |_| {});
    let trouble = measured.expect_err("it is wrong").to_string();
    assert!(trouble.contains(message), "{trouble}");
}

#[test]
fn connections_that_are_lost_are_counted_and_told() {
    // It closes a connection after its first reply, and the second request finds nobody.
    let plan = Plan {
        session: 2,
        ..plan(&[1])
    };
    let contenders = [wrong("echo", "one-read-per-connection")];
    // A busy machine may have time for no more than one reply.
    let measured = (0..100).map(|_| measure::measure("echo", &plan, &contenders, |_| {}));
    let mut pages = measured.map(|measured| page(&measured.expect("it answers"), 80));
    let is_told = |page: String| page.contains("Connections that ended before their reply");
    assert!(pages.any(is_told));
}

#[test]
fn the_command_writes_a_plot_and_values_and_tells_both() {
    let folder = tempfile::tempdir().expect("a folder");
    lab()
        .args([
            "measure",
            "threaded-echo",
            "--solution",
            "--clients",
            "2,1,2",
        ])
        .args(["--rounds", "1", "--window", "20", "--to"])
        .arg(folder.path())
        .assert()
        .success()
        .stdout(contains("replies per second").and(contains("threaded-echo.svg")));
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).expect("it was written");
    let measurement: Measurement =
        serde_json::from_str(&read("threaded-echo.json")).expect("it is JSON");
    assert_eq!(measurement.plan.clients, [1, 2]);
    let names: Vec<&str> = measurement
        .curves
        .iter()
        .map(|curve| curve.name.as_str())
        .collect();
    assert_eq!(names, ["reference", "sequential", "loopback"]);
    assert_eq!(read("threaded-echo.svg"), measured::plot(&measurement));
    // A heading, and a row for each server and number of clients.
    assert_eq!(read("threaded-echo.csv").lines().count(), 1 + 3 * 2);
}

#[test]
fn a_stub_is_told_as_work_to_be_done() {
    lab().args(["measure", "echo"]).assert().code(2).stderr(
        contains("yours: still to be written: step 1").and(contains("cargo lab check echo")),
    );
}

#[rstest]
#[case::wrong(&["--wrong", "deadlock"], "built to be judged")]
#[case::client(&["--client", "cat {addr}"], "no server to measure")]
#[case::no_clients(&["--clients", "0"], "not in 1..=400")]
#[case::no_number(&["--clients", "1,many"], "invalid")]
fn a_mistake_on_the_command_line_is_told(#[case] arguments: &[&str], #[case] message: &str) {
    lab()
        .args(["measure", "echo"])
        .args(arguments)
        .assert()
        .code(2)
        .stderr(contains(message));
}

#[test]
fn what_the_lecture_and_the_readme_show_is_what_was_measured() {
    let folder = kit::root().join("slides/measured");
    let read = |name: &str| fs::read_to_string(folder.join(name)).expect("it is in the kit");
    let measurement: Measurement =
        serde_json::from_str(&read("threaded-echo.json")).expect("it is JSON");
    assert_eq!(read("threaded-echo.svg"), measured::plot(&measurement));
    assert_eq!(read("threaded-echo.csv"), measured::csv(&measurement));
    let page = page(&measurement, 80);
    let rates = page.split("\n\n").next().expect("it has a first table");
    let readme = fs::read_to_string(kit::root().join("README.md")).expect("it is there");
    assert!(readme.contains(rates), "README.md does not have\n{rates}");
}

/// Any measurement that could come.
fn measurements() -> impl Strategy<Value = Measurement> {
    let rate = (0.0..1e7f64, 0.0..1e7f64, 0.0..1e7f64).prop_map(|(one, two, three)| {
        let mut all = [one, two, three];
        all.sort_by(f64::total_cmp);
        let [lowest, median, highest] = all;
        Rate {
            median,
            lowest,
            highest,
        }
    });
    let wait =
        || (0..20_000_000u64, any::<bool>()).prop_map(|(us, at_least)| Wait { us, at_least });
    let point = (rate, wait(), wait(), 0..9u64);
    let clients = prop::collection::btree_set(1..=400u32, 1..12);
    (clients, 1..5usize).prop_flat_map(move |(clients, curves)| {
        let points = prop::collection::vec(point.clone(), clients.len());
        prop::collection::vec(points, curves).prop_map(move |curves| measurement(&clients, curves))
    })
}

fn measurement(clients: &BTreeSet<u32>, curves: Vec<Vec<(Rate, Wait, Wait, u64)>>) -> Measurement {
    let names = ["yours", "reference", "sequential", "loopback"];
    let curve = |(name, points): (&str, Vec<(Rate, Wait, Wait, u64)>)| Curve {
        name: name.into(),
        request: "hello".into(),
        points: clients
            .iter()
            .zip(points)
            .map(|(clients, (replies_per_second, p50, p99, lost))| Point {
                clients: *clients,
                replies_per_second,
                p50,
                p99,
                lost,
            })
            .collect(),
    };
    Measurement {
        schema: measure::SCHEMA.into(),
        lab: "threaded-echo".into(),
        plan: plan(&clients.iter().copied().collect::<Vec<_>>()),
        processors: 2,
        curves: names.into_iter().zip(curves).map(curve).collect(),
    }
}

proptest! {
    #[test]
    fn whatever_is_drawn_lies_within_the_picture(measurement in measurements()) {
        let svg = measured::plot(&measurement);
        let paths = svg.split(" d=\"").skip(1).filter_map(|rest| rest.split('"').next());
        for place in paths.flat_map(|path| path.split(['M', 'L']).skip(1)) {
            let mut numbers = place.split_whitespace().map(str::parse::<f64>);
            let (Some(Ok(x)), Some(Ok(y))) = (numbers.next(), numbers.next()) else {
                return Err(TestCaseError::fail(place.to_owned()));
            };
            prop_assert!((0.0..=1080.0).contains(&x), "{place}");
            prop_assert!((0.0..=430.0).contains(&y), "{place}");
        }
    }

    #[test]
    fn no_row_is_wider_than_sixty_columns(measurement in measurements()) {
        let page = self::page(&measurement, 60);
        for line in page.lines() {
            let width = textwrap::core::display_width(line);
            prop_assert!(width <= 60, "{width}: {line}");
        }
    }
}
