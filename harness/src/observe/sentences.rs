//! An observation in English, one sentence for each thing to know.

use super::observation::{Doing, LinkAt, LinkState, Observation, Place, Sight, ThreadAt};

impl Observation {
    /// Where everything stands, one clear sentence each. Threads that do the same thing share
    /// one, and so do connections.
    pub fn sentences(&self) -> Vec<String> {
        if self.sight == Sight::None {
            return vec!["where its threads stand is not known on this system".into()];
        }
        if self.threads.is_empty() {
            return vec![format!("the {} has no thread left", self.program)];
        }
        let mut sentences = Vec::new();
        let deadlock = self.deadlock();
        let told = deadlock.as_ref().map_or(&[][..], |deadlock| &deadlock.told);
        let of_threads = self.of_threads(told);
        sentences.extend(deadlock.map(|deadlock| deadlock.sentence));
        sentences.extend(of_threads);
        sentences.extend(self.of_links());
        sentences
    }

    /// Where the threads stand, but for those that are told of already.
    fn of_threads(&self, told: &[usize]) -> Vec<String> {
        let several_processes = self
            .threads
            .iter()
            .any(|thread| thread.process != self.threads[0].process);
        let mut groups = Groups::new();
        for thread in &self.threads {
            if told.contains(&thread.number) || self.is_told_with_its_link(thread) {
                continue;
            }
            let group = Group {
                process: several_processes.then_some(thread.process),
                one: predicate(thread, Count::One),
                many: predicate(thread, Count::Many),
                each: of_each(thread),
            };
            add(&mut groups, group, &[thread.number]);
        }
        fold(groups)
            .into_iter()
            .map(|(group, numbers)| {
                let of_process = group
                    .process
                    .map_or(String::new(), |number| format!(" of process {number}"));
                let says = if numbers.len() == 1 {
                    group.one
                } else {
                    group.many
                };
                format!("{}{of_process} {says}", threads(&numbers))
            })
            .collect()
    }

    fn of_links(&self) -> Vec<String> {
        /// More different numbers than this tell nobody anything.
        const SHOWN: usize = 3;
        let is_unread = |link: &&LinkAt| matches!(link.state, LinkState::Unread { .. });
        let many_unread = self.links.iter().filter(is_unread).count() > SHOWN;
        let mut groups: Vec<(LinkState, Vec<&LinkAt>)> = Vec::new();
        for link in &self.links {
            // How much was read does not matter, if it was anything.
            let state = match link.state {
                LinkState::ReadAll { bytes } => LinkState::ReadAll {
                    bytes: bytes.min(1),
                },
                LinkState::Unread { .. } if many_unread => LinkState::Unread { bytes: 0 },
                state => state,
            };
            match groups.iter_mut().find(|(other, _)| *other == state) {
                Some((_, links)) => links.push(link),
                None => groups.push((state, vec![link])),
            }
        }
        groups
            .into_iter()
            .filter_map(|(state, links)| self.of_state(state, &links))
            .collect()
    }

    fn of_state(&self, state: LinkState, links: &[&LinkAt]) -> Option<String> {
        let program = &self.program;
        let names = names(links);
        let (is, was, it) = match links.len() {
            1 => ("is", "was", "it is"),
            _ => ("are", "were", "they are"),
        };
        Some(match state {
            LinkState::NeverAccepted { .. } => format!(
                "{names} {is} connected but {was} never accepted: {it} in the listen backlog"
            ),
            LinkState::Unread { bytes: 0 } => {
                format!("the {program} has not read all that {names} sent")
            }
            LinkState::Unread { bytes } => {
                format!("the {program} has not read {bytes} of the bytes that {names} sent")
            }
            LinkState::EndUnread => {
                format!("the {program} has not read yet that {names} finished sending")
            }
            LinkState::ReadAll { bytes: 0 } | LinkState::Gone | LinkState::Unknown => return None,
            LinkState::ReadAll { .. } => format!("the {program} has read all that {names} sent"),
            LinkState::Overflowed => {
                format!("{names} {is} not through to the {program}: its listen queue overflowed")
            }
            LinkState::PeerDoesNotRead { .. } => self.of_blocked_writes(&names, links),
        })
    }

    fn of_blocked_writes(&self, names: &str, links: &[&LinkAt]) -> String {
        let program = &self.program;
        let does = if links.len() == 1 { "does" } else { "do" };
        let writes = format!("the {program} wrote, but {names} {does} not read");
        let writers: Vec<&ThreadAt> = self
            .threads
            .iter()
            .filter(|thread| links.iter().any(|link| writes_to(thread, &link.name)))
            .collect();
        let Some(Doing::Write { call, .. }) = writers.first().map(|writer| &writer.doing) else {
            return writes;
        };
        let numbers: Vec<usize> = writers.iter().map(|writer| writer.number).collect();
        let wait = if numbers.len() == 1 { "waits" } else { "wait" };
        format!("{writes}, and {} {wait} in {call}()", threads(&numbers))
    }

