//! Compiles a student's crate with rustc alone, in a sandbox.
//!
//! No cargo, and so no manifest, build script, configuration or fingerprint of anybody's: each
//! crate is compiled anew, from sources that were just written, into a folder that was empty. It
//! cannot be judged with another's binary, whatever its files' times and sizes. What it depends on
//! is compiled once, beforehand, and only linked.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::program::Ended;
use crate::program::sandbox::{self, Confinement, Finished, Limits};

/// A rustc that is run on strangers' sources.
#[derive(Clone, Debug)]
pub struct Compiler {
    rustc: PathBuf,
    sysroot: PathBuf,
}

/// One crate.
#[derive(Clone, Debug)]
pub struct Crate {
    /// Its name, as rustc has it; a program's file may have hyphens.
    pub name: String,
    /// What is made of it.
    pub kind: Kind,
    /// The file that it begins in.
    pub root: PathBuf,
    /// The crates that it uses, by the names that it knows them by.
    pub uses: Vec<(String, PathBuf)>,
    /// The features that are on.
    pub features: Vec<String>,
    /// A folder with what those use.
    pub search: Option<PathBuf>,
    /// The level of optimisation.
    pub level: u8,
    /// What the compiler thinks of what it compiles.
    pub lints: Lints,
}

/// What is made of a crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A library for the other crates of its author.
    Library,
    /// A program.
    Program,
}

/// What is refused beside what is not Rust.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lints {
    /// Unsafe code, as in the exercises' manifests.
    ForbidUnsafe,
    /// The same, and nothing is warned of.
    QuietButForbidUnsafe,
    /// Nothing, and nothing is warned of either.
    Quiet,
}

/// What became of a compilation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Compiled {
    /// The library or program is here.
    Done(PathBuf),
    /// The compiler refused, and what it said.
    Refused(String),
}

/// A compiler that waits for something is given up after this long. One that computes is ended by
/// its limit of CPU time, which a busy machine does not use up.
const LONGEST: Duration = Duration::from_secs(600);

/// The most of a refusal that is kept, in bytes.
const LONGEST_REFUSAL: usize = 16 * 1024;

impl Crate {
    /// A student's crate that uses nothing but std.
    pub fn plain(name: &str, kind: Kind, root: PathBuf, level: u8) -> Crate {
        Crate {
            name: name.to_owned(),
            kind,
            root,
            uses: Vec::new(),
            features: Vec::new(),
            search: None,
            level,
            lints: Lints::ForbidUnsafe,
        }
    }
}

impl Compiler {
    /// The compiler that belongs to the cargo that runs us.
    ///
    /// # Errors
    /// There is none.
    pub fn find() -> Result<Compiler> {
        let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
        let output = Command::new(&rustc)
            .args(["--print", "sysroot"])
            .output()
            .context("rustc could not be started: is Rust installed?")?;
        let sysroot = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim());
        // The one in the sysroot, not rustup's, which wants to read a home folder.
        let rustc = sysroot.join("bin").join("rustc");
        if !output.status.success() || !rustc.is_file() {
            bail!("there is no rustc in {}", sysroot.display());
        }
        Ok(Compiler { rustc, sysroot })
    }

    /// Compiles a crate whose sources lie in `folder`, into `out`. What the compiler says of files
    /// in `folder` names them from there.
    ///
    /// # Errors
    /// The compiler could not be run at all.
    pub fn compile(&self, krate: &Crate, folder: &Path, out: &Path) -> Result<Compiled> {
        let made = out.join(match krate.kind {
            Kind::Library => format!("lib{}.rlib", krate.name),
            Kind::Program => krate.name.clone(),
        });
        let mut read = vec![
            self.sysroot.clone(),
            folder.to_path_buf(),
            out.to_path_buf(),
        ];
        read.extend(krate.search.clone());
        read.extend(krate.uses.iter().map(|(_, path)| path.clone()));
        let confinement = Confinement {
            read,
            write: vec![out.to_path_buf()],
            limits: Limits::compiler(),
            ..Confinement::default()
        };
        let words = self.words(krate, folder, &made);
        let finished = sandbox::run(&words, &confinement, LONGEST)?;
        if finished.succeeded() && made.is_file() {
            return Ok(Compiled::Done(made));
        }
        Ok(Compiled::Refused(refusal(finished)))
    }

    fn words(&self, krate: &Crate, folder: &Path, made: &Path) -> Vec<String> {
        let mut words: Vec<String> = vec![self.rustc.display().to_string()];
        let mut say = |parts: &[&str]| words.extend(parts.iter().map(|part| part.to_string()));
        say(&[
            "--edition=2024",
            "--crate-name",
            &krate.name.replace('-', "_"),
        ]);
        say(&[match krate.kind {
            Kind::Library => "--crate-type=lib",
            Kind::Program => "--crate-type=bin",
        }]);
        // As in a debug build, whatever the level of optimisation.
        say(&["-C", &format!("opt-level={}", krate.level)]);
        say(&["-C", "debug-assertions=on", "-C", "overflow-checks=on"]);
        say(&["-C", "debuginfo=line-tables-only", "-C", "codegen-units=4"]);
        say(match krate.lints {
            Lints::ForbidUnsafe => &["--forbid=unsafe_code"],
            Lints::QuietButForbidUnsafe => &["--allow=warnings", "--forbid=unsafe_code"],
            Lints::Quiet => &["--cap-lints=allow"],
        });
        for feature in &krate.features {
            say(&["--cfg", &format!("feature=\"{feature}\"")]);
        }
        for (name, path) in &krate.uses {
            say(&["--extern", &format!("{name}={}", path.display())]);
        }
        if let Some(search) = &krate.search {
            say(&["-L", &format!("dependency={}", search.display())]);
        }
        say(&["--remap-path-prefix", &format!("{}/=", folder.display())]);
        say(&["--diagnostic-width=100", "--emit=link", "-o"]);
        say(&[&made.display().to_string()]);
        say(&[&krate.root.display().to_string()]);
        words
    }
}

/// Why a compilation came to nothing.
fn refusal(finished: Finished) -> String {
    let mut said = finished.stderr;
    if said.len() > LONGEST_REFUSAL {
        let is_end = |place: &usize| said.is_char_boundary(*place);
        let end = (0..=LONGEST_REFUSAL).rev().find(is_end).unwrap_or(0);
        said.truncate(end);
        said.push_str("\n…\n");
    }
    let how = match (finished.reason, finished.ended) {
        (Some(reason), _) => format!("the compiler was ended: {reason}"),
        (None, Some(Ended::Status(0))) => {
            "the compiler made nothing, and says that it is done".into()
        }
        (None, Some(Ended::Status(_))) if !said.trim().is_empty() => return said,
        (None, Some(ended)) => format!("the compiler ended with {ended}"),
        (None, None) => "the compiler did not end".into(),
    };
    format!("{said}{how}\n")
}
