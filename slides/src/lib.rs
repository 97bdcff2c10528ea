//! The lecture, written so that no line of its code can be wrong: a deck includes its code from
//! programs that are compiled and tested, and says so by name.
//!
//! Data goes one way:
//!
//! ```text
//! deck/*.md ──▶ slides ──include──▶ lecture.md ──Marp──▶ dist/lecture.html, .pdf
//!                 ▲
//!   items of solutions, regions of snippets, findings of the kit, diagrams
//! ```
//!
//! - [`deck`]: one session's source, cut into slides
//! - [`slide`]: a title, what is shown, and what is said
//! - [`include`]: the directives between `{{` and `}}`
//! - [`item`], [`region`]: a part of a program, by its name
//! - [`snippet`]: a small program of the lecture's own, and what it promises to do
//! - [`finding`], [`diagram`]: what the kit reports, what is drawn
//! - [`code`]: lines as they are shown
//! - [`kit`]: the files that all of this is read from
//! - [`lecture`]: all sessions together, and their Markdown for Marp
//! - [`rule`]: what each slide must keep, so that a full hall can follow it
//! - [`problem`]: what is wrong, and in which line of which file

pub mod code;
pub mod deck;
pub mod diagram;
pub mod finding;
pub mod include;
pub mod item;
pub mod kit;
pub mod lecture;
pub mod problem;
pub mod region;
pub mod rule;
pub mod slide;
pub mod snippet;
