//! Roundtrip's harness: launches client and server programs, plays conversations with them, and
//! judges them from outside.
//!
//! Data goes one way:
//!
//! ```text
//! source ──build──▶ program ──┐
//!                             ├─▶ play ─▶ transcript ─▶ verdict ─▶ report
//! check ──▶ talk or property ─┘     ▲
//!                               observation
//! ```
//!
//! A lab knows nothing of reports, a report nothing of processes, the player nothing of labs.
//!
//! - [`source`]: the students' crates, found and built
//! - [`program`]: a running server or client, its output, and the guard that ends it
//! - [`observe`]: where its threads and sockets stand, read from the kernel; when it is stuck
//! - [`talk`]: the script of a conversation, as types and as text
//! - [`player`]: plays a talk with a program
//! - [`transcript`]: what happened when a talk was played
//! - [`check`], [`lab`], [`labs`]: promises with points, and the labs that they belong to
//! - [`scene`], [`property`], [`seed`]: one check at work, shrinking, randomness that comes again
//! - [`swarm`], [`slow_motion`]: many clients at once; one thread of the server, slowed down
//! - [`history`]: what many clients asked and were told, and whether one order explains it
//! - [`explorer`]: the whole server under a scheduler that decides every step of its threads
//! - [`measure`]: what a server achieves, against few clients and many
//! - [`verdict`], [`finding`]: what was found, and why
//! - [`session`]: one subject before all checks of a lab
//! - [`report`]: what people and programs read
//! - [`store`]: the results and failures kept in `.lab/`
//! - [`progress`], [`hints`]: how far a student is by those results, and help for the next step
//! - [`parcel`]: what a student hands in, as a zip
//! - [`stub`]: an exercise as the kit came with it, put back
//! - [`by_hand`]: what to type to have a talk's conversation oneself
//! - [`lecture`]: which slides an exercise names
//! - [`scratch`], [`whole`]: folders for a while; files that are written whole or not at all
//! - [`digest`]: digests, as people read them
//! - [`audit`]: the grader is graded
//! - `class`: a class's submissions, graded (feature `class`)
//! - [`self_check`]: the checks of a lab as tests of `cargo test`

pub mod audit;
pub mod by_hand;
pub mod check;
#[cfg(feature = "class")]
pub mod class;
pub mod digest;
pub mod explorer;
pub mod finding;
pub mod hints;
pub mod history;
pub mod lab;
pub mod labs;
pub mod lecture;
pub mod measure;
pub mod observe;
pub mod parcel;
pub mod player;
pub mod program;
pub mod progress;
pub mod property;
pub mod report;
pub mod scene;
pub mod scratch;
pub mod seed;
pub mod session;
pub mod slow_motion;
pub mod source;
pub mod store;
pub mod stub;
pub mod swarm;
pub mod talk;
pub mod transcript;
pub mod verdict;
pub mod whole;

mod selfcheck;

pub use selfcheck::{SEED, self_check};
