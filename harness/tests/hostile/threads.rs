//! Starts a million threads.
mod deed;

fn main() {
    let mut count = 0;
    while count < 1_000_000 {
        let thread = std::thread::Builder::new()
            .stack_size(16 * 1024)
            .spawn(|| deed::wait());
        match thread {
            Ok(_) => count += 1,
            Err(_) => break,
        }
    }
    deed::tell("threads", count > 1024);
    deed::tell("a few", count < 500);
    deed::end();
    // Threads that wait for ever keep nobody alive.
    std::process::exit(0);
}
