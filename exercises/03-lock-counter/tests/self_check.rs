//! `cargo test -p lock-counter` lists every check of the lab as a test.

fn main() -> std::process::ExitCode {
    // No client of its own: `nc` does for this server, and no check is about one.
    let client = "";
    harness::self_check(
        "lock-counter",
        env!("CARGO_BIN_EXE_lock-counter-server"),
        client,
    )
}
