//! The inner process: the harness, in one of the modes.

use std::fs::Permissions;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use harness::program::sandbox::{
    Confinement, Limits, Part, confine_all, enter_private_network, probe, run,
};
use harness::program::{CommandLine, Ended, Program, Role, Standard, Stream};
use harness::session::{Session, Subject};
use harness::verdict::Verdict;

use super::cases::{self, Case, Fate, Told};
use super::mode::Mode;

/// The argument that makes this executable the inner process.
pub const ARGUMENT: &str = "__inner";

/// Longer than this nothing takes that works.
const PATIENCE: Duration = Duration::from_secs(60);

/// Where everybody may write, or root at least.
pub const COMMON_PLACES: &[&str] = &[
    "/tmp/roundtrip-was-here",
    "/dev/shm/roundtrip-was-here",
    "/var/tmp/roundtrip-was-here",
    "/roundtrip-was-here",
];

type Outcome = Result<(), String>;

/// What the outer process has prepared.
pub struct World {
    pub root: PathBuf,
    /// A port outside.
    pub port: u16,
    /// The outer process.
    pub outer: u32,
    /// Whether the network is the harness's own.
    pub is_private: bool,
}

impl World {
    pub fn program(&self, name: &str) -> String {
        self.root.join("bin").join(name).display().to_string()
    }

    pub fn path(&self, name: &str) -> String {
        self.root.join(name).display().to_string()
    }
}

fn run_words(words: &[String]) -> Outcome {
    let [mode, deed, root, port, outer] = words else {
        return Err("five words are needed".into());
    };
    let mode = Mode::find(mode).ok_or("there is no such mode")?;
    let mut world = World {
        root: root.into(),
        port: port.parse().map_err(|_| "no port")?,
        outer: outer.parse().map_err(|_| "no process")?,
        is_private: false,
    };
    if let Some(name) = deed.strip_prefix("bare/") {
        let case = cases::find(name).ok_or("there is no such program")?;
        return does_its_deed(&world, case);
    }
    world.is_private = enter_private_network().is_ok();
    expect_parts(mode, world.is_private)?;
    confine_all(Confinement {
        limits: Limits {
            // What is not about this limit does not come near it.
            processor: 2,
            ..Limits::default()
        },
        ..Confinement::default()
    });
    match deed.as_str() {
        "builds" => builds(&world),
        "judges" => judges(&world, mode),
        "starts" => starts(&world),
        "is_killed" => is_killed(&world),
        name => {
            let case = cases::find(name).ok_or("there is no such program")?;
            beside_a_neighbour(&world, case)
        }
    }
}

/// `MODE DEED WORLD PORT OUTER`: an exit status, and what went wrong on standard error.
pub fn serve(words: &[String]) -> ExitCode {
    match run_words(words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("{reason}");
            ExitCode::FAILURE
        }
    }
}

fn expect_parts(mode: Mode, is_private: bool) -> Outcome {
    let found = probe();
    let missing: Vec<Part> = found
        .iter()
        .filter(|found| !found.in_force)
        .map(|found| found.part)
        .collect();
    if missing != mode.missing() {
        return Err(format!(
            "not the parts that {mode:?} should lack: {found:#?}"
        ));
    }
    if is_private == missing.contains(&Part::Network) {
        return Err("the network was found to be other than it is".into());
    }
    Ok(())
}

/// A program that does no harm, and has one client.
struct Neighbour {
    program: Program,
    address: SocketAddr,
    client: TcpStream,
}

impl Neighbour {
    fn start(world: &World) -> Result<Neighbour, String> {
        let command = CommandLine::of_binary(world.program("neighbour"));
        let (program, address) =
            Program::launch_server(&command).map_err(|error| format!("{error}: {error:?}"))?;
        let client = TcpStream::connect(address).map_err(|error| error.to_string())?;
        client
            .set_read_timeout(Some(PATIENCE))
            .map_err(|error| error.to_string())?;
        let mut neighbour = Neighbour {
            program,
            address,
            client,
        };
        neighbour.is_well()?;
        Ok(neighbour)
    }

