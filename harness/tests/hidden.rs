//! Hidden checks are graded as well: each passes with the solution, and each wrong program that it
//! says it catches fails it.

use harness::audit;
use harness::class::hidden;
use harness::labs;
use harness::program::{CommandLine, Role};
use harness::session::{Session, Subject};
use harness::source::{Built, Kit, Source};
use harness::verdict::Verdict;
use rstest::rstest;

mod kit;

/// The seeds that words are drawn from: a hidden check is right with any.
const SEEDS: [u64; 2] = [1, 20_250_101];

#[rstest]
#[case("echo")]
#[case("threaded-echo")]
#[case("lock-counter")]
#[case("calculator")]
fn hidden_checks_pass_the_solution_and_catch_what_they_say(#[case] name: &str) {
    let kit = Kit::at(kit::root());
    let mut lab = labs::find(name).expect("there is such a lab");
    let hidden = hidden::read_all(&kit, &lab).expect("they are read");
    assert!(hidden.len() >= 2, "{name} has {} of them", hidden.len());
    let public = lab.checks.len();
    lab.checks
        .extend(hidden::load(&kit, &lab).expect("they are read"));
    for check in &lab.checks[public..] {
        assert!(check.name.starts_with("hidden-") && check.step == hidden::STEP);
        assert!((2..=4).contains(&check.points), "{}", check.name);
    }

    let Ok(Built::Subject(solution)) = kit.build(&lab, &Source::Solution) else {
        panic!("the solution builds");
    };
    // What the checks need is not what is judged here.
    for check in &mut lab.checks[public..] {
        check.needs = &[];
    }
    let verdict = |subject: &Subject, check: &str, seed: u64| {
        let session = Session::new(lab.clone(), subject.clone(), seed);
        let judged = session.judge(check).expect("there is such a check");
        judged.verdict.clone()
    };
    for check in &lab.checks[public..] {
        for seed in SEEDS {
            let verdict = verdict(&solution, check.name, seed);
            assert!(verdict.is_passed(), "{}: {verdict:#?}", check.name);
        }
    }

    let wrong = audit::load_wrong(&kit, &lab).expect("they are read");
    for hidden in &hidden {
        let name = hidden.check.name;
        assert!(
            !hidden.catches.is_empty(),
            "{name} should say what it catches"
        );
        for catch in &hidden.catches {
            let wrong = wrong
                .iter()
                .find(|wrong| wrong.name == *catch)
                .unwrap_or_else(|| panic!("{name}: there is no wrong program `{catch}`"));
            let subject = audit::wrong_subject(&kit, &lab, wrong).expect("it builds");
            let verdict = verdict(&subject, name, SEEDS[0]);
            assert!(
                matches!(verdict, Verdict::Failed(_)),
                "{name} and {catch}: {verdict:#?}"
            );
        }
    }
}

#[rstest]
#[case::echo_in_python("echo", Role::Server, "python3", "threaded.py")]
#[case::echo_in_node("echo", Role::Server, "node", "net.js")]
#[case::echo_client_in_python("echo", Role::Client, "python3", "client.py")]
#[case::echo_client_in_node("echo", Role::Client, "node", "client.js")]
#[case::threaded_echo_in_python("threaded-echo", Role::Server, "python3", "threaded.py")]
#[case::threaded_echo_in_node("threaded-echo", Role::Server, "node", "net.js")]
#[case::lock_counter_in_python("lock-counter", Role::Server, "python3", "server.py")]
#[case::lock_counter_in_node("lock-counter", Role::Server, "node", "server.js")]
#[case::calculator_in_python("calculator", Role::Server, "python3", "server.py")]
#[case::calculator_client_in_python("calculator", Role::Client, "python3", "client.py")]
fn right_programs_of_other_languages_pass(
    #[case] name: &str,
    #[case] role: Role,
    #[case] language: &str,
    #[case] file: &str,
) {
    if !kit::is_here(language) {
        return;
    }
    let source = kit::right_program(name).join(file);
    let command = format!("{language} {} {{addr}}", source.display());
    let command = CommandLine::parse(&command).expect("it is a command");
    let (server, client) = match role {
        Role::Server => (Some(command), None),
        Role::Client => (None, Some(command)),
    };
    let subject = Subject {
        server,
        client,
        ..Subject::default()
    };
    let mut lab = labs::find(name).expect("there is such a lab");
    lab.checks = hidden::load(&Kit::at(kit::root()), &lab).expect("they are read");
    for check in &mut lab.checks {
        check.needs = &[];
    }
    let session = Session::new(lab, subject, SEEDS[0]);
    for check in session.checks() {
        let verdict = session.judge(check.name).map(|judged| &judged.verdict);
        assert!(
            verdict.is_some_and(Verdict::is_passed),
            "{}: {verdict:#?}",
            check.name
        );
    }
}
