//! Locks, atomics and channels: what is wrong is found, and what is right never fails.

// A panic is what the schedulers look for.
#![allow(clippy::unwrap_used)]

mod exploring;

use std::time::Duration;

use exploring::{failure, never_fails};
use roundtrip_std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use roundtrip_std::sync::mpsc::{self, RecvTimeoutError, TrySendError};
use roundtrip_std::sync::{Arc, Barrier, Condvar, Mutex, Once, PoisonError, RwLock, TryLockError};
use roundtrip_std::{hint, thread, world};

#[test]
fn a_right_counter_never_fails() {
    never_fails(|| {
        let counter = Arc::new(Mutex::new(0));
        let threads: Vec<_> = (0..3)
            .map(|_| {
                let counter = Arc::clone(&counter);
                thread::spawn(move || *counter.lock().unwrap() += 1)
            })
            .collect();
        for thread in threads {
            thread.join().unwrap();
        }
        assert_eq!(*counter.lock().unwrap(), 3);
    });
}

#[test]
fn a_lost_update_under_two_locks_is_found() {
    let told = failure(|| {
        let counter = Mutex::new(0);
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    let value = *counter.lock().unwrap();
                    *counter.lock().unwrap() = value + 1;
                });
            }
        });
        assert_eq!(counter.into_inner().unwrap(), 2, "lost");
    });
    assert!(told.contains("lost"), "{told}");
}

#[test]
fn a_lost_update_of_an_atomic_is_found() {
    let told = failure(|| {
        let counter = AtomicU64::new(0);
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    let value = counter.load(Ordering::SeqCst);
                    counter.store(value + 1, Ordering::SeqCst);
                });
            }
        });
        assert_eq!(counter.load(Ordering::SeqCst), 2, "lost");
    });
    assert!(told.contains("lost"), "{told}");
}

#[test]
fn an_atomic_that_is_added_to_never_fails() {
    never_fails(|| {
        let counter = AtomicU64::new(0);
        thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| counter.fetch_add(1, Ordering::Relaxed));
            }
        });
        assert_eq!(counter.load(Ordering::SeqCst), 3);
    });
}

#[test]
fn opposite_orders_of_two_locks_are_a_deadlock() {
    let told = failure(|| {
        let (one, other) = (Mutex::new(0), Mutex::new(0));
        thread::scope(|scope| {
            scope.spawn(|| {
                let _one = one.lock().unwrap();
                let _other = other.lock().unwrap();
            });
            scope.spawn(|| {
                let _other = other.lock().unwrap();
                let _one = one.lock().unwrap();
            });
        });
    });
    assert!(told.starts_with("deadlock"), "{told}");
}

#[test]
fn a_mutex_locked_twice_is_a_deadlock() {
    let told = failure(|| {
        let mutex = Mutex::new(0);
        let _once = mutex.lock().unwrap();
        let _twice = mutex.lock().unwrap();
    });
    assert!(told.starts_with("deadlock"), "{told}");
}

#[test]
fn a_mutex_is_poisoned_by_a_panic_alone() {
    never_fails(|| {
        let mutex = Arc::new(Mutex::new(1));
        let shared = Arc::clone(&mutex);
        let panicked = thread::spawn(move || {
            let mut value = shared.lock().unwrap();
            *value = 2;
            panic!("within the lock");
        })
        .join();
        let words = panicked.unwrap_err();
        assert_eq!(words.downcast_ref::<&str>(), Some(&"within the lock"));
        assert!(mutex.is_poisoned());
        let value = *mutex.lock().unwrap_or_else(PoisonError::into_inner);
        assert_eq!(value, 2);
        assert!(matches!(mutex.try_lock(), Err(TryLockError::Poisoned(_))));
        mutex.clear_poison();
        assert!(mutex.lock().is_ok());
    });
}

