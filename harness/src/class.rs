//! A class: many submissions, graded side by side, in sandboxes, and nothing lost.
//!
//! ```text
//! folder ──intake──▶ submission ──worker──▶ record ──▶ gradebook ──▶ reports
//! ```
//!
//! - [`submission`], [`intake`]: one student's files, and how they are found and read
//! - [`hidden`]: checks that students do not have
//! - [`compiler`], [`machine`], [`explored`]: how strangers' sources become programs, and explorers
//! - [`judge`]: one work, built and judged
//! - [`worker`], [`task`], [`crew`]: processes that do so side by side
//! - [`record`], [`gradebook`], [`run`], [`identity`]: what is kept, and what it depends on
//! - [`merge`]: gradebooks of several machines
//! - [`reading`]: a gradebook read: of each student and lab the last record
//! - [`report`]: what an instructor, a spreadsheet and a learning platform read of it
//! - [`shown`]: strangers' words, so that they can be shown
//! - [`handout`]: the kit as students get it

pub mod compiler;
pub mod crew;
pub mod explored;
pub mod gradebook;
pub mod handout;
pub mod hidden;
pub mod identity;
pub mod intake;
pub mod judge;
pub mod machine;
pub mod merge;
pub mod reading;
pub mod record;
pub mod report;
pub mod run;
pub mod shown;
pub mod submission;
pub mod task;
pub mod worker;
