//! Looks whether there is such a counter, lets the table go, and puts a new one in: by then there may
//! be one, which has counted.
//!
//! role: server
//! caught by: lost-update, schedules

use std::sync::{Mutex, PoisonError};

#[path = "../counter.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    let request = given::parse(request)?;
    if let given::Request::Inc(name) = request
        && !is_known(name)
    {
        let mut table = given::apart::TABLE
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        table.insert(name.to_owned(), Mutex::new(0));
    }
    given::apart::perform(request)
}

fn is_known(name: &str) -> bool {
    let table = given::apart::TABLE
        .read()
        .unwrap_or_else(PoisonError::into_inner);
    table.contains_key(name)
}
