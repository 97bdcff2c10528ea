//! A student's kit, in a folder of its own: what is built or saved in it is gone afterwards.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use harness::class::handout;
use harness::source::Kit;

pub struct Student {
    folder: tempfile::TempDir,
}

impl Student {
    /// The handout, with the solution of echo as the student's work: every check of it is run.
    pub fn new(kit: &Kit) -> Result<Student> {
        let student = Student {
            folder: tempfile::tempdir()?,
        };
        handout::write(kit, &student.kit())?;
        let solution = kit.root().join("solutions/01-echo/src");
        for file in ["server.rs", "client.rs"] {
            fs::copy(solution.join(file), student.source(file)).with_context(|| file.to_owned())?;
        }
        Ok(student)
    }

    /// The folder of the kit.
    pub fn kit(&self) -> PathBuf {
        self.folder.path().join("kit")
    }

    /// A place beside the kit.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A source of echo.
    pub fn source(&self, name: &str) -> PathBuf {
        self.kit().join("exercises/01-echo/src").join(name)
    }

    /// cargo in the kit, as the student starts it.
    pub fn cargo(&self, arguments: &[&str]) -> Command {
        cargo_in(&self.kit(), arguments)
    }

    /// The command `lab`, once it is built.
    pub fn lab(&self, arguments: &[&str]) -> Command {
        let mut lab = Command::new(self.kit().join("target/debug/lab"));
        lab.current_dir(self.kit()).args(arguments);
        for name in OURS {
            lab.env_remove(name);
        }
        lab
    }
}

/// cargo in a folder, as it is typed there. Its `target/` is there, too.
pub fn cargo_in(folder: &Path, arguments: &[&str]) -> Command {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(folder).args(arguments);
    for name in OURS {
        cargo.env_remove(name);
    }
    cargo
}

/// What the cargo that runs us has told, or was told for the kit at hand.
const OURS: [&str; 3] = ["CARGO", "CARGO_MANIFEST_DIR", "CARGO_TARGET_DIR"];

/// Runs it to its end, and keeps what it says to itself unless it fails.
pub fn run(command: &mut Command) -> Result<()> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("{command:?} could not be started"))?;
    if !output.status.success() {
        let words = String::from_utf8_lossy(&output.stderr);
        bail!("{command:?} failed: {}", words.trim_end());
    }
    Ok(())
}
