//! `cargo lab measure`: what a server achieves, against few clients and many.

use std::collections::BTreeSet;
use std::fs;

use harness::audit;
use harness::lab::Load;
use harness::measure::{
    self, Contender, Curve, Measurement, Plan, Point, Rate, Start, Unmeasured, Wait,
};
use harness::program::Role;
use harness::report::measured;
use harness::source::{Built, Kit, Source};
use predicates::prelude::*;
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
    let point = measured.expect("one client is served").curves.remove(0).points.remove(0);
    assert!(point.p99.at_least, "{point:?}");
    assert!(point.p99.us >= endless.window_ms * 1000, "{point:?}");
}

#[rstest]
#[case::other_bytes("echo", "adds-newline", contains("yours answered `").and(contains("`hello` was wanted")))]
#[case::nothing("echo", "deadlock", contains("does not answer `hello`, and it never will"))]
#[case::ends("echo", "panics-on-taken-port", predicate::always())]
fn what_cannot_be_measured_is_told(
    #[case] lab: &str,
    #[case] program: &str,
    #[case] message: impl Predicate<str>,
) {
    let measured = measure::measure(lab, &plan(&[1]), &[wrong(lab, program)], |_| {});
    if let Err(trouble) = measured {
        assert!(message.eval(&trouble.to_string()), "{trouble}");
    }
}
