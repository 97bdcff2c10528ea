//! What is written down.

// A panic is what the schedulers look for.
#![allow(clippy::unwrap_used)]

mod exploring;

use exploring::{PORT, explore};
use roundtrip_std::io::{BufRead, BufReader, Read, Write};
use roundtrip_std::net::TcpListener;
use roundtrip_std::sync::{Arc, Mutex};
use roundtrip_std::{thread, world};

#[test]
fn events_say_who_does_what_and_where() {
    world::record(true);
    explore(1, || {
        let running = world::run(|| {
            let listener = TcpListener::bind(("127.0.0.1", PORT)).unwrap();
            let count = Arc::new(Mutex::new(0_u64));
            let (mut stream, _) = listener.accept().unwrap();
            let thread = thread::Builder::new().name("worker".to_owned());
            let work = move || {
                let mut line = String::new();
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                reader.read_line(&mut line).unwrap();
                *count.lock().unwrap() += 1;
                stream.write_all(b"1\n").unwrap();
            };
            thread.spawn(work).unwrap().join().unwrap();
        });
        let mut client = world::connect(PORT, "client 1");
        client.write_all(b"inc\n").unwrap();
        client.read_to_end(&mut Vec::new()).unwrap();
        running.wait();
    })
    .unwrap();
    world::record(false);
    let events = world::events();
    let of = |thread: usize| -> Vec<&str> {
        let own = events.iter().filter(|event| event.thread == thread);
        own.map(|event| event.what.as_str()).collect()
    };
    let main = of(1);
    assert_eq!(main[0], "listens on 127.0.0.1:4000");
    for what in [
        "accepts client 1",
        "starts thread 2 (worker)",
        "joins thread 2",
    ] {
        assert!(main.contains(&what), "{what} in {main:?}");
    }
    let worker = of(2);
    let wanted = [
        "reads 4 bytes \"inc\\n\" from client 1",
        "locks mutex 1 (u64)",
        "unlocks mutex 1 (u64)",
        "writes 2 bytes \"1\\n\" to client 1",
        "closes the connection to client 1",
    ];
    assert!(worker.ends_with(&wanted), "{worker:?}");
    assert_eq!(of(0)[0], "connects to the server");
    assert_eq!(main.last(), Some(&"ends the program with status 0"));
    assert!(of(0).contains(&"writes 4 bytes \"inc\\n\" to the server"));
    // Each where the program says it, also if it has `std` do it.
    for event in events.iter().filter(|event| event.thread == 2) {
        let is_placed = event.file.ends_with("tests/events.rs") && event.line > 0;
        // What is closed at the end of a scope has no place.
        let is_closing = event.what.starts_with("closes") && event.file.is_empty();
        assert!(is_placed || is_closing, "{event:?}");
        assert_eq!(event.name, "worker");
    }
}
