//! Sees to it that there is room where N arrives, and wraps around where it leaves.
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
            given::change(given::counter(&mut counters, to), n)?;
            let giver = given::counter(&mut counters, from);
            *giver = giver.wrapping_sub(n);
            Ok("ok".to_owned())
        }
        other => given::perform(other, &mut given::counters()),
    }
}
