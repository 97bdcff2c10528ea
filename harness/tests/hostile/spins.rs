//! Computes for ever.
fn main() {
    let mut number = 0u64;
    loop {
        number = std::hint::black_box(number.wrapping_mul(3).wrapping_add(1));
    }
}
