//! What every program promises on the command line.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::os::unix::process::ExitStatusExt;
use std::process::{ExitStatus, Output};

use assert_cmd::assert::Assert;
use predicates::prelude::*;

use crate::check::{self, Check, Proof};
use crate::finding::{Finding, Panic, Trouble, last_lines};
use crate::player::Telling;
use crate::program::{Ended, LaunchError, Port, Program, Role, Stream};
use crate::scene::Scene;

/// The server's checks, without steps and points; a lab's plan gives them.
pub fn server_checks() -> Vec<Check> {
    let scene = |name, needs, promise, why, told, play| {
        check::server(name, needs, promise, why, Proof::Scene { told, play })
    };
    vec![
        scene(
            "banner",
            &[],
            "Once it accepts connections it prints `listening on IP:PORT`, the address that it is \
             bound to.",
            "With port 0 the system chooses, and only this line says where to connect. It must be \
             flushed, or a program that waits for it waits for ever.",
            "It is started with a port that is free, and then with port 0. The first line on \
             standard output must be `listening on` and the address, and a socket must listen at \
             the address that it names.",
            banner,
        ),
        scene(
            "usage",
            &[],
            "An ADDR that does not parse is answered with the usage, and exit status 2.",
            "A script that starts it learns from the status alone what went wrong.",
            USAGE,
            usage,
        ),
        scene(
            "taken-port",
            &[],
            "Where the address is in use it says so, names the address, and ends with exit \
             status 1.",
            "This is the first error that every operator sees. A panic tells it in the developer's \
             words, not in theirs.",
            "It is started with an address where another socket listens already. It must end by \
             itself with exit status 1, and its standard error must contain the address.",
            taken_port,
        ),
        scene(
            "nothing-printed",
            &["half-close"],
            "While it serves, it prints nothing more on standard output: a log goes to standard \
             error.",
            "Standard output is what another program reads. One line of a log in it, and that \
             program reads something else than it should.",
            "Three clients come: one leaves in good order, one finishes, and one breaks off with \
             an RST. All that the server has printed on standard output by then must be the one \
             line with its address.",
            nothing_printed,
        ),
    ]
}

/// What [`usage`] does, for a student.
pub const USAGE: &str = "It is started three times, with `127.0.0.1:99999`, `127.0.0.1` and \
                         `127.0.0.1:http:` for ADDR. Each time it must end by itself with exit \
                         status 2 and say something on standard error.";

/// Arguments that no program could take for IP:PORT.
const NO_ADDRESSES: [&str; 3] = ["127.0.0.1:99999", "127.0.0.1", "127.0.0.1:http:"];

/// An ADDR that does not parse: usage on standard error, exit status 2.
pub fn usage(scene: &mut Scene<'_>) -> Result<(), Trouble> {
    if !scene.command.takes_whole_address() {
        return Err(scene
            .find("the command has no argument that is the whole address")
            .comparing(
                "a command with {addr}",
                "one that takes the address in parts",
            )
            .into());
    }
    for argument in NO_ADDRESSES {
        let words = scene.command.fill_with(argument);
        let ran = run_to_end(scene, &words)?;
        ran.must_end_with(scene, 2, &format!("the argument `{argument}`"))?;
        ran.must_say(
            scene,
            predicate::str::is_empty().not(),
            "the usage on standard error",
        )?;
    }
    Ok(())
}

/// An address that is in use: a message that names it, exit status 1.
fn taken_port(scene: &mut Scene<'_>) -> Result<(), Trouble> {
    start_where_it_is_taken(scene).map_err(|trouble| match trouble {
        // The port is free by the time that this is read: only the check takes it again.
        Trouble::Found(finding) => Trouble::Found(Box::new(Finding {
            next: scene.again(),
            ..*finding
        })),
        other => other,
    })
}

fn start_where_it_is_taken(scene: &Scene<'_>) -> Result<(), Trouble> {
    let port = Port::lease()?;
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, port.number()))?;
    let address = taken.local_addr()?;
    let ran = run_to_end(scene, &scene.command.fill(address))?;
    ran.must_end_with(scene, 1, &format!("{address}, which is in use"))?;
    let named = predicate::str::contains(address.to_string());
    ran.must_say(
        scene,
        named,
        &format!("a message on standard error that contains {address}"),
    )
}

