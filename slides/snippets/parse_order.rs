//! Parsing without trust: every step may fail, and an error is a value.
//! prints: 3 4: Ok(12)
//! prints: three 4: Err(Number)
//! prints: 4294967296 4294967296: Err(Overflow)

use Fault::{Number, Overflow, Words};

#[derive(Debug)]
enum Fault {
    Words,
    Number,
    Overflow,
}

// region: total
fn total(order: &str) -> Result<u64, Fault> {
    let Some((count, price)) = order.split_once(' ') else {
        return Err(Words);
    };
    let count: u64 = count.parse().map_err(|_| Number)?;
    let price: u64 = price.parse().map_err(|_| Number)?;
    count.checked_mul(price).ok_or(Overflow)
}
// endregion

fn main() {
    for order in ["3 4", "three 4", "4294967296 4294967296"] {
        println!("{order}: {:?}", total(order));
    }
}
