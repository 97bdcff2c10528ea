//! What is explored: a student's crate, or a single file.

use std::fs;
use std::path::{Path, PathBuf};

use crate::finding::Trouble;

/// The sources of a server.
#[derive(Clone, Debug)]
pub struct Sources {
    /// The kit's folder, which holds the simulated `std` and the driver.
    pub kit: PathBuf,
    /// Where what can be made anew is kept.
    pub scratch: PathBuf,
    /// What there is.
    pub kind: Kind,
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

impl Sources {
    /// The file with `main`.
    pub fn main(&self) -> &Path {
        match &self.kind {
            Kind::Crate { main, .. } | Kind::File(main) => main,
        }
    }

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
            return Ok(vec![self.main().to_path_buf()]);
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
