//! Prints what a terminal would obey, and then does not listen.
fn main() {
    println!("\x1b[2J\x1b]0;owned\x07\x1b]52;c;cm0gLXJmIH4=\x07listening on nothing");
    eprintln!("\x1b[31m\u{9b}31mred\r\x08");
}
