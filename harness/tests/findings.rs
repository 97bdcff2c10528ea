//! A hang is diagnosed: the finding names the right thread, the right call and the right client.

use rstest::rstest;
use serde_json::Value;

mod kit;

#[track_caller]
fn stands(wrong: &str, check: &str) -> Vec<String> {
    let report = kit::report(&["echo", "--wrong", wrong, "--check", check]);
    let sentences = kit::finding(&report, check)["stands"]
        .as_array()
        .expect("it failed")
        .clone();
    sentences
        .iter()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}

#[rstest]
#[case::hang(
    "hangs-before-banner",
    "banner",
    &["thread 1 waits in read() on its standard input"]
)]
#[case::deadlock(
    "deadlock",
    "one-line",
    &[
        "thread 1 waits for a lock, since client 1 sent \"hello metobemu\\n\"",
        "no other thread can run: a deadlock",
    ]
)]
#[case::never_closes(
    "never-closes",
    "half-close",
    &[
        "thread 1 waits in accept() for a new connection",
        "the server has read all that client 1 sent",
    ]
)]
#[case::reads_to_the_end(
    "reads-to-end",
    "one-line",
    &[
        "thread 1 waits in recv() for client 1 to say something",
        "the server has read all that client 1 sent",
    ]
)]
#[case::busy_loop("busy-loop", "one-line", &["thread 1 is running", "a busy loop"])]
fn a_hang_names_thread_call_and_client(
    #[case] wrong: &str,
    #[case] check: &str,
    #[case] wanted: &[&str],
) {
    let sentences = stands(wrong, check);
    for part in wanted {
        assert!(
            sentences.iter().any(|sentence| sentence.contains(part)),
            "{part}: {sentences:?}"
        );
    }
}

#[test]
fn a_panic_is_told_with_its_place() {
    let report = kit::report(&[
        "echo",
        "--wrong",
        "panics-after-banner",
        "--check",
        "one-line",
    ]);
    let finding = kit::finding(&report, "one-line");
    let headline = finding["headline"].as_str().expect("it failed");
    assert!(
        headline.starts_with("the server panicked at "),
        "{headline}"
    );
    assert!(headline.contains("panics-after-banner.rs:"), "{headline}");
}

#[test]
fn a_stub_is_work_and_no_fault() {
    let report = kit::report(&["echo", "--check", "one-line"]);
    let finding = kit::finding(&report, "one-line");
    let headline = finding["headline"].as_str().expect("it failed");
    assert!(headline.starts_with("still to be written: "), "{headline}");
    assert!(headline.contains("server.rs:"), "{headline}");
}

#[test]
fn the_same_seed_gives_the_same_smallest_talk() {
    let talk = || {
        let report = kit::report(&[
            "echo",
            "--wrong",
            "stops-at-nul",
            "--check",
            "any-bytes",
            "--seed",
            "5",
        ]);
        kit::finding(&report, "any-bytes")["talk"].clone()
    };
    let first = talk();
    assert!(
        first.as_str().is_some_and(|talk| talk.contains("\\0")),
        "{first}"
    );
    assert_eq!(first, talk());
}
