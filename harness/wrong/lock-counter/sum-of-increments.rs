//! Keeps a total beside the counters, and `add` does not know of it.
//!
//! role: server
//! caught by: sum

use std::sync::atomic::AtomicI64;
use std::sync::atomic::Ordering::SeqCst;

#[path = "../counter.rs"]
mod given;

static TOTAL: AtomicI64 = AtomicI64::new(0);

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    let request = given::parse(request)?;
    let mut counters = given::counters();
    if let given::Request::Sum = request {
        return Ok(TOTAL.load(SeqCst).to_string());
    }
    let outcome = given::perform(request, &mut counters)?;
    if let given::Request::Inc(_) = request {
        TOTAL.fetch_add(1, SeqCst);
    }
    Ok(outcome)
}
