//! Two locks, always in one order: opposite moves do not deadlock.
//! prints: 100 and 100

use std::sync::Mutex;
use std::thread;

fn shift(all: &[Mutex<i64>], from: usize, to: usize, n: i64) {
    if from == to {
        return; // Who locks twice waits for itself.
    }
    // The lower one first, whichever way n goes.
    let mut low = all[from.min(to)].lock().unwrap();
    let mut high = all[from.max(to)].lock().unwrap();

    let n = if from < to { n } else { -n };
    *low -= n;
    *high += n;
}

fn main() {
    let all = [Mutex::new(100), Mutex::new(100)];
    thread::scope(|scope| {
        scope.spawn(|| (0..1000).for_each(|_| shift(&all, 0, 1, 1)));
        scope.spawn(|| (0..1000).for_each(|_| shift(&all, 1, 0, 1)));
    });
    let [a, b] = all.map(|counter| counter.into_inner().unwrap());
    println!("{a} and {b}");
}