    /// The sentence on its connection tells of this thread too.
    fn is_told_with_its_link(&self, thread: &ThreadAt) -> bool {
        self.links.iter().any(|link| {
            matches!(link.state, LinkState::PeerDoesNotRead { .. }) && writes_to(thread, &link.name)
        })
    }
}

/// Threads that share a sentence.
#[derive(Clone, PartialEq)]
struct Group {
    process: Option<usize>,
    /// What it says of one of them.
    one: String,
    /// What it says of several.
    many: String,
    /// What can be said of all that differ in a detail only.
    each: Option<String>,
}

type Groups = Vec<(Group, Vec<usize>)>;

fn add(groups: &mut Groups, group: Group, numbers: &[usize]) {
    match groups.iter_mut().find(|(other, _)| *other == group) {
        Some((_, others)) => others.extend(numbers),
        None => groups.push((group, numbers.to_vec())),
    }
}

/// Where too many groups differ in a detail only, the detail is left out.
fn fold(groups: Groups) -> Groups {
    const SHOWN: usize = 3;
    let is_like = |one: &Group, other: &Group| {
        one.each.is_some() && one.each == other.each && one.process == other.process
    };
    let mut folded = Groups::new();
    for (group, numbers) in &groups {
        let alike = groups.iter().filter(|(other, _)| is_like(group, other));
        let group = match &group.each {
            Some(each) if alike.count() > SHOWN => Group {
                process: group.process,
                one: each.clone(),
                many: each.clone(),
                each: None,
            },
            _ => group.clone(),
        };
        add(&mut folded, group, numbers);
    }
    folded
}

/// What is said of many threads that differ in a detail only.
fn of_each(thread: &ThreadAt) -> Option<String> {
    match &thread.doing {
        Doing::Read {
            call,
            from: Place::Link(name),
        } => {
            let peer = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
            Some(format!(
                "wait in {call}(), each for a {peer} to say something"
            ))
        }
        Doing::Lock { .. } => Some("wait for locks".into()),
        Doing::OtherThread { .. } => Some("wait for other threads or locks (futex)".into()),
        _ => None,
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Count {
    One,
    Many,
}

fn writes_to(thread: &ThreadAt, name: &str) -> bool {
    matches!(&thread.doing, Doing::Write { to: Place::Link(link), .. } if link == name)
}

/// What is said of a thread, behind `thread 1` or `threads 1 and 2`.
fn predicate(thread: &ThreadAt, count: Count) -> String {
    let (wait, sleep, are, were, their) = match count {
        Count::One => ("waits", "sleeps", "is", "was", "its"),
        Count::Many => ("wait", "sleep", "are", "were", "their"),
    };
    let since = |since: &Option<String>| {
        since
            .as_ref()
            .map_or(String::new(), |mark| format!(", since {mark}"))
    };
    match &thread.doing {
        Doing::Running => format!("{are} running"),
        Doing::Busy => format!(
            "{are} running: {:.1} s of CPU time since the request: a busy loop",
            thread.cpu.as_secs_f64()
        ),
        Doing::Accept { call } => format!("{wait} in {call}() for a new connection"),
        Doing::Connect { call } => format!("{wait} in {call}() for {their} own connection"),
        Doing::Read { call, from } => match from {
            Place::Link(name) => format!("{wait} in {call}() for {name} to say something"),
            place => format!("{wait} in {call}(){}", on(place, their)),
        },
        Doing::Write { call, to } => match to {
            Place::Link(name) => format!("{wait} in {call}() until {name} takes more"),
            place => format!("{wait} in {call}(){}", on(place, their)),
        },
        Doing::Poll { call, limit: None } => {
            format!("{wait} in {call}() for any of {their} descriptors")
        }
        Doing::Poll {
            call,
            limit: Some(limit),
        } => format!(
            "{wait} in {call}() for any of {their} descriptors, {} ms at most",
            limit.as_millis()
        ),
        Doing::Sleep { call } => format!("{sleep} ({call})"),
        Doing::Lock {
            since: mark,
            holder,
        } => {
            let held = match holder {
                Some(holder) if *holder != thread.number => format!(" that thread {holder} holds"),
                _ => String::new(),
            };
            format!("{wait} for a lock{held}, since {mark}")
        }
        Doing::OtherThread { since: mark } => {
            format!("{wait} for another thread or a lock (futex){}", since(mark))
        }
        Doing::Child { .. } => format!("{wait} for a child process"),
        Doing::Signal { call } => format!("{wait} for a signal ({call})"),
        Doing::Disk => format!("{wait} for the disk"),
        Doing::Stopped => format!("{were} stopped by a signal"),
        Doing::Other { call } => format!("{wait} in {call}()"),
        Doing::Elsewhere => format!("{wait} for something that the kernel does not name"),
        Doing::Unreadable => format!("{are} hidden: the kernel does not let us look"),
    }
}

fn on(place: &Place, their: &str) -> String {
    match place {
        Place::Link(name) => format!(" on the connection with {name}"),
        Place::OtherSocket => " on a socket that is none of this talk's".into(),
        Place::StandardInput => format!(" on {their} standard input"),
        Place::StandardOutput => format!(" on {their} standard output"),
        Place::StandardError => format!(" on {their} standard error"),
        Place::Pipe => " on a pipe".into(),
        Place::File(name) => format!(" on {name}"),
        Place::Unknown => String::new(),
    }
}

/// `thread 3`, `threads 2 to 9`, `threads 1, 3 and 5 to 9`.
pub(super) fn threads(numbers: &[usize]) -> String {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *number => *last = *number,
            _ => runs.push((*number, *number)),
        }
    }
    let words: Vec<String> = runs
        .into_iter()
        .flat_map(|(first, last)| match last - first {
            0 => vec![first.to_string()],
            1 => vec![first.to_string(), last.to_string()],
            _ => vec![format!("{first} to {last}")],
        })
        .collect();
    let noun = if numbers.len() == 1 {
        "thread"
    } else {
        "threads"
    };
    format!("{noun} {}", list(&words))
}

