//! All threads of the program, kept from look to look.

use std::collections::HashSet;
use std::os::fd::OwnedFd;
use std::sync::Arc;

use super::Tree;
use super::stand::Stand;
use super::thread::{Depth, Motion, Thread};
use super::tree::{all_children, children, count_threads, list_threads, open_tasks};

/// All threads of a tree of processes.
pub(super) struct Threads {
    tree: Tree,
    processes: Vec<Process>,
    /// How many processes and threads have ever been seen.
    processes_seen: usize,
    threads_seen: usize,
    /// What was last done to the program.
    mark: Option<Arc<str>>,
}

/// One process. Once seen, it belongs to the program until it ends, whoever its parent is then.
pub(super) struct Process {
    pub pid: u32,
    /// Its number for people, in order of first sight.
    pub number: usize,
    tasks: OwnedFd,
    threads: Vec<Thread>,
}

impl Threads {
    pub fn new(tree: Tree) -> Threads {
        Threads {
            tree,
            processes: Vec::new(),
            processes_seen: 0,
            threads_seen: 0,
            mark: None,
        }
    }

    pub fn processes(&self) -> &[Process] {
        &self.processes
    }

    /// All threads that have not ended, by process.
    pub fn iter(&self) -> impl Iterator<Item = &Thread> {
        self.processes.iter().flat_map(Process::threads)
    }

    /// Something has been done to the program.
    pub fn begin(&mut self, mark: &str) {
        let mark = Arc::from(mark);
        for process in &mut self.processes {
            for thread in &mut process.threads {
                thread.begin(&process.tasks, &mark);
            }
        }
        self.mark = Some(mark);
    }

    /// The quiet time starts here.
    pub fn begin_quiet(&mut self) {
        for process in &mut self.processes {
            for thread in &mut process.threads {
                thread.begin_quiet();
            }
        }
    }

    /// Looks at every thread; whether any has done anything since the look before.
    pub fn look(&mut self, depth: Depth) -> Motion {
        let mut most = Motion::None;
        let mut found = self.roots();
        let mut next = 0;
        loop {
            for pid in found.drain(..) {
                if self.add(pid) {
                    most = Motion::Moved;
                }
            }
            let Some(process) = self.processes.get_mut(next) else {
                return most;
            };
            let motion = process.look(
                depth,
                self.mark.as_ref(),
                &mut self.threads_seen,
                &mut found,
            );
            most = most.max(motion);
            if process.threads.is_empty() {
                self.processes.remove(next);
            } else {
                next += 1;
            }
        }
    }

    fn roots(&self) -> Vec<u32> {
        match self.tree {
            Tree::Below(guard) => {
                open_tasks(guard).map_or_else(Vec::new, |tasks| all_children(&tasks, guard))
            }
            // Once it has ended, its number may become another's.
            Tree::From(pid) if self.processes_seen == 0 => vec![pid],
            Tree::From(_) => Vec::new(),
        }
    }

    /// Takes a process into the program, if it is not there yet; whether something is new.
    fn add(&mut self, pid: u32) -> bool {
        /// Each takes a descriptor. A program that has more counts as one that moves.
        const MOST: usize = 500;
        if self.processes.iter().any(|process| process.pid == pid) {
            return false;
        }
        if self.processes.len() >= MOST {
            return true;
        }
        let Some(tasks) = open_tasks(pid) else {
            return false;
        };
        self.processes_seen += 1;
        self.processes.push(Process {
            pid,
            number: self.processes_seen,
            tasks,
            threads: Vec::new(),
        });
        true
    }
}

impl Process {
    /// Its threads that have not ended.
    pub fn threads(&self) -> impl Iterator<Item = &Thread> {
        self.threads
            .iter()
            .filter(|thread| thread.stand != Stand::Ended)
    }

    /// Looks at its threads. Children of those that ran go to `children_found`.
    fn look(
        &mut self,
        depth: Depth,
        mark: Option<&Arc<str>>,
        threads_seen: &mut usize,
        children_found: &mut Vec<u32>,
    ) -> Motion {
        let Process { tasks, threads, .. } = self;
        let mut most = Motion::None;
        // A thread that has not run has made no children.
        let mut ran = Vec::new();
        threads.retain_mut(|thread| {
            let Some(motion) = thread.look(tasks, depth, mark) else {
                most = Motion::Moved;
                return false;
            };
            if motion != Motion::None {
                ran.push(thread.tid);
            }
            most = most.max(motion);
            true
        });
        // Whoever ended is missing in the list by now, but not in the count if somebody else
        // came instead.
        if count_threads(tasks) != threads.len() {
            let before = ran.len();
            self.add_threads(mark, threads_seen, &mut ran);
            if ran.len() != before {
                most = Motion::Moved;
            }
        }
        children_found.extend(children(&self.tasks, self.pid, &ran));
        most
    }

    /// Takes in the threads that were not there before.
    fn add_threads(
        &mut self,
        mark: Option<&Arc<str>>,
        threads_seen: &mut usize,
        added: &mut Vec<u32>,
    ) {
        let known: HashSet<u32> = self.threads.iter().map(|thread| thread.tid).collect();
        let all = list_threads(&self.tasks);
        for tid in all.into_iter().filter(|tid| !known.contains(tid)) {
            let number = *threads_seen + 1;
            if let Some(mut thread) = Thread::open(&self.tasks, self.pid, tid, number) {
                *threads_seen += 1;
                thread.note(mark);
                self.threads.push(thread);
                added.push(tid);
            }
        }
    }
}
