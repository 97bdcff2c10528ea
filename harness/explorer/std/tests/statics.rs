//! Statics: each execution finds them as they were at first.

// A panic is what the schedulers look for.
#![allow(clippy::unwrap_used)]

mod exploring;

use std::collections::HashMap;

use exploring::never_fails;
use roundtrip_std::sync::atomic::{AtomicU64, Ordering};
use roundtrip_std::sync::mpsc::{self, Sender};
use roundtrip_std::sync::{Arc, LazyLock, Mutex, Once, OnceLock, RwLock};
use roundtrip_std::thread;

#[test]
fn locks_and_atomics_have_their_first_values() {
    static WORDS: Mutex<Vec<String>> = Mutex::new(Vec::new());
    static NUMBER: RwLock<Option<Box<u64>>> = RwLock::new(None);
    static COUNT: AtomicU64 = AtomicU64::new(7);
    never_fails(|| {
        assert!(WORDS.lock().unwrap().is_empty());
        assert_eq!(*NUMBER.read().unwrap(), None);
        let add = || {
            WORDS.lock().unwrap().push("word".to_owned());
            *NUMBER.write().unwrap() = Some(Box::new(1));
            COUNT.fetch_add(1, Ordering::SeqCst)
        };
        let thread = thread::spawn(add);
        add();
        thread.join().unwrap();
        assert_eq!(WORDS.lock().unwrap().len(), 2);
        assert_eq!(COUNT.load(Ordering::SeqCst), 9);
    });
}

#[test]
fn what_is_computed_once_is_computed_in_each_execution() {
    static COUNTERS: LazyLock<Mutex<HashMap<&str, u64>>> = LazyLock::new(Mutex::default);
    static JOBS: OnceLock<Sender<u64>> = OnceLock::new();
    static ONCE: Once = Once::new();
    static SUM: AtomicU64 = AtomicU64::new(0);
    fn jobs() -> &'static Sender<u64> {
        JOBS.get_or_init(|| {
            let (sender, receiver) = mpsc::channel();
            // It would be missing in the second execution, and so would what it does.
            thread::spawn(move || {
                for job in receiver {
                    SUM.fetch_add(job, Ordering::SeqCst);
                }
            });
            sender
        })
    }
    never_fails(|| {
        let count = || {
            ONCE.call_once(|| assert!(JOBS.get().is_none()));
            *COUNTERS.lock().unwrap().entry("a").or_default() += 1;
            jobs().send(1).unwrap();
        };
        let thread = thread::spawn(count);
        count();
        thread.join().unwrap();
        assert_eq!(COUNTERS.lock().unwrap()["a"], 2);
        while SUM.load(Ordering::SeqCst) < 2 {
            thread::yield_now();
        }
    });
}

#[test]
fn what_a_lock_owns_is_dropped_with_it() {
    never_fails(|| {
        let owned = Arc::new(());
        let once = OnceLock::new();
        once.set(Arc::clone(&owned)).unwrap();
        assert!(once.set(Arc::clone(&owned)).is_err());
        let other = Arc::clone(&owned);
        let lazy = LazyLock::new(move || other);
        assert_eq!(Arc::strong_count(&lazy), 3);
        let mutex = Mutex::new(Arc::clone(&owned));
        assert_eq!(Arc::strong_count(&mutex.lock().unwrap()), 4);
        drop((once, lazy, mutex));
        assert_eq!(Arc::strong_count(&owned), 1);
    });
}

#[test]
fn others_wait_for_what_is_computed() {
    never_fails(|| {
        let once = Arc::new(OnceLock::new());
        let computed = Arc::new(AtomicU64::new(0));
        let compute = {
            let (once, computed) = (Arc::clone(&once), Arc::clone(&computed));
            move || *once.get_or_init(|| computed.fetch_add(1, Ordering::SeqCst) + 1)
        };
        let thread = thread::spawn(compute.clone());
        assert_eq!(compute(), 1);
        assert_eq!(thread.join().unwrap(), 1);
    });
}