#[test]
fn another_threads_lock_is_not_poisoned() {
    never_fails(|| {
        let mutex = Arc::new(Mutex::new(0));
        let shared = Arc::clone(&mutex);
        let panicking = thread::spawn(|| panic!("elsewhere"));
        let locking = thread::spawn(move || {
            for _ in 0..3 {
                *shared.lock().unwrap() += 1;
            }
        });
        assert!(panicking.join().is_err());
        locking.join().unwrap();
        assert_eq!(*mutex.lock().unwrap(), 3);
    });
}

#[test]
fn a_lock_in_a_static_is_free_in_each_execution() {
    static SHARED: Mutex<u64> = Mutex::new(0);
    never_fails(|| {
        // Never dropped: the thread is forgotten when the execution ends.
        let held = Arc::new(AtomicBool::new(false));
        let holds = Arc::clone(&held);
        thread::spawn(move || {
            let _guard = SHARED.lock().unwrap();
            holds.store(true, Ordering::SeqCst);
            thread::park();
        });
        while !held.load(Ordering::SeqCst) {
            thread::yield_now();
        }
        assert!(SHARED.try_lock().is_err());
    });
}

#[test]
fn readers_share_and_writers_do_not() {
    never_fails(|| {
        let lock = RwLock::new(0);
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| *lock.write().unwrap() += 1);
                scope.spawn(|| {
                    let one = lock.read().unwrap();
                    let other = lock.try_read().unwrap();
                    assert_eq!(*one, *other);
                    assert!(lock.try_write().is_err());
                });
            }
        });
        assert_eq!(lock.into_inner().unwrap(), 2);
    });
}

#[test]
fn a_condition_is_waited_for() {
    never_fails(|| {
        let shared = Arc::new((Mutex::new(false), Condvar::new()));
        let other = Arc::clone(&shared);
        let thread = thread::spawn(move || {
            *other.0.lock().unwrap() = true;
            other.1.notify_one();
        });
        let guard = shared.0.lock().unwrap();
        let guard = shared.1.wait_while(guard, |ready| !*ready).unwrap();
        assert!(*guard);
        drop(guard);
        thread.join().unwrap();
    });
}

#[test]
fn a_notification_before_the_wait_is_lost() {
    let told = failure(|| {
        let shared = Arc::new((Mutex::new(()), Condvar::new()));
        let other = Arc::clone(&shared);
        thread::spawn(move || other.1.notify_one());
        let _guard = shared.1.wait(shared.0.lock().unwrap()).unwrap();
    });
    assert!(told.starts_with("deadlock"), "{told}");
}

#[test]
fn a_timeout_fires_in_some_schedules_and_not_in_others() {
    fn receive() -> Result<i32, RecvTimeoutError> {
        let (sender, receiver) = mpsc::channel();
        let thread = thread::spawn(move || sender.send(1));
        let received = receiver.recv_timeout(Duration::from_millis(10));
        let _ = thread.join();
        received
    }
    let told = failure(|| assert!(receive().is_ok(), "timed out"));
    assert!(told.contains("timed out"), "{told}");
    let told = failure(|| assert!(receive().is_err(), "received"));
    assert!(told.contains("received"), "{told}");
    never_fails(|| {
        let mutex = Mutex::new(());
        let guard = mutex.lock().unwrap();
        let condvar = Condvar::new();
        let wait = condvar.wait_timeout(guard, Duration::from_secs(1));
        assert!(wait.unwrap().1.timed_out());
        thread::park_timeout(Duration::from_secs(1));
    });
}

#[test]
fn channels_keep_their_order_and_tell_the_end() {
    never_fails(|| {
        let (sender, receiver) = mpsc::channel();
        thread::spawn(move || {
            for number in 0..3 {
                sender.send(number).unwrap();
            }
        });
        assert_eq!(receiver.iter().collect::<Vec<_>>(), [0, 1, 2]);
        assert!(receiver.recv().is_err());
    });
    never_fails(|| {
        let (sender, receiver) = mpsc::sync_channel(0);
        assert!(matches!(sender.try_send(0), Err(TrySendError::Full(0))));
        let thread = thread::spawn(move || {
            sender.send(1).unwrap();
            assert_eq!(sender.send(2).unwrap_err().0, 2);
        });
        assert_eq!(receiver.recv(), Ok(1));
        drop(receiver);
        thread.join().unwrap();
    });
}

