//! Is never built.
#![allow(long_running_const_eval)]
const NUMBER: u64 = {
    let mut number = 0u64;
    loop {
        number = number.wrapping_mul(3).wrapping_add(1);
        if number == u64::MAX - 1 {
            break;
        }
    }
    number
};

fn main() {
    println!("{NUMBER}");
}
