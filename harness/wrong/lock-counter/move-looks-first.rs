//! A `move` looks under one lock whether there is room, and moves under the next.
//!
//! role: server
//! caught by: schedules

#[path = "../counter.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    match given::parse(request)? {
        given::Request::Move(from, to, n) if from != to => {
            let [mut left, mut arrived] =
                [from, to].map(|name| given::value(&given::counters(), name));
            given::shift(&mut left, &mut arrived, n)?;
            let mut counters = given::counters();
            for (name, n) in [(from, n.wrapping_neg()), (to, n)] {
                let counter = given::counter(&mut counters, name);
                *counter = counter.wrapping_add(n);
            }
            Ok("ok".to_owned())
        }
        other => given::perform(other, &mut given::counters()),
    }
}
