// Says more than anybody wants to read, and serves well beside it.
//
// fate: harmless

fn deed() {
    use std::io::Write;
    let line = vec![b'x'; 1 << 16];
    std::thread::spawn(move || {
        loop {
            let _ = std::io::stderr().write_all(&line);
        }
    });
}
