//! The fewest switches between threads that still fail.
//!
//! A course that was drawn at random switches at every other step. Most of the switches do nothing
//! for the failure, and hide it from whoever reads. They are taken out, many at a time and then one
//! by one (Zeller and Hildebrandt, "Simplifying and isolating failure-inducing input", 2002), and
//! what still fails is kept.

use crate::course::Course;
use crate::search::Found;

/// So many courses are tried at most, at about a millisecond each.
const TRIES: usize = 600;

/// The shortest course that was found to fail, and how.
pub fn shorten(
    mut course: Course,
    mut found: Found,
    fails: impl Fn(&Course) -> Option<Found>,
) -> (Course, Found) {
    let mut left = TRIES;
    let mut size = course.switches.len();
    while size > 0 && left > 0 {
        let before = course.switches.len();
        let mut end = before;
        // From the end: what comes last depends on nothing that follows.
        while end > 0 && left > 0 {
            let start = end.saturating_sub(size);
            let mut shorter = course.clone();
            shorter.switches.drain(start..end);
            left -= 1;
            if let Some(still) = fails(&shorter).filter(|still| still.kind == found.kind) {
                course = shorter;
                found = still;
            }
            end = start;
        }
        let took_some_out = course.switches.len() < before;
        size = match size {
            1 if took_some_out => 1,
            1 => 0,
            more => more / 2,
        };
    }
    (course, found)
}
