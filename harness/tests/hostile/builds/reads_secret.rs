//! Reads a file of the kit when it is built.
fn main() {
    print!("{}", include_str!(env!("ROUNDTRIP_TARGET")));
}
