//! A class's reports: what an instructor, a spreadsheet, a build server and a learning platform
//! read of a gradebook.
//!
//! What is hidden from students stays hidden in all that a student may come to see (the pages,
//! the results for Gradescope, JUnit's XML on a build server): of a hidden check they hold its
//! name, its verdict and its points. The class's JSON holds everything.

use std::fs;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use anyhow::{Context, Result};

use super::reading::{Class, Member};
use crate::lab::Lab;

mod csv;
pub mod fill;
mod gradescope;
mod html;
mod json;
mod junit;
mod moment;
mod svg;
mod tally;
mod words;

pub use csv::{Per, print as csv};
pub use gradescope::{Written, print as gradescope, write as gradescope_folder};
pub use html::write as html;
pub use json::{SCHEMA, print as json};
pub use junit::write as junit;

/// Writes a file whole or not at all.
///
/// # Errors
/// What `print` says, or the file cannot be written.
pub fn write_whole(path: &Path, print: impl FnOnce(&mut dyn Write) -> Result<()>) -> Result<()> {
    let told = || format!("{} could not be written", path.display());
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    fs::create_dir_all(folder).with_context(told)?;
    let mut file = tempfile::Builder::new()
        .permissions(permissions())
        .tempfile_in(folder)
        .with_context(told)?;
    let mut buffered = BufWriter::with_capacity(1 << 18, file.as_file_mut());
    print(&mut buffered)?;
    buffered.flush().with_context(told)?;
    drop(buffered);
    file.persist(path).with_context(told)?;
    Ok(())
}

/// Those of any new file, less what the user's umask takes away.
fn permissions() -> fs::Permissions {
    use std::os::unix::fs::PermissionsExt;
    fs::Permissions::from_mode(0o666)
}

/// Does something for each student, on all processors; each thread has a `T` of its own, and all
/// are returned. The first error ends it.
fn for_each_member<T: Default + Send>(
    class: &Class,
    work: impl Fn(&mut T, &Member) -> Result<()> + Sync,
) -> Result<Vec<T>> {
    let next = AtomicUsize::new(0);
    let take = || -> Result<T> {
        let mut own = T::default();
        while let Some(member) = class.members.get(next.fetch_add(1, Ordering::Relaxed)) {
            if let Err(error) = work(&mut own, member) {
                next.store(class.members.len(), Ordering::Relaxed);
                return Err(error);
            }
        }
        Ok(own)
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(take)).collect();
        let ended = threads.into_iter().map(|thread| thread.join());
        ended
            .map(|owned| owned.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    })
}

/// The lab's name with its number, where the course has it.
fn title(lab: &str) -> String {
    match known(lab) {
        Some(known) => format!("lab {} · {lab}", known.number),
        None => super::shown::name(lab),
    }
}

/// The lab of the course with this name; none where the gradebook is of another course.
fn known(lab: &str) -> Option<&'static Lab> {
    static COURSE: LazyLock<Vec<Lab>> = LazyLock::new(crate::labs::all);
    COURSE.iter().find(|known| known.name == lab)
}
