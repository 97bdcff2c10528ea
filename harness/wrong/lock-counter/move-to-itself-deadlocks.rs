//! A lock for each counter, and a `move` locks both, though they may be one.
//!
//! role: server
//! caught by: move-to-itself

#[path = "../counter.rs"]
mod given;

fn main() {
    given::serve_lines(given::next_line, answer)
}

fn answer(request: &[u8]) -> given::Outcome {
    match given::parse(request)? {
        given::Request::Move(from, to, _) if from == to => {
            let table = given::apart::know(&[from]);
            let _giver = given::lock(&table[from]);
            let _taker = given::lock(&table[to]);
            Ok("ok".to_owned())
        }
        other => given::apart::perform(other),
    }
}
