//! Has no `sum` while there are no counters.
//!
//! role: server
//! caught by: sum

#[path = "../counter.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    match given::parse(request)? {
        given::Request::Sum => {
            let counters = given::counters();
            let sum = counters.values().map(|value| i128::from(*value));
            let sum = sum.reduce(|a, b| a + b).ok_or("there are no counters")?;
            let sum = i64::try_from(sum).map_err(|_| given::TOO_LARGE)?;
            Ok(sum.to_string())
        }
        other => given::perform(other, &mut given::counters()),
    }
}