#[test]
fn a_full_channel_without_a_receiver_at_work_is_a_deadlock() {
    let told = failure(|| {
        let (sender, _receiver) = mpsc::sync_channel(1);
        sender.send(1).unwrap();
        sender.send(2).unwrap();
    });
    assert!(told.starts_with("deadlock"), "{told}");
}

#[test]
fn barriers_onces_and_spinning() {
    never_fails(|| {
        let (barrier, once, done) = (Barrier::new(3), Once::new(), AtomicU64::new(0));
        let leaders = AtomicU64::new(0);
        thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    once.call_once(|| {
                        done.fetch_add(1, Ordering::SeqCst);
                    });
                    if barrier.wait().is_leader() {
                        leaders.fetch_add(1, Ordering::SeqCst);
                    }
                });
            }
            while leaders.load(Ordering::SeqCst) == 0 {
                hint::spin_loop();
            }
        });
        assert_eq!(done.load(Ordering::SeqCst), 1);
        assert_eq!(leaders.load(Ordering::SeqCst), 1);
    });
}

#[test]
fn a_pool_that_joins_its_workers_when_dropped() {
    struct Pool {
        jobs: Option<mpsc::Sender<u64>>,
        workers: Vec<thread::JoinHandle<()>>,
    }
    impl Drop for Pool {
        fn drop(&mut self) {
            drop(self.jobs.take());
            for worker in self.workers.drain(..) {
                worker.join().unwrap();
            }
        }
    }
    fn pool(sum: &Arc<AtomicU64>) -> Pool {
        let (jobs, receiver) = mpsc::channel();
        let receiver = Arc::new(Mutex::new(receiver));
        let work = |_| {
            let (receiver, sum) = (Arc::clone(&receiver), Arc::clone(sum));
            thread::spawn(move || {
                loop {
                    let job = receiver.lock().unwrap().recv();
                    let Ok(job) = job else { return };
                    sum.fetch_add(job, Ordering::SeqCst);
                }
            })
        };
        let workers = (0..2).map(work).collect();
        Pool {
            jobs: Some(jobs),
            workers,
        }
    }
    never_fails(|| {
        let sum = Arc::new(AtomicU64::new(0));
        let pool = pool(&sum);
        for job in 1..=3 {
            pool.jobs.as_ref().unwrap().send(job).unwrap();
        }
        drop(pool);
        assert_eq!(sum.load(Ordering::SeqCst), 6);
    });
    // Forgotten where it stands, with the execution; its destructor would wait.
    never_fails(|| {
        thread::spawn(|| {
            let _pool = pool(&Arc::default());
            thread::park();
        });
        thread::yield_now();
    });
}

#[test]
fn panics_in_scopes_are_as_in_std() {
    never_fails(|| {
        let joined = thread::scope(|scope| scope.spawn(|| panic!("joined")).join().is_err());
        assert!(joined);
        let unjoined = std::panic::catch_unwind(|| {
            thread::scope(|scope| {
                scope.spawn(|| panic!("not joined"));
            });
        });
        assert!(unjoined.is_err());
    });
}

#[test]
fn threads_have_names_and_are_counted() {
    never_fails(|| {
        let running = world::run(|| {
            assert_eq!(thread::current().name(), Some("main"));
            let thread = thread::Builder::new()
                .name("worker".to_owned())
                .stack_size(1)
                .spawn(|| thread::current().name().map(str::to_owned))
                .unwrap();
            let id = thread.thread().id();
            assert_ne!(id, thread::current().id());
            assert_eq!(thread.join().unwrap().as_deref(), Some("worker"));
        });
        assert_eq!(running.wait(), 0);
        assert_eq!(world::threads(), 2);
    });
}
