//! Folders for a while, where the system keeps such things.

use std::io;

use tempfile::{Builder, TempDir};

/// Makes an empty folder whose name begins so. Dropping it removes it.
///
/// # Errors
/// None can be made; the message says where, and what to type to have it elsewhere.
pub fn folder(prefix: &str) -> io::Result<TempDir> {
    let made = Builder::new().prefix(prefix).tempdir();
    made.map_err(|error| {
        io::Error::other(format!(
            "no temporary folder could be made in {}: {}. Name a place where one can, as in \
             `TMPDIR=/tmp cargo lab`",
            std::env::temp_dir().display(),
            plain(&error)
        ))
    })
}

/// An error in the system's words, without the name that a temporary file would have had.
pub fn plain(error: &io::Error) -> String {
    let words = error.to_string();
    match words.split_once(" at path ") {
        Some((reason, _)) => reason.to_owned(),
        None => words,
    }
}
