//! Takes from FROM before it finds that TO has no room.
//!
//! role: server
//! caught by: move-errors

#[path = "../counter.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    match given::parse(request)? {
        given::Request::Move(from, to, n) if from != to => {
            let mut counters = given::counters();
            let taken = n.checked_neg().ok_or(given::TOO_LARGE)?;
            given::change(given::counter(&mut counters, from), taken)?;
            given::change(given::counter(&mut counters, to), n)?;
            Ok("ok".to_owned())
        }
        other => given::perform(other, &mut given::counters()),
    }
}
