//! The machine that a program runs on: its threads, and what they share. It is anew for every
//! execution.
//!
//! All simulated threads run on one real thread, and so each real thread has a machine of its own.

use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::event;
use crate::fault::Fuse;
use crate::net::network::Network;
use crate::schedule::{self, Queue};
use crate::thread::Thread;

/// Whose a thread or a socket is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// The program's.
    Program,
    /// Theirs who play with it.
    Driver,
}

/// A thread, as the machine knows it.
#[derive(Clone, Debug)]
pub struct Resident {
    /// Its handle.
    pub thread: Thread,
    /// Whose it is.
    pub owner: Owner,
    /// Its number among the program's threads, from 1, which is `main`. 0 for the driver's.
    pub number: usize,
}

/// What is typed on stdin.
#[derive(Debug, Default)]
pub struct Keyboard {
    /// Typed, and not yet read.
    pub typed: VecDeque<u8>,
    /// Nothing more will come.
    pub is_closed: bool,
}

impl Keyboard {
    /// Whether a reader would wait now.
    pub fn is_silent(&self) -> bool {
        self.typed.is_empty() && !self.is_closed
    }
}

/// The machine.
#[derive(Debug, Default)]
pub struct Machine {
    /// Different for each execution; 0 before the first.
    execution: u64,
    is_running: bool,
    residents: HashMap<usize, Resident>,
    threads: u64,
    /// How many threads the program has had.
    pub program_threads: usize,
    /// How many locks, channels and so on have been used, by kind.
    numbers: HashMap<&'static str, usize>,
    /// The program's arguments, its own name first.
    pub arguments: Vec<String>,
    /// The exit status that `main` has reported.
    pub reported: Option<i32>,
    /// The program's exit status, once it has ended.
    pub ended: Option<i32>,
    /// What the program did that is not modelled.
    pub unmodelled: Option<String>,
    /// A panic that is put in, if one is.
    pub fuse: Fuse,
    /// Whether the program is refused the next thread that it wants.
    pub refuses_thread: bool,
    /// The time since the machine was started.
    pub clock: Duration,
    /// What is typed.
    pub keyboard: Keyboard,
    /// Its network.
    pub network: Network,
    /// Who waits for the program to end, or for a key, or for a listener.
    pub changes: Arc<Queue>,
}

thread_local! {
    static MACHINE: RefCell<Machine> = RefCell::default();
}

/// Executions, in the whole process: a static is shared by all real threads.
static EXECUTIONS: AtomicU64 = AtomicU64::new(0);

/// Each look at the clock, and each step of a thread that asks for it, takes so long.
const TICK: Duration = Duration::from_micros(1);

/// Looks at the machine. Never switches threads.
pub fn with<R>(look: impl FnOnce(&mut Machine) -> R) -> R {
    MACHINE.with_borrow_mut(look)
}

/// The execution under way.
pub fn execution() -> u64 {
    with(|machine| machine.execution)
}

/// Whether an execution is under way.
pub fn is_running() -> bool {
    with(|machine| machine.is_running)
}

/// Starts an execution, on a new machine.
pub fn begin(arguments: Vec<String>) {
    let machine = Machine {
        execution: EXECUTIONS.fetch_add(1, Ordering::Relaxed) + 1,
        is_running: true,
        arguments,
        ..Machine::default()
    };
    // Dropped in here: what belongs to another execution does nothing when it is dropped.
    drop(MACHINE.replace(machine));
    event::clear();
    schedule::close_with_this_thread();
    let thread = new_thread(Some("driver".to_owned()));
    settle(Resident {
        thread,
        owner: Owner::Driver,
        number: 0,
    });
}

/// Ends the execution. Whether there was one.
pub fn close() -> bool {
    with(|machine| std::mem::take(&mut machine.is_running))
}

/// A handle for a thread to come.
pub fn new_thread(name: Option<String>) -> Thread {
    let id = with(|machine| {
        machine.threads += 1;
        machine.threads
    });
    Thread::new(id, name)
}

fn task() -> Option<usize> {
    shuttle::current::try_get_current_task().map(usize::from)
}

/// Says who the current thread is.
pub fn settle(resident: Resident) {
    if let Some(task) = task() {
        with(|machine| machine.residents.insert(task, resident));
    }
    if is_dead() {
        schedule::vanish();
    }
}

/// Who the current thread is.
pub fn resident() -> Option<Resident> {
    let task = task()?;
    with(|machine| machine.residents.get(&task).cloned())
}

/// Whose the current thread is.
pub fn owner() -> Owner {
    let task = task();
    let owner = |machine: &mut Machine| Some(machine.residents.get(&task?)?.owner);
    with(owner).unwrap_or(Owner::Driver)
}

/// Whether the current thread is one of a program that has ended.
pub fn is_dead() -> bool {
    with(|machine| machine.ended.is_some()) && owner() == Owner::Program
}

/// Ends the program: it loses its sockets, and its threads go no further.
pub fn end(status: i32) {
    if with(|machine| machine.ended.replace(status)).is_some() {
        return;
    }
    crate::net::network::close_all_of_the_program();
    changes().wake();
}

/// Who waits for changes of the machine.
pub fn changes() -> Arc<Queue> {
    with(|machine| Arc::clone(&machine.changes))
}

/// A number for one more lock, channel or so on, from 1.
pub fn number(kind: &'static str) -> usize {
    with(|machine| {
        let number = machine.numbers.entry(kind).or_default();
        *number += 1;
        *number
    })
}

/// Time passes.
pub fn pass(duration: Duration) {
    with(|machine| machine.clock = machine.clock.saturating_add(duration));
}

/// The time since the machine was started.
pub fn now() -> Duration {
    pass(TICK);
    with(|machine| machine.clock)
}

/// Remembers that the program did what is not modelled.
pub fn cannot(what: &str) {
    with(|machine| {
        machine.unmodelled.get_or_insert_with(|| what.to_owned());
    });
}
