//! A kit of one small lab, whose folder is the test's own.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

/// The sources of its lab.
pub const SRC: &str = "exercises/01-echo/src";
/// Its server, and its client.
pub const MAIN: &str = "fn main() {}\n";

/// A kit of one lab, whose programs end at once and so keep no promise.
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

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn put(&self, name: &str, contents: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("it is in a folder")).expect("it is made");
        fs::write(path, contents).expect("it is written");
    }

    /// Runs `cargo lab` here. The time limit only ends a test that would hang.
    pub fn lab(&self, arguments: &[&str]) -> assert_cmd::assert::Assert {
        super::lab()
            .current_dir(self.folder.path())
            .env("CARGO_TARGET_DIR", "target")
            .env("CARGO_NET_OFFLINE", "true")
            .timeout(Duration::from_secs(120))
            .args(arguments)
            .assert()
    }
}
