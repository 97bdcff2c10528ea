//! Prints for ever.
use std::io::Write;

fn main() {
    let chunk = [b'x'; 1 << 16];
    while std::io::stdout().write_all(&chunk).is_ok() {}
}
