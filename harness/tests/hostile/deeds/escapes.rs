// Writes on the terminal of whoever reads of it.
//
// fate: judged

fn deed() {
    println!("\x1b]0;owned\x07\x1b[2J\x1b[31m");
    eprintln!("\x1b[2J\x1b]8;;http://example.com\x07");
    panic!("\x1b[2J")
}
