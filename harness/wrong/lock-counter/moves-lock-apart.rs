//! A lock for those who `move`, and one for the counters: a `move` reads both values at once and
//! writes both at once, but what others count in between is lost.
//!
//! role: server
//! caught by: linearizable

use std::sync::Mutex;

#[path = "../counter.rs"]
mod given;

static MOVING: Mutex<()> = Mutex::new(());

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    match given::parse(request)? {
        given::Request::Move(from, to, n) if from != to => {
            let _moving = given::lock(&MOVING);
            let before = given::counters().clone();
            let (mut left, mut arrived) = (given::value(&before, from), given::value(&before, to));
            let outcome = given::shift(&mut left, &mut arrived, n)?;
            for (name, value) in before {
                given::complain(format!("before the move, {name} was {value}"));
            }
            let mut counters = given::counters();
            counters.insert(from.to_owned(), left);
            counters.insert(to.to_owned(), arrived);
            Ok(outcome)
        }
        other => given::perform(other, &mut given::counters()),
    }
}
