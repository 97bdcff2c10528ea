//! Takes under one lock and gives under another: in between, what is moved is nowhere.
//!
//! role: server
//! caught by: half-move, schedules

#[path = "../counter.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    match given::parse(request)? {
        given::Request::Move(from, to, n) if from != to => {
            change(from, n.checked_neg().ok_or(given::TOO_LARGE)?)?;
            let given = change(to, n);
            if given.is_err() {
                // Back where it came from.
                change(from, n)?;
            }
            given.map(|_| "ok".to_owned())
        }
        other => given::perform(other, &mut given::counters()),
    }
}

fn change(name: &str, n: i64) -> given::Outcome {
    given::change(given::counter(&mut given::counters(), name), n)
}
