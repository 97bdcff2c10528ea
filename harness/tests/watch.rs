//! `cargo lab watch`: a lab is judged on each save. Each test has a kit of its own, whose sources do
//! not compile, so that a run is short: what matters is when there is one.

#![cfg(target_os = "linux")]

use std::fs::{self, File};
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use rstest::rstest;
use rustix::process::{Pid, Signal, kill_process};

mod kit;

use kit::terminal::{Terminal, await_line};

/// A kit of two exercises that are folders without a crate.
struct Bare {
    folder: tempfile::TempDir,
}

impl Bare {
    fn new() -> Bare {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir_all(folder.path().join("harness")).expect("it is made");
        let bare = Bare { folder };
        for lab in ["01-echo", "02-threaded-echo"] {
            fs::create_dir_all(bare.path(&format!("exercises/{lab}/src"))).expect("it is made");
        }
        bare.save("one");
        bare
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn save(&self, text: &str) {
        fs::write(self.path("exercises/01-echo/src/server.rs"), text).expect("it is written");
    }

    fn lab(&self, arguments: &[&str]) -> Command {
        let mut lab = Command::new(env!("CARGO_BIN_EXE_lab"));
        lab.current_dir(self.folder.path())
            .env("NO_COLOR", "1")
            .arg("watch")
            .args(arguments);
        lab
    }

    /// A crate whose build goes on until it is ended, and tells that it has begun: its standard
    /// error says so by way of cargo.
    fn build_forever(&self, pid: &Path) {
        let echo = self.path("exercises/01-echo");
        let write = |path: &Path, text: &str| fs::write(path, text).expect("it is written");
        write(
            &self.path("Cargo.toml"),
            "[workspace]\nmembers = [\"exercises/01-echo\"]\n",
        );
        write(
            &echo.join("Cargo.toml"),
            "[package]\nname = \"echo\"\nversion = \"0.0.0\"\nbuild = \"build.rs\"\n",
        );
        fs::create_dir(echo.join("src/bin")).expect("it is made");
        write(&echo.join("src/bin/echo-server.rs"), "fn main() {}");
        let script = format!(
            "fn main() {{ std::fs::write({:?}, std::process::id().to_string()).unwrap(); \
             loop {{ std::thread::park(); }} }}",
            pid.display().to_string()
        );
        write(&echo.join("build.rs"), &script);
    }
}

/// A watch without a terminal. Its input stays open until it is dropped.
struct Watch {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Watch {
    fn start(mut lab: Command) -> Watch {
        let mut child = lab
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("lab runs");
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().expect("it is a pipe"));
        Watch {
            child,
            input,
            output,
        }
    }

    /// Reads on until this is said.
    #[track_caller]
    fn await_line(&mut self, begin: &str) {
        await_line(&mut self.output, begin);
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[rstest]
#[case::told(&["echo"])]
#[case::polled(&["echo", "--poll"])]
#[case::next(&[])]
fn each_save_is_judged(#[case] arguments: &[&str]) {
    let bare = Bare::new();
    let mut watch = Watch::start(bare.lab(arguments));
    for text in ["two", "three"] {
        watch.await_line("judging lab echo");
        watch.await_line("watching ");
        bare.save(text);
    }
    watch.await_line("judging lab echo");
    drop(watch.input.take());
    assert!(watch.child.wait().expect("it ends").success());
}

#[test]
fn what_is_printed_into_a_pipe_clears_nothing() {
    let bare = Bare::new();
    let mut watch = Watch::start(bare.lab(&["echo"]));
    watch.await_line("judging");
    drop(watch.input.take());
    let mut rest = String::new();
    watch.output.read_to_string(&mut rest).expect("it is read");
    assert!(!rest.contains('\u{1b}'), "{rest:?}");
}

#[rstest]
#[case::told(&["echo"])]
#[case::polled(&["echo", "--poll"])]
fn a_folder_that_is_removed_is_told(#[case] arguments: &[&str]) {
    let bare = Bare::new();
    let mut lab = bare.lab(arguments);
    let errors = bare.path("errors");
    let file = File::create(&errors).expect("it is made");
    let mut child = lab
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(file)
        .spawn()
        .expect("lab runs");
    let mut output = BufReader::new(child.stdout.take().expect("it is a pipe"));
    await_line(&mut output, "watching ");
    fs::remove_dir_all(bare.path("exercises/01-echo")).expect("it is removed");
    let _input = child.stdin.take();
    assert_eq!(child.wait().expect("it ends").code(), Some(2));
    let text = fs::read_to_string(errors).expect("it is read");
    assert!(
        text.contains("is gone") && text.contains("cargo lab watch"),
        "{text}"
    );
}

/// How a build that does not end is ended.
#[derive(Clone, Copy)]
enum End {
    Signal(Signal),
    Input,
}

#[rstest]
#[case::terminated(End::Signal(Signal::TERM))]
#[case::interrupted(End::Signal(Signal::INT))]
#[case::hung_up(End::Signal(Signal::HUP))]
#[case::end_of_input(End::Input)]
fn nothing_is_left_of_a_run(#[case] end: End) {
    let bare = Bare::new();
    let fifo = bare.path("pid");
    rustix::fs::mknodat(
        rustix::fs::CWD,
        &fifo,
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR,
        0,
    )
    .expect("it is made");
    bare.build_forever(&fifo);
    let mut lab = bare.lab(&["echo"]);
    lab.env_remove("CARGO_TARGET_DIR");
    let mut watch = Watch::start(lab);
    // The build has begun once it tells its number.
    let pid: i32 = fs::read_to_string(&fifo)
        .expect("it is read")
        .parse()
        .expect("it is a number");
    match end {
        End::Signal(signal) => {
            kill_process(Pid::from_child(&watch.child), signal).expect("it is told");
        }
        End::Input => drop(watch.input.take()),
    }
    assert!(watch.child.wait().expect("it ends").success());
    assert!(
        !Path::new(&format!("/proc/{pid}")).exists(),
        "{pid} is left"
    );
}

#[test]
fn a_terminal_is_as_it_was() {
    let bare = Bare::new();
    let mut terminal = Terminal::run(&mut bare.lab(&["echo"]));
    terminal.await_line("\u{1b}[2J");
    terminal.await_line("q quit");
    assert!(terminal.is_raw());
    terminal.press("\n");
    terminal.await_line("judging lab echo");
    terminal.await_line("q quit");
    terminal.press("n");
    terminal.await_line("judging lab threaded-echo");
    terminal.press("q");
    assert!(terminal.child.wait().expect("it ends").success());
    assert_eq!(
        terminal.modes(),
        Terminal::run(&mut Command::new("true")).modes()
    );
}