    fn is_well(&mut self) -> Outcome {
        let mut reply = [0; 5];
        let echoed = self
            .client
            .write_all(b"hello")
            .and_then(|()| self.client.read_exact(&mut reply));
        echoed.map_err(|error| format!("the neighbour was disturbed: {error}"))?;
        if &reply != b"hello" || self.program.ended().is_some() {
            return Err("the neighbour was disturbed".into());
        }
        Ok(())
    }
}

fn beside_a_neighbour(world: &World, case: &Case) -> Outcome {
    let mut neighbour = Neighbour::start(world)?;
    let words = words(world, case, Some(&neighbour));
    let standard = match case.told {
        Told::OnTerminal => Standard::Terminal,
        _ => Standard::Pipes,
    };
    let program = Program::launch_on(standard, Role::Client, &words);
    let program = program.map_err(|error| format!("{error:?}"))?;
    let met = meets(&program, case.fate);
    neighbour.is_well()?;
    drop(program);
    met?;
    let left = with_mark(&words[1]);
    if !left.is_empty() {
        return Err(format!("these are left: {left:?}"));
    }
    neighbour.is_well()
}

fn does_its_deed(world: &World, case: &Case) -> Outcome {
    let words = words(world, case, None);
    let program = Program::launch(Role::Client, &words).map_err(|error| format!("{error:?}"))?;
    await_output(&program, |text| text.trim_end().ends_with("end"));
    let text = program.output().text(Stream::Stdout);
    match text.lines().any(|line| line.starts_with("DONE")) {
        true => Ok(()),
        false => Err(format!(
            "nothing was done without a sandbox either:\n{text}"
        )),
    }
}

/// The command of a hostile program. Its first argument is a mark by which it is known.
fn words(world: &World, case: &Case, neighbour: Option<&Neighbour>) -> Vec<String> {
    let mark = format!("mark-{}-{}", case.name, std::process::id());
    let mut words = vec![world.program(case.name), mark];
    let harness = std::process::id();
    match case.told {
        Told::Nothing | Told::OnTerminal => {}
        Told::Processes => {
            let guard = neighbour.map(|neighbour| neighbour.program.guard().pid());
            let others = neighbour.map(|neighbour| neighbour.program.observer.processes());
            let pids = [harness, world.outer].into_iter().chain(guard);
            words.extend(
                pids.chain(others.unwrap_or_default())
                    .map(|pid| pid.to_string()),
            );
        }
        Told::Files => {
            let kit = Path::new(env!("CARGO_MANIFEST_DIR"));
            words.extend([
                world.path("solutions/solution.rs"),
                world.path("hidden/hidden.talk"),
                world.path("gradebook.jsonl"),
                world.program("neighbour"),
                "/etc/passwd".into(),
                "/etc/shadow".into(),
                format!("/proc/{harness}/environ"),
                format!("/proc/{}/cmdline", world.outer),
                kit.join("Cargo.toml").display().to_string(),
            ]);
        }
        Told::Writable => {
            words.extend([world.path("gradebook.jsonl"), world.path("out/report")]);
            // Without a sandbox that would be no joke.
            let places = neighbour.map_or(&[][..], |_| COMMON_PLACES);
            words.extend(places.iter().map(ToString::to_string));
        }
        Told::Outside => words.extend([world.port.to_string(), world.path("socket")]),
        Told::Port => {
            words.extend(neighbour.map(|neighbour| neighbour.address.port().to_string()));
            if !world.is_private {
                words.push(free_port().to_string());
            }
        }
        Told::Folders => words.extend([world.path("solutions"), world.path("out"), "/".into()]),
    }
    words
}

/// A port that was free a moment ago.
fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("some port is free");
    listener.local_addr().expect("it has an address").port()
}

