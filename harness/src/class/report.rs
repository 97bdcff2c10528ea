//! A class's reports: what an instructor, a spreadsheet, a build server and a learning platform
//! read of a gradebook.
//!
//! What is hidden from students stays hidden in all that a student may come to see (the pages,
//! the results for Gradescope, JUnit's XML on a build server): of a hidden check they hold its
//! name, its verdict and its points. The class's JSON holds everything.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use anyhow::Result;

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
