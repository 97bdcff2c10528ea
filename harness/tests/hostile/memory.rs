//! Takes 8 GiB of memory, and uses it.
mod deed;

fn main() {
    let mut taken: Vec<Vec<u8>> = Vec::new();
    for _ in 0..512 {
        taken.push(vec![1; 16 << 20]);
    }
    deed::tell("memory", true);
    deed::wait();
}