/// The names of connections, the first few of many.
fn names(links: &[&LinkAt]) -> String {
    const SHOWN: usize = 4;
    let mut words: Vec<String> = links
        .iter()
        .take(SHOWN)
        .map(|link| link.name.clone())
        .collect();
    if links.len() > SHOWN {
        words.push(format!("{} more", links.len() - SHOWN));
    }
    list(&words)
}

/// `a`, `a and b`, `a, b and c`.
fn list(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::time::Duration;

    use rstest::rstest;

    use super::*;

    pub(in super::super) fn observation(doings: Vec<Doing>) -> Observation {
        let threads = doings
            .into_iter()
            .enumerate()
            .map(|(index, doing)| ThreadAt {
                process: 1,
                pid: 100,
                tid: 100 + index as u32,
                number: index + 1,
                name: "t".into(),
                doing,
                cpu: Duration::from_millis(3_900),
            })
            .collect();
        Observation {
            program: "server".into(),
            sight: Sight::Clear,
            threads,
            links: Vec::new(),
        }
    }

    pub(in super::super) const ACCEPT: Doing = Doing::Accept { call: "accept" };
    pub(in super::super) const IDLE: Doing = Doing::OtherThread { since: None };

    #[rstest]
    #[case(&[7], "thread 7")]
    #[case(&[2, 3], "threads 2 and 3")]
    #[case(&[2, 3, 4, 9], "threads 2 to 4 and 9")]
    #[case(&[1, 3, 5, 6, 7, 8, 9], "threads 1, 3 and 5 to 9")]
    fn numbers_are_folded(#[case] numbers: &[usize], #[case] text: &str) {
        assert_eq!(threads(numbers), text);
    }

    #[test]
    fn threads_in_the_same_place_share_a_sentence() {
        let idle = observation(vec![ACCEPT, IDLE, IDLE, IDLE, Doing::Busy]);
        assert_eq!(
            idle.sentences(),
            [
                "thread 1 waits in accept() for a new connection",
                "threads 2 to 4 wait for another thread or a lock (futex)",
                "thread 5 is running: 3.9 s of CPU time since the request: a busy loop",
            ]
        );
    }

    #[test]
    fn many_threads_that_differ_in_a_detail_share_a_sentence() {
        let reads = (1..=5).map(|number| Doing::Read {
            call: "recv",
            from: Place::Link(format!("client {number}")),
        });
        let many = observation(std::iter::once(ACCEPT).chain(reads).collect());
        assert_eq!(
            many.sentences(),
            [
                "thread 1 waits in accept() for a new connection",
                "threads 2 to 6 wait in recv(), each for a client to say something",
            ]
        );
    }

    #[test]
    fn connections_in_the_same_state_share_a_sentence() {
        let mut many = observation(vec![ACCEPT]);
        many.links = (1..=6)
            .map(|number| LinkAt {
                name: format!("client {number}"),
                state: LinkState::Unread { bytes: number },
            })
            .collect();
        assert_eq!(
            many.sentences()[1..],
            [
                "the server has not read all that client 1, client 2, client 3, client 4 and 2 more sent"
            ]
        );
    }
}
