//! Writes a file of 100 GiB.
use std::io::Write;

mod deed;

fn main() {
    let mut file = std::fs::File::create("big").expect("its folder can be written");
    let chunk = vec![1; 1 << 20];
    for _ in 0..100 << 10 {
        if file.write_all(&chunk).is_err() {
            return deed::end();
        }
    }
    deed::tell("big file", true);
}
