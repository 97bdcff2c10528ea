//! Keeps the total beside the counters, under a lock of its own: it is a moment behind them.
//!
//! role: server
//! caught by: schedules

use std::sync::Mutex;

#[path = "../counter.rs"]
mod given;

static TOTAL: Mutex<i128> = Mutex::new(0);

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    let request = given::parse(request)?;
    let n = match request {
        given::Request::Sum => {
            let total = i64::try_from(*given::lock(&TOTAL)).map_err(|_| given::TOO_LARGE)?;
            return Ok(total.to_string());
        }
        given::Request::Inc(_) => 1,
        given::Request::Add(_, n) => n,
        _ => 0,
    };
    let told = given::perform(request, &mut given::counters())?;
    *given::lock(&TOTAL) += i128::from(n);
    Ok(told)
}
