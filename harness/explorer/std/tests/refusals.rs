//! A thread that cannot be started.

// A panic is what the schedulers look for.
#![allow(clippy::unwrap_used)]

mod exploring;

use exploring::{failure, never_fails};
use roundtrip_std::io::ErrorKind;
use roundtrip_std::thread::{self, Builder};
use roundtrip_std::world;

/// What the program under test saw, as its exit status.
fn ended(main: fn()) -> i32 {
    world::refuse_a_thread();
    world::run(main).wait()
}

#[test]
fn a_builder_is_told_once() {
    fn main() {
        let refused = Builder::new().spawn(|| ()).unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::WouldBlock);
        Builder::new().spawn(|| ()).unwrap().join().unwrap();
    }
    never_fails(|| assert_eq!(ended(main), 0));
}

#[test]
fn a_spawn_panics() {
    fn main() {
        thread::spawn(|| ());
    }
    let told = failure(|| assert_eq!(ended(main), 0, "main has ended"));
    assert!(told.contains("main has ended"), "{told}");
}