/// No server at the address: a message that names it, exit status 1.
pub fn no_server(scene: &mut Scene<'_>) -> Result<(), Trouble> {
    // Bound, but not listening: nobody else gets the port, and nobody answers there.
    let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None)?;
    socket.bind(&SocketAddr::from((Ipv4Addr::LOCALHOST, 0)).into())?;
    let address = socket
        .local_addr()?
        .as_socket()
        .ok_or_else(|| Trouble::Harness("a socket without an address".into()))?;
    let words = scene.command.fill(address);
    let mut program =
        Program::launch(scene.check.role, &words).map_err(|error| scene.not_launched(error))?;
    // One that connects at its first line only must learn of it, too.
    program.type_line("hello\n");
    let ran = end_of(scene, program, &words)?;
    ran.must_end_with(scene, 1, &format!("{address}, where no server is"))?;
    let named = predicate::str::contains(address.to_string());
    ran.must_say(
        scene,
        named,
        &format!("a message on standard error that contains {address}"),
    )
}

/// The first line on standard output names the address, with a given port and with port 0.
fn banner(scene: &mut Scene<'_>) -> Result<(), Trouble> {
    let mut server = scene.start_server()?;
    let wanted = format!("listening on {}", server.address);
    await_line(scene, &mut server.program, &wanted)?;
    if !scene.command.takes_whole_address() {
        return Ok(());
    }
    // With port 0 the line is all that a client has to go by.
    let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let mut program = Program::launch(Role::Server, &scene.command.fill(any))
        .map_err(|error| scene.not_launched(error))?;
    let line = await_line(scene, &mut program, "listening on 127.0.0.1:PORT")?;
    let told = line
        .strip_prefix("listening on ")
        .and_then(|told| told.parse::<SocketAddr>().ok());
    let problem = match told {
        Some(address) if address.ip() == Ipv4Addr::LOCALHOST && address.port() != 0 => {
            match program.await_listening(address) {
                Ok(()) => return Ok(()),
                Err(LaunchError::Harness(error)) => return Err(error.into()),
                Err(error) => error.to_string(),
            }
        }
        _ => "that is not where it listens".into(),
    };
    Err(scene
        .find(format!(
            "started with port 0, the server prints `{line}`: {problem}"
        ))
        .comparing(
            "`listening on 127.0.0.1:PORT` with the port that the system chose",
            format!("`{line}`"),
        )
        .into())
}

/// Clients who come and go in the ways that a server likes to tell of.
const CLIENTS: &str = r#"
1 connect
1 > "REQUEST\n"
1 < line /.*/
1 finish
1 < end
2 connect
2 close
3 connect
3 > "REQUEST\n"
3 < line /.*/
3 > "\0 nonsense\n"
3 < line /.*/
3 reset
"#;

/// Nothing but the address on standard output.
fn nothing_printed(scene: &mut Scene<'_>) -> Result<(), Trouble> {
    let talk = scene.read(&CLIENTS.replace("REQUEST", scene.lab.load.request))?;
    let mut server = scene.start_server()?;
    match scene.converse(&mut server, &talk, Telling::Bare) {
        // A server that does not serve is other checks' business, and may print why it ends.
        Err(Trouble::Found(_)) => return Ok(()),
        other => other?,
    }
    server.program.rest();
    let output = server.program.output();
    let printed = output.text(Stream::Stdout);
    // The first line is the banner, which is another check's.
    let mut more = printed.lines().skip(1);
    let Some(line) = more.next() else {
        return Ok(());
    };
    let line = crate::talk::escape(line);
    let others = match more.count() {
        0 => String::new(),
        1 => ", and 1 more line".to_owned(),
        others => format!(", and {others} more lines"),
    };
    let mut finding = scene
        .find("the server prints more than its address on standard output")
        .comparing(
            "`listening on IP:PORT`, and nothing else",
            format!("`{line}`{others}"),
        );
    finding.remarks.push(
        "A line of a log goes to standard error: in Rust `eprintln!` in the place of `println!`."
            .into(),
    );
    Err(finding.into())
}