/// Waits for what must become of a program.
fn meets(program: &Program, fate: Fate) -> Outcome {
    let output = program.output();
    match fate {
        Fate::Fails => {
            await_output(program, |text| text.trim_end().ends_with("end"));
            let text = output.text(Stream::Stdout);
            let stderr = output.text(Stream::Stderr);
            let is_done = text.lines().any(|line| line.starts_with("DONE"));
            let is_over = text.trim_end().ends_with("end")
                || output.reason().is_some()
                || is_cut(output.ended());
            if is_done || !is_over {
                return Err(format!("{:?}\n{text}{stderr}", output.ended()));
            }
            Ok(())
        }
        Fate::Ended(reason) => {
            output.await_end(PATIENCE);
            match output.reason() {
                Some(told) if told.contains(reason) => Ok(()),
                told => Err(format!(
                    "{:?} for {told:?}\n{}{}",
                    output.ended(),
                    output.text(Stream::Stdout),
                    output.text(Stream::Stderr)
                )),
            }
        }
        Fate::Killed(signal) => match output.await_end(PATIENCE) {
            Some(Ended::Signal(number)) if number == signal => Ok(()),
            ended => Err(format!("{ended:?}\n{}", output.text(Stream::Stdout))),
        },
        Fate::Says(word) => {
            await_output(program, |text| text.contains(word));
            let text = output.text(Stream::Stdout);
            match text.contains(word) {
                true => Ok(()),
                false => Err(format!(
                    "{:?}\n{text}{}",
                    output.ended(),
                    output.text(Stream::Stderr)
                )),
            }
        }
        Fate::Floods => {
            const MUCH: u64 = 256 << 20;
            let begun = Instant::now();
            while output.length(Stream::Stdout) < MUCH && begun.elapsed() < PATIENCE {
                output.await_change(PATIENCE);
            }
            match (
                output.length(Stream::Stdout),
                output.text(Stream::Stdout).len(),
            ) {
                (MUCH.., ..65_536) => Ok(()),
                (printed, kept) => Err(format!("of {printed} bytes {kept} were kept")),
            }
        }
    }
}

/// Whether a signal of a limit's ended it.
fn is_cut(ended: Option<Ended>) -> bool {
    matches!(ended, Some(Ended::Signal(25)))
}

fn await_output(program: &Program, enough: impl Fn(&str) -> bool) {
    let output = program.output();
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE && output.ended().is_none() {
        output.drain();
        if enough(&output.text(Stream::Stdout)) {
            return;
        }
        output.await_change(Duration::from_millis(50));
    }
    output.drain();
}

/// The processes that have this word among their arguments, and are not ended.
fn with_mark(mark: &str) -> Vec<String> {
    let processes = std::fs::read_dir("/proc").expect("this is Linux").flatten();
    let lines = processes.filter_map(|entry| std::fs::read(entry.path().join("cmdline")).ok());
    lines
        .filter(|line| {
            line.split(|byte| *byte == 0)
                .any(|word| word == mark.as_bytes())
        })
        .map(|line| String::from_utf8_lossy(&line).into_owned())
        .collect()
}

