//! Reads a file of the system when it is built.
fn main() {
    print!("{}", include_str!("/etc/passwd"));
}