/// Waits for the first line on standard output.
fn await_line(scene: &Scene<'_>, program: &mut Program, wanted: &str) -> Result<String, Trouble> {
    let placeholder = wanted.ends_with("PORT");
    let printed = program.await_first_line();
    let line = crate::talk::escape(printed.as_deref().unwrap_or_default());
    let line = line.trim_end_matches("\\r").to_owned();
    if printed.is_some() && (placeholder || line == wanted) {
        return Ok(line);
    }
    let begun = crate::talk::escape(&program.output().text(Stream::Stdout));
    let (headline, got) = match (&printed, begun.as_str()) {
        (Some(_), _) => (
            "the server's first line is not its address",
            format!("`{line}`"),
        ),
        (None, "") => (
            "the server listens, but does not print where",
            "nothing on standard output; what a program keeps in a buffer is not printed until it \
             is flushed"
                .into(),
        ),
        (None, begun) => (
            "the server prints where it listens, and does not end the line",
            format!("`{begun}`, and no newline"),
        ),
    };
    let mut finding = scene
        .find(headline)
        .comparing(format!("`{wanted}`"), got)
        .quoting(program.output());
    if let Some(panic) = Panic::find(&program.output().text(Stream::Stderr)) {
        finding.headline = panic.sentence("the server");
    }
    Err(finding.into())
}

/// A program that was run to its end.
struct Ran {
    words: Vec<String>,
    ended: Ended,
    output: Output,
}

fn run_to_end(scene: &Scene<'_>, words: &[String]) -> Result<Ran, Trouble> {
    let program =
        Program::launch(scene.check.role, words).map_err(|error| scene.not_launched(error))?;
    end_of(scene, program, words)
}

fn end_of(scene: &Scene<'_>, mut program: Program, words: &[String]) -> Result<Ran, Trouble> {
    let who = format!("the {}", scene.check.role.word());
    let Some(ended) = program.rest() else {
        let mut finding = scene
            .find(format!("{who} goes on, where it should have ended"))
            .comparing("a message and the end", "a program that runs on")
            .quoting(program.output());
        finding.stands = program.observer.observation(&[]).sentences();
        finding.next = shell_words::join(words);
        return Err(finding.into());
    };
    let status = match ended {
        Ended::Status(code) => ExitStatus::from_raw(code << 8),
        Ended::Signal(signal) => ExitStatus::from_raw(signal),
    };
    let text = |stream| program.output().text(stream).into_bytes();
    let output = Output {
        status,
        stdout: text(Stream::Stdout),
        stderr: text(Stream::Stderr),
    };
    Ok(Ran {
        words: words.to_vec(),
        ended,
        output,
    })
}

impl Ran {
    fn must_end_with(&self, scene: &Scene<'_>, code: i32, given: &str) -> Result<(), Trouble> {
        let who = format!("the {}", scene.check.role.word());
        if Assert::new(self.output.clone()).try_code(code).is_ok() {
            return Ok(());
        }
        let stderr = String::from_utf8_lossy(&self.output.stderr);
        let headline = match Panic::that_ended(self.ended, &stderr) {
            Some(panic) => panic.sentence(&who),
            None => format!("{who}, given {given}, ended with {}", self.ended),
        };
        Err(self.finding(
            scene,
            headline,
            &format!("exit status {code}"),
            &self.ended.to_string(),
        ))
    }

    fn must_say(
        &self,
        scene: &Scene<'_>,
        said: impl Predicate<str>,
        wanted: &str,
    ) -> Result<(), Trouble> {
        let stderr = String::from_utf8_lossy(&self.output.stderr);
        if said.eval(&stderr) {
            return Ok(());
        }
        let who = format!("the {}", scene.check.role.word());
        let got = if stderr.is_empty() {
            "nothing on standard error".into()
        } else {
            format!("{:?}", stderr.chars().take(200).collect::<String>())
        };
        Err(self.finding(
            scene,
            format!("{who} does not say what went wrong"),
            wanted,
            &got,
        ))
    }

    fn finding(&self, scene: &Scene<'_>, headline: String, wanted: &str, got: &str) -> Trouble {
        let mut finding: Finding = scene.find(headline).comparing(wanted, got);
        let stderr = String::from_utf8_lossy(&self.output.stderr);
        let who = format!("the {}", scene.check.role.word());
        let panic = Panic::that_ended(self.ended, &stderr)
            .filter(|panic| panic.sentence(&who) == finding.headline);
        finding.said = last_lines(&stderr, panic.as_ref());
        finding.next = shell_words::join(&self.words);
        finding.into()
    }
}
