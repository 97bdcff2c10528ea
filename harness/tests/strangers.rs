//! Servers and clients that were not written for this kit, or in other languages: what is right
//! must not fail.

use std::path::Path;
use std::process::Command;

use rstest::rstest;

mod kit;

/// What servers of the world do not know: the kit's own banner and command line.
const OURS: [&str; 3] = ["banner", "usage", "taken-port"];

#[track_caller]
fn failing_beside_ours(server: &str) -> Vec<String> {
    let report = kit::report(&["echo", "--server", server]);
    let bad = ["failed", "skipped", "broken"].map(|verdict| kit::with_verdict(&report, verdict));
    bad.concat()
        .into_iter()
        .filter(|name| !OURS.contains(name))
        .map(str::to_owned)
        .collect()
}

/// It ends where `accept` fails, as no server of this kit may.
#[test]
fn socat_is_an_echo_server() {
    if kit::is_here("socat") {
        let server = "socat TCP-LISTEN:{port},bind=127.0.0.1,fork,reuseaddr EXEC:cat";
        assert_eq!(failing_beside_ours(server), ["accept-error"]);
    }
}

/// `ncat -e` pumps both directions of a client in one loop with pipes to `cat`: at the end of
/// input it closes without what is still in the pipe, and with more than the pipes hold under
/// way both sides of the pipe wait for each other. Which of these checks it fails depends on how
/// the two processes are scheduled, so that none of them can be asked for; all others it passes.
#[test]
fn ncat_loses_nothing_but_what_is_under_way() {
    if kit::is_here("ncat") {
        let server = "ncat -l -k -e /bin/cat 127.0.0.1 {port}";
        let failing = failing_beside_ours(server);
        let known = ["half-close-at-once", "large-echo", "short-writes"];
        assert!(
            failing.iter().all(|name| known.contains(&name.as_str())),
            "{failing:?}"
        );
    }
}

#[test]
fn pythons_threading_server_is_an_echo_server() {
    if kit::is_here("python3") {
        let folder = tempfile::tempdir().expect("a folder");
        let source = folder.path().join("server.py");
        std::fs::write(&source, PYTHON).expect("it is written");
        let server = format!("python3 {} {{host}} {{port}}", source.display());
        assert_eq!(failing_beside_ours(&server), [""; 0]);
    }
}

const PYTHON: &str = r#"
import socketserver, sys
class Echo(socketserver.StreamRequestHandler):
    def handle(self):
        while data := self.request.recv(65536):
            self.request.sendall(data)
class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
Server((sys.argv[1], int(sys.argv[2])), Echo).serve_forever()
"#;

#[test]
fn nodes_net_is_an_echo_server() {
    if kit::is_here("node") {
        let folder = tempfile::tempdir().expect("a folder");
        let source = folder.path().join("server.js");
        std::fs::write(&source, NODE).expect("it is written");
        let server = format!("node {} {{host}} {{port}}", source.display());
        assert_eq!(failing_beside_ours(&server), [""; 0]);
    }
}

const NODE: &str = r#"
const [host, port] = process.argv.slice(2);
require("net").createServer(socket => {
  socket.on("error", () => {});
  socket.pipe(socket);
}).listen(Number(port), host);
"#;

/// Written to the whole contract, so that full points are due.
#[rstest]
#[case::echo_in_python("echo", "--server", "python3", "threaded.py")]
#[case::echo_in_node("echo", "--server", "node", "net.js")]
#[case::echo_that_polls("echo", "--server", "rustc", "poller.rs")]
#[case::echo_in_c("echo", "--server", "cc", "poll.c")]
#[case::echo_client_in_python("echo", "--client", "python3", "client.py")]
#[case::echo_client_in_node("echo", "--client", "node", "client.js")]
#[case::threaded_echo_in_python("threaded-echo", "--server", "python3", "threaded.py")]
#[case::threaded_echo_in_node("threaded-echo", "--server", "node", "net.js")]
#[case::lock_counter_in_python("lock-counter", "--server", "python3", "server.py")]
#[case::lock_counter_in_node("lock-counter", "--server", "node", "server.js")]
#[case::lock_counter_in_java("lock-counter", "--server", "javac", "Counters.java")]
#[case::lock_counter_with_a_read_write_lock("lock-counter", "--server", "rustc", "rwlock.rs")]
#[case::lock_counter_with_many_locks("lock-counter", "--server", "rustc", "per_counter.rs")]
#[case::lock_counter_with_an_owner("lock-counter", "--server", "rustc", "owner.rs")]
#[case::lock_counter_with_a_scope("lock-counter", "--server", "rustc", "scoped.rs")]
#[case::lock_counter_with_a_condvar("lock-counter", "--server", "rustc", "condvar.rs")]
#[case::lock_counter_with_atomics("lock-counter", "--server", "rustc", "atomics.rs")]
#[case::lock_counter_that_spins("lock-counter", "--server", "rustc", "spinning.rs")]
#[case::calculator_in_python("calculator", "--server", "python3", "server.py")]
#[case::calculator_in_c("calculator", "--server", "cc", "server.c")]
#[case::calculator_client_in_python("calculator", "--client", "python3", "client.py")]
fn a_right_program_of_any_language_has_full_points(
    #[case] lab: &str,
    #[case] role: &str,
    #[case] language: &str,
    #[case] file: &str,
) {
    if !kit::is_here(language) {
        return;
    }
    let source = kit::right_program(lab).join(file);
    let folder = tempfile::tempdir().expect("a folder");
    let command = match language {
        "rustc" | "cc" => compile(language, &source, folder.path()),
        "javac" => compile_java(&source, folder.path()),
        interpreter => format!("{interpreter} {} {{addr}}", source.display()),
    };
    let report = kit::report(&[lab, role, &command]);
    assert_eq!(kit::with_verdict(&report, "failed"), [""; 0], "{report:#}");
    assert_eq!(report["score"], report["max_score"]);
}

/// Compiled before: a source that is compiled at each start listens after seconds.
fn compile_java(source: &Path, folder: &Path) -> String {
    let mut command = Command::new("javac");
    let status = command.arg("-d").arg(folder).arg(source).status();
    assert!(status.expect("javac runs").success());
    let class = source.file_stem().expect("a name").display();
    // One compiler is enough for programs that live for a second.
    format!(
        "java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp {} {class} {{addr}}",
        folder.display()
    )
}

fn compile(compiler: &str, source: &Path, folder: &Path) -> String {
    let binary = folder.join("program");
    let mut command = Command::new(compiler);
    if compiler == "rustc" {
        command.args(["--edition", "2024", "-Copt-level=1"]);
    }
    let status = command
        .arg("-o")
        .arg(&binary)
        .arg(source)
        .status()
        .expect("the compiler runs");
    assert!(status.success(), "{} compiles", source.display());
    format!("{} {{addr}}", binary.display())
}
