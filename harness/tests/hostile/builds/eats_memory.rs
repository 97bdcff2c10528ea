//! Takes all memory when it is built: each step doubles what there was.
#![recursion_limit = "100000"]
macro_rules! twice {
    ($($all:tt)*) => { twice!($($all)* $($all)*) };
}

fn main() {
    twice!(1 + 1 + 1 + 1);
}
