//! When the word deadlock may be said.

use super::observation::{Doing, Observation};
use super::sentences::threads;

/// A deadlock in words.
#[derive(Debug, PartialEq)]
pub(super) struct Deadlock {
    pub sentence: String,
    /// The threads of which the sentence says all there is to say.
    pub told: Vec<usize>,
}

impl Observation {
    /// A deadlock may be named only where it is one: a ring of locks whose holders are known, or
    /// a program all of whose threads came to locks after something had been done to it, but for
    /// the main thread in `accept`.
    pub(super) fn deadlock(&self) -> Option<Deadlock> {
        let ring = self.ring_of_locks();
        if !ring.is_empty() {
            let since = self.common_mark(&ring);
            let wait = match ring.len() {
                1 => "waits for a lock that it holds itself",
                _ => "wait for each other's locks",
            };
            // In a larger ring, who waits for whom is still to be told.
            let told = match (&since, ring.len()) {
                (Some(_), 1 | 2) => ring.clone(),
                _ => Vec::new(),
            };
            let since = since.map_or(String::new(), |mark| format!(", since {mark}"));
            return Some(Deadlock {
                sentence: format!("{} {wait}{since}: a deadlock", threads(&ring)),
                told,
            });
        }
        let at_locks: Vec<usize> = self.at_locks().map(|(thread, _, _)| thread).collect();
        let none_can_run = self.threads.iter().all(|thread| match thread.doing {
            Doing::Lock { .. } => true,
            Doing::Accept { .. } => thread.number == 1,
            _ => false,
        });
        if at_locks.is_empty() || !none_can_run {
            return None;
        }
        let since = self.common_mark(&at_locks);
        let wait = match at_locks.len() {
            1 => "waits for a lock",
            _ => "wait for locks",
        };
        let no_holder = self.at_locks().filter(|(_, _, holder)| holder.is_none());
        let told = match since {
            Some(_) => no_holder.map(|(thread, _, _)| thread).collect(),
            None => Vec::new(),
        };
        let since = since.map_or(String::new(), |mark| format!(", since {mark}"));
        Some(Deadlock {
            sentence: format!(
                "{} {wait}{since}, and no other thread can run: a deadlock",
                threads(&at_locks)
            ),
            told,
        })
    }

    /// The threads that wait for locks: their numbers, since when, and for whom.
    fn at_locks(&self) -> impl Iterator<Item = (usize, &str, Option<usize>)> {
        self.threads
            .iter()
            .filter_map(|thread| match &thread.doing {
                Doing::Lock { since, holder } => Some((thread.number, since.as_str(), *holder)),
                _ => None,
            })
    }

    /// What had been done to the program when these threads came to their locks, if it is the
    /// same for all.
    fn common_mark(&self, numbers: &[usize]) -> Option<&str> {
        let mut marks = self
            .at_locks()
            .filter(|(thread, _, _)| numbers.contains(thread))
            .map(|(_, since, _)| since);
        let first = marks.next()?;
        marks.all(|mark| mark == first).then_some(first)
    }

    /// Threads each of which waits for a lock that the next one holds, and the last for one of
    /// the first's; in ascending order, empty if there is no such ring.
    fn ring_of_locks(&self) -> Vec<usize> {
        let holder_of = |number: usize| {
            let thread = self.threads.iter().find(|thread| thread.number == number)?;
            match thread.doing {
                Doing::Lock { holder, .. } => holder,
                _ => None,
            }
        };
        for thread in &self.threads {
            let mut chain = vec![thread.number];
            while let Some(next) = chain.last().copied().and_then(holder_of) {
                if next == thread.number {
                    chain.sort_unstable();
                    return chain;
                }
                if chain.contains(&next) {
                    break;
                }
                chain.push(next);
            }
        }
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::super::sentences::tests::{ACCEPT, IDLE, observation};
    use super::*;

    fn lock(holder: Option<usize>) -> Doing {
        lock_since("client 2 sent \"inc a\"", holder)
    }

    fn lock_since(mark: &str, holder: Option<usize>) -> Doing {
        Doing::Lock {
            since: mark.into(),
            holder,
        }
    }

    #[rstest]
    #[case::alone(vec![ACCEPT, lock(None)],
        "thread 2 waits for a lock, since client 2 sent \"inc a\", and no other thread can run: a deadlock")]
    #[case::nobody_else(vec![ACCEPT, lock(None), lock(None)],
        "threads 2 and 3 wait for locks, since client 2 sent \"inc a\", and no other thread can run: a deadlock")]
    #[case::ring(vec![IDLE, lock(Some(3)), lock(Some(2))],
        "threads 2 and 3 wait for each other's locks, since client 2 sent \"inc a\": a deadlock")]
    #[case::itself(vec![IDLE, lock(Some(2))],
        "thread 2 waits for a lock that it holds itself, since client 2 sent \"inc a\": a deadlock")]
    fn a_deadlock_is_named_once(#[case] doings: Vec<Doing>, #[case] named: &str) {
        let sentences = observation(doings).sentences();
        assert_eq!(sentences[0], named);
        let tell_of_locks = sentences[1..].iter().any(|other| other.contains("a lock,"));
        assert!(!tell_of_locks, "{sentences:#?}");
    }

    #[rstest]
    #[case::the_holder_may_be_the_sleeper(
        vec![ACCEPT, lock(None), Doing::Sleep { call: "nanosleep" }])]
    #[case::a_worker_has_the_lock_to_accept(vec![IDLE, ACCEPT, lock(None)])]
    #[case::idle_workers(vec![ACCEPT, IDLE, IDLE])]
    #[case::the_holder_reads(vec![ACCEPT, lock(Some(3)), Doing::Running])]
    fn what_may_be_none_is_not_called_a_deadlock(#[case] doings: Vec<Doing>) {
        assert_eq!(observation(doings).deadlock(), None);
    }

    #[test]
    fn what_each_came_for_is_told_where_it_differs() {
        let first = lock_since("client 1 sent \"ab\"", Some(3));
        let second = lock_since("client 2 sent \"ba\"", Some(2));
        assert_eq!(
            observation(vec![ACCEPT, first, second]).sentences(),
            [
                "threads 2 and 3 wait for each other's locks: a deadlock",
                "thread 1 waits in accept() for a new connection",
                "thread 2 waits for a lock that thread 3 holds, since client 1 sent \"ab\"",
                "thread 3 waits for a lock that thread 2 holds, since client 2 sent \"ba\"",
            ]
        );
    }

    #[test]
    fn who_waits_for_whom_is_told_of_a_larger_ring() {
        let ring = vec![ACCEPT, lock(Some(3)), lock(Some(4)), lock(Some(2))];
        assert_eq!(
            observation(ring).sentences()[..3],
            [
                "threads 2 to 4 wait for each other's locks, since client 2 sent \"inc a\": a deadlock",
                "thread 1 waits in accept() for a new connection",
                "thread 2 waits for a lock that thread 3 holds, since client 2 sent \"inc a\"",
            ]
        );
    }
}
