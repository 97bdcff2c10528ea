//! Clients of the world hold a dialogue with the reference servers: what a person tries first,
//! `nc` or a few lines of Python, works.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use harness::labs;
use harness::program::{CommandLine, Role};
use harness::source::{Built, Kit, Source};
use rstest::rstest;

mod kit;

/// What comes at all comes sooner, on the slowest machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A process that is typed to and listened to, line by line. Dropping it ends it.
struct Partner {
    process: Child,
    stdin: Option<ChildStdin>,
    lines: Receiver<String>,
}

impl Partner {
    fn start(words: &[String]) -> Partner {
        let mut process = Command::new(&words[0])
            .args(&words[1..])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{words:?}: {error}"));
        Partner {
            stdin: process.stdin.take(),
            lines: read_lines(process.stdout.take().expect("it is a pipe")),
            process,
        }
    }

    fn say(&mut self, text: &str) {
        let stdin = self.stdin.as_mut().expect("it is open");
        stdin.write_all(text.as_bytes()).expect("it reads");
    }

    /// The next line; `None` is the end.
    #[track_caller]
    fn hear(&self) -> Option<String> {
        match self.lines.recv_timeout(PATIENCE) {
            Ok(line) => Some(line),
            Err(RecvTimeoutError::Disconnected) => None,
            Err(RecvTimeoutError::Timeout) => panic!("nothing came"),
        }
    }

    /// Ends its input, which a netcat passes on as a half-close.
    fn finish(&mut self) {
        self.stdin = None;
    }
}

impl Drop for Partner {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// On a thread, so that a wait for a line can be given up. It ends with its source.
fn read_lines(source: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, lines) = channel();
    thread::spawn(move || {
        for line in BufReader::new(source).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    lines
}

/// The reference server of a lab, and where it listens. Its standard input stays open: at its
/// end a server with a console takes leave.
fn start_server(lab: &'static str) -> (Partner, SocketAddr) {
    let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let server = Partner::start(&reference(lab).fill(any));
    let banner = server.hear().expect("a banner");
    let address = banner
        .strip_prefix("listening on ")
        .and_then(|address| address.parse().ok());
    (server, address.expect("an address"))
}

fn reference(lab: &'static str) -> &'static CommandLine {
    static ECHO: OnceLock<CommandLine> = OnceLock::new();
    static CALCULATOR: OnceLock<CommandLine> = OnceLock::new();
    let command = match lab {
        "calculator" => &CALCULATOR,
        _ => &ECHO,
    };
    command.get_or_init(|| {
        let lab = labs::find(lab).expect("there is such a lab");
        match Kit::at(kit::root()).build(&lab, &Source::Solution) {
            Ok(Built::Subject(subject)) => subject.command(Role::Server).cloned(),
            _ => None,
        }
        .expect("the solution has a server")
    })
}

/// A netcat that half-closes at the end of its input, connected; `None` where it is missing.
fn netcat(name: &str, address: SocketAddr) -> Option<Partner> {
    if !kit::is_here(name) {
        return None;
    }
    let mut words = vec![name.to_owned()];
    // There are several of that name. OpenBSD's has to be told; Nmap's does not know the option.
    let help = Command::new(name).arg("-h").output().expect("it runs");
    let help = [help.stdout, help.stderr].concat();
    if String::from_utf8_lossy(&help).contains("-N\t") {
        words.push("-N".into());
    }
    words.extend([address.ip().to_string(), address.port().to_string()]);
    Some(Partner::start(&words))
}

#[rstest]
#[case::nc("nc")]
#[case::ncat("ncat")]
fn two_netcats_at_once_get_their_own_lines_back(#[case] name: &str) {
    let (_server, address) = start_server("threaded-echo");
    let (Some(mut first), Some(mut second)) = (netcat(name, address), netcat(name, address)) else {
        return;
    };
    first.say("one\n");
    assert_eq!(first.hear().as_deref(), Some("one"));
    second.say("two\n");
    assert_eq!(second.hear().as_deref(), Some("two"));
    first.say("three\n");
    assert_eq!(first.hear().as_deref(), Some("three"));
    first.finish();
    assert_eq!(first.hear(), None);
    second.say("four\n");
    assert_eq!(second.hear().as_deref(), Some("four"));
}

#[rstest]
#[case::nc("nc")]
#[case::ncat("ncat")]
fn a_netcat_calculates(#[case] name: &str) {
    let (_server, address) = start_server("calculator");
    let Some(mut client) = netcat(name, address) else {
        return;
    };
    client.say("add 2 3\n");
    assert_eq!(client.hear().as_deref(), Some("5"));
    // The end of the input comes right behind these two.
    client.say("multiply -6 7\ndivide 1 0\n");
    client.finish();
    assert_eq!(client.hear().as_deref(), Some("-42"));
    let reply = client.hear().expect("a third reply");
    assert!(reply.starts_with("error: "), "{reply}");
    assert_eq!(client.hear(), None);
}

#[rstest]
#[case::echo("threaded-echo", ECHO)]
#[case::calculator("calculator", CALCULATOR)]
fn pythons_sockets_hold_a_dialogue(#[case] lab: &'static str, #[case] script: &str) {
    if !kit::is_here("python3") {
        return;
    }
    let (_server, address) = start_server(lab);
    assert_cmd::Command::new("python3")
        .args(["-c", script])
        .args([address.ip().to_string(), address.port().to_string()])
        .timeout(PATIENCE)
        .assert()
        .success();
}

const ECHO: &str = r#"
import socket, sys
first, second = (socket.create_connection(sys.argv[1:3]) for _ in range(2))
first.sendall(b"one\n")
second.sendall(b"two\n")
replies = [client.makefile("rb") for client in (first, second)]
assert replies[1].readline() == b"two\n"
assert replies[0].readline() == b"one\n"
second.sendall(b"three")
second.shutdown(socket.SHUT_WR)
assert replies[1].read() == b"three"
first.sendall(b"four\n")
assert replies[0].readline() == b"four\n"
"#;

const CALCULATOR: &str = r#"
import socket, sys
server = socket.create_connection(sys.argv[1:3])
replies = server.makefile("rb")
server.sendall(b"add 2 3\n")
assert replies.readline() == b"5\n"
server.sendall(b"multiply -6 7\ndivide 1 0\n")
server.shutdown(socket.SHUT_WR)
assert replies.readline() == b"-42\n"
assert replies.readline().startswith(b"error: ")
assert replies.read() == b""
"#;
