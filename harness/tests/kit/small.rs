//! A kit of one lab, whose programs end at once and so keep no promise: soon built and soon judged.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Where the lab's sources are.
pub const SRC: &str = "exercises/01-echo/src";
/// What its programs are.
pub const MAIN: &str = "fn main() {}\n";

/// A server that is judged without a build, and keeps no promise.
pub const NO_SERVER: [&str; 4] = ["check", "echo", "--server", "true {addr}"];

/// A measurement that is soon over, of a lab that is solved.
pub const MEASURE: [&str; 8] = [
    "measure",
    "echo",
    "--clients",
    "1",
    "--rounds",
    "1",
    "--window",
    "20",
];

/// The kit, in a folder of its own.
pub struct Small {
    folder: tempfile::TempDir,
}

impl Small {
    pub fn new() -> Small {
        let folder = tempfile::tempdir().expect("a folder");
        let small = Small { folder };
        fs::create_dir(small.path("harness")).expect("it is made");
        small.put(
            "Cargo.toml",
            "[workspace]\nresolver = \"3\"\nmembers = [\"exercises/*\"]\n",
        );
        small.put(
            "exercises/01-echo/Cargo.toml",
            "[package]\nname = \"echo\"\nversion = \"0.1.0\"\nedition = \"2024\"\n",
        );
        small.put(&format!("{SRC}/lib.rs"), "//! Echo.\n");
        small.put(&format!("{SRC}/bin/echo-server.rs"), MAIN);
        small.put(&format!("{SRC}/bin/echo-client.rs"), MAIN);
        // Neither is graded.
        small.put(&format!("{SRC}/.lib.rs.swp"), "an editor's");
        small.put("exercises/01-echo/notes.txt", "mine");
        small
    }

    /// With the hints of the real lab, too.
    pub fn with_hints() -> Small {
        let small = Small::new();
        let hints = super::root().join("exercises/01-echo/hints.md");
        let hints = fs::read_to_string(hints).expect("the kit has it");
        small.put("exercises/01-echo/hints.md", &hints);
        small
    }

    /// Puts the reference in the place of the lab's sources.
    pub fn solve(&self) {
        let solution = super::root().join("solutions/01-echo/src");
        for name in [
            "lib.rs",
            "server.rs",
            "client.rs",
            "arguments.rs",
            "bin/echo-server.rs",
            "bin/echo-client.rs",
        ] {
            let source = fs::read_to_string(solution.join(name)).expect("the solution has it");
            self.put(
                &format!("{SRC}/{name}"),
                &source.replace("echo_solution", "echo"),
            );
        }
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect("it is there")
    }

    pub fn put(&self, name: &str, contents: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("it is in a folder")).expect("it is made");
        fs::write(path, contents).expect("it is written");
    }

    /// `cargo lab` here. The time limit only ends a test that would hang.
    pub fn command(&self, arguments: &[&str]) -> assert_cmd::Command {
        let mut lab = super::lab();
        self.prepare(&mut lab);
        lab.timeout(Duration::from_secs(120)).args(arguments);
        lab
    }

    /// Another program here, such as a shell that runs `"$LAB"`.
    pub fn program(&self, name: &str) -> assert_cmd::Command {
        let mut program = assert_cmd::Command::new(name);
        self.prepare(&mut program);
        program
            .env("NO_COLOR", "1")
            .env("LAB", env!("CARGO_BIN_EXE_lab"));
        program
    }

    fn prepare(&self, program: &mut assert_cmd::Command) {
        program
            .current_dir(self.folder.path())
            .env("CARGO_TARGET_DIR", "target")
            .env("CARGO_NET_OFFLINE", "true");
    }

    pub fn lab(&self, arguments: &[&str]) -> assert_cmd::assert::Assert {
        self.command(arguments).assert()
    }

    /// The zips that lie in the kit's folder, and what should have become one.
    pub fn zips(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.folder.path())
            .expect("it is read")
            .map(|entry| entry.expect("it is read").file_name())
            .map(|name| name.to_string_lossy().into_owned())
            .filter(|name| name.ends_with(".zip") || name.starts_with(".tmp"))
            .collect();
        names.sort();
        names
    }
}
