//! What is explored: a student's crate, or a single file.

use std::fmt::Debug;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::finding::Trouble;
use crate::program::{LaunchError, Program, Role};

/// The sources of a server, and who makes explorers of them.
#[derive(Clone, Debug)]
pub struct Sources {
    /// What there is.
    pub kind: Kind,
    /// Who builds them.
    pub builder: Arc<dyn Builder>,
}

/// Makes explorers of sources.
pub trait Builder: Debug + Send + Sync {
    /// Builds the explorer, with the library's `Counters` as well, or without.
    ///
    /// # Errors
    /// The sources use what is not simulated, or the compiler could not be started.
    fn build(&self, kind: &Kind, with_counters: bool) -> Result<Built, Trouble>;

    /// Starts an explorer, which reads and writes in this folder.
    ///
    /// # Errors
    /// Those of [`Program::launch`].
    fn launch(&self, words: &[String], _folder: &Path) -> Result<Program, LaunchError> {
        Program::launch(Role::Server, words)
    }
}

/// What was built.
#[derive(Clone, Debug)]
pub struct Built {
    /// Where the explorer lies.
    pub explorer: PathBuf,
    /// Why it has no `Counters`, if it was to have them.
    pub left_out: Option<String>,
}

/// The shape of some sources.
#[derive(Clone, Debug)]
pub enum Kind {
    /// A library and the `main` that uses it.
    Crate {
        /// The package's name, by which `main` calls the library.
        name: String,
        /// `src/lib.rs`.
        library: PathBuf,
        /// `src/bin/NAME-server.rs`.
        main: PathBuf,
    },
    /// One file with a `main`.
    File(PathBuf),
}

impl Kind {
    /// The file with `main`.
    pub fn main(&self) -> &Path {
        match self {
            Kind::Crate { main, .. } | Kind::File(main) => main,
        }
    }
}

impl Sources {
    /// Why they are not built, if they are not: what the simulated `std` cannot stand in for would
    /// be the real one, in silence.
    ///
    /// # Errors
    /// They cannot be read.
    pub fn refused(&self) -> Result<Option<String>, Trouble> {
        for path in self.files()? {
            let text = fs::read_to_string(&path)
                .map_err(|error| Trouble::Harness(format!("{}: {error}", path.display())))?;
            for (word, reason) in REFUSED {
                if text.contains(word) {
                    let name = path.file_name().unwrap_or_default().to_string_lossy();
                    return Ok(Some(format!("{name} has `{word}`, {reason}")));
                }
            }
        }
        Ok(None)
    }

    fn files(&self) -> Result<Vec<PathBuf>, Trouble> {
        let Kind::Crate { library, .. } = &self.kind else {
            return Ok(vec![self.kind.main().to_path_buf()]);
        };
        let mut files = Vec::new();
        let mut folders: Vec<PathBuf> = library
            .parent()
            .map(Path::to_path_buf)
            .into_iter()
            .collect();
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder)? {
                let path = entry?.path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|ending| ending == "rs") {
                    files.push(path);
                }
            }
        }
        files.sort();
        Ok(files)
    }
}

/// What sources must not hold, and why.
const REFUSED: [(&str, &str); 5] = [
    ("core::sync", "which is the real one"),
    (
        "thread_local!",
        "which would be shared between simulated threads",
    ),
    ("extern \"C\"", "which calls what is not simulated"),
    ("asm!", "which is not simulated"),
    ("libc::", "which calls what is not simulated"),
];
