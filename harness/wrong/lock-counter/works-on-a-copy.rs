//! Clones the counters, counts in the clone, and puts it in the place of all that others have
//! counted meanwhile.
//!
//! role: server
//! caught by: lost-update, schedules

#[path = "../counter.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    match given::parse(request)? {
        given::Request::Inc(name) => {
            let mut copy = given::counters().clone();
            let outcome = given::change(given::counter(&mut copy, name), 1);
            *given::counters() = copy;
            outcome
        }
        other => given::perform(other, &mut given::counters()),
    }
}