/// The compiler, confined: it builds what is harmless and nothing else.
fn builds(world: &World) -> Outcome {
    let toolchain = world.root.join("toolchain");
    let rustc = toolchain.join("bin/rustc").display().to_string();
    let sources = world.root.join("builds");
    let build = |source: &str, limit: Duration| {
        let folder = tempfile::Builder::new()
            .prefix("build-")
            // What is built is run by another user.
            .permissions(Permissions::from_mode(0o755))
            .tempdir()
            .map_err(|error| error.to_string())?;
        let program = folder.path().join("program");
        let words = [
            rustc.clone(),
            "--edition=2024".into(),
            sources.join(source).display().to_string(),
            "-o".into(),
            program.display().to_string(),
        ];
        let confinement = Confinement {
            read: vec![toolchain.clone(), sources.clone()],
            write: vec![folder.path().to_path_buf()],
            environment: vec![(
                "ROUNDTRIP_TARGET".into(),
                world.path("solutions/solution.rs").into(),
            )],
            limits: Limits {
                memory: 1024 << 20,
                ..Limits::compiler()
            },
            ..Confinement::default()
        };
        let finished = run(&words, &confinement, limit).map_err(|error| format!("{error:?}"))?;
        let is_built = program.is_file();
        Ok::<_, String>((finished, is_built, folder))
    };
    let (finished, is_built, folder) = build("harmless.rs", PATIENCE)?;
    if !finished.succeeded() || !is_built {
        return Err(format!("a harmless program was not built: {finished:#?}"));
    }
    // What was built runs, too.
    let words = [folder.path().join("program").display().to_string()];
    let mut program =
        Program::launch(Role::Client, &words).map_err(|error| format!("{error:?}"))?;
    let line = program.await_first_line();
    if line.as_deref() != Some("harmless") {
        return Err(format!("what was built says {line:?}"));
    }
    drop(program);
    for source in ["reads_passwd.rs", "reads_secret.rs"] {
        let (finished, is_built, _folder) = build(source, PATIENCE)?;
        let is_refused = finished.stderr.contains("couldn't read");
        if is_built || finished.succeeded() || !is_refused {
            return Err(format!("{source}: {finished:#?}"));
        }
    }
    let (finished, is_built, _folder) = build("never_ends.rs", Duration::from_secs(1))?;
    if is_built || finished.ended.is_some() || finished.reason.is_none() {
        return Err(format!("never_ends.rs: {finished:#?}"));
    }
    let (finished, is_built, _folder) = build("eats_memory.rs", PATIENCE)?;
    let reason = finished.reason.clone().unwrap_or_default();
    if is_built || !reason.contains("of memory") {
        return Err(format!("eats_memory.rs: {finished:#?}"));
    }
    Ok(())
}

/// Checks judge in the sandbox as they do without: a right program passes, slow motion finds a
/// race between two instructions, and the observer tells of a deadlock.
fn judges(world: &World, mode: Mode) -> Outcome {
    let judge = |program: &str, check: &str| {
        let lab = harness::labs::find("lock-counter").ok_or("there is no such lab")?;
        let subject = Subject {
            server: Some(CommandLine::of_binary(world.program(program))),
            ..Subject::default()
        };
        let session = Session::new(lab, subject, harness::SEED);
        session
            .judge(check)
            .cloned()
            .ok_or("there is no such check")
    };
    for check in ["lost-update", "opposite-moves"] {
        let judged = judge("right", check)?;
        if !judged.verdict.is_passed() {
            return Err(format!("right, {check}: {judged:#?}"));
        }
        if mode.sees_threads() && !judged.notes.is_empty() {
            return Err(format!(
                "right, {check}: no slow motion: {:?}",
                judged.notes
            ));
        }
    }
    if !mode.sees_threads() {
        return Ok(());
    }
    let judged = judge("two-acquisitions", "lost-update")?;
    let Verdict::Failed(_) = &judged.verdict else {
        return Err(format!("two-acquisitions: {judged:#?}"));
    };
    let judged = judge("move-locks-from-then-to", "opposite-moves")?;
    let told = format!("{judged:#?}");
    match &judged.verdict {
        Verdict::Failed(finding) if format!("{:?}", finding.stands).contains("deadlock") => Ok(()),
        _ => Err(told),
    }
}

/// What cannot be started is said as it is without a sandbox.
fn starts(world: &World) -> Outcome {
    let missing = world.path("bin/no-such-program");
    let no_program = world.path("gradebook.jsonl");
    for (path, reason) in [(missing, "No such file"), (no_program, "Permission denied")] {
        let told = match Program::launch(Role::Client, std::slice::from_ref(&path)) {
            Ok(_) => return Err(format!("{path} was started")),
            Err(error) => error.to_string(),
        };
        if !told.contains("could not be started") || !told.contains(reason) {
            return Err(told);
        }
    }
    Ok(())
}

/// The harness is killed while a program of its runs that would stay.
fn is_killed(world: &World) -> Outcome {
    let case = cases::find("daemon").ok_or("there is no such program")?;
    let words = words(world, case, None);
    let program = Program::launch(Role::Client, &words).map_err(|error| format!("{error:?}"))?;
    await_output(&program, |text| text.contains("daemon"));
    let own = rustix::process::getpid();
    let killed = rustix::process::kill_process(own, rustix::process::Signal::KILL);
    Err(format!("the harness lives: {killed:?}"))
}
