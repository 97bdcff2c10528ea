//! The hostile programs, and what must become of each.

/// What must become of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It tells of each deed whether it was done: none was, and it came to its end.
    Fails,
    /// It is ended for this reason.
    Ended(&'static str),
    /// It is killed by a signal.
    Killed(i32),
    /// It says this, and is then ended with its check.
    Says(&'static str),
    /// It prints more than any pipe holds, and is then ended.
    Floods,
}

/// What a program is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// Nothing.
    Nothing,
    /// Processes that are none of its business: the harness, who started that, its guard, a
    /// neighbour.
    Processes,
    /// Files that are none of its business.
    Files,
    /// Files that anybody else may write.
    Writable,
    /// A port and a socket outside.
    Outside,
    /// The port of its neighbour; and, where the network is everybody's, one that nobody has yet.
    Port,
    /// Folders that are not its own.
    Folders,
    /// Nothing, on a terminal.
    OnTerminal,
}

/// One hostile program.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// Its name in tests/hostile.
    pub name: &'static str,
    pub told: Told,
    pub fate: Fate,
    /// Whether it may be tried without a sandbox, to see that it does what it is feared for.
    pub is_tried_bare: bool,
}

const fn case(name: &'static str, told: Told, fate: Fate) -> Case {
    Case {
        name,
        told,
        fate,
        is_tried_bare: false,
    }
}

impl Case {
    const fn tried_bare(mut self) -> Case {
        self.is_tried_bare = true;
        self
    }
}

const SIGSYS: i32 = 31;

pub const CASES: &[Case] = &[
    case("fork_bomb", Told::Nothing, Fate::Ended("processes at once")),
    case("fork_chain", Told::Nothing, Fate::Says("end")),
    case("daemon", Told::Nothing, Fate::Says("daemon")),
    case("spins", Told::Nothing, Fate::Ended("processor time")),
    case("threads", Told::Nothing, Fate::Fails),
    case("memory", Told::Nothing, Fate::Ended("of memory")),
    case("memory_of_many", Told::Nothing, Fate::Ended("of memory")),
    case("shared_memory", Told::Nothing, Fate::Ended("of memory")),
    case("hidden_memory", Told::Nothing, Fate::Fails).tried_bare(),
    case("big_file", Told::Nothing, Fate::Fails),
    case("many_files", Told::Nothing, Fate::Fails),
    case("endless_output", Told::Nothing, Fate::Floods),
    case("descriptors", Told::Nothing, Fate::Fails).tried_bare(),
    case("kill_all", Told::Processes, Fate::Fails),
    case("signals_by_files", Told::Processes, Fate::Fails),
    case("traces", Told::Processes, Fate::Fails),
    case("reads", Told::Files, Fate::Fails).tried_bare(),
    case("writes", Told::Writable, Fate::Fails).tried_bare(),
    case("links_out", Told::Folders, Fate::Fails),
    case("environment", Told::Nothing, Fate::Fails).tried_bare(),
    case("inherits", Told::Nothing, Fate::Fails),
    case("connects", Told::Outside, Fate::Fails).tried_bare(),
    case("binds", Told::Port, Fate::Says("bound 0")),
    case("namespaces", Told::Nothing, Fate::Fails).tried_bare(),
    case("old_calls", Told::Nothing, Fate::Killed(SIGSYS)),
    case("x32_calls", Told::Nothing, Fate::Fails),
    case("types_for_others", Told::OnTerminal, Fate::Fails),
    case("hides_from_observers", Told::Nothing, Fate::Fails).tried_bare(),
];

/// Those that are about files and ports, which are not apart everywhere.
pub const ABOUT_FILES: &[&str] = &[
    "reads",
    "writes",
    "connects",
    "traces",
    "binds",
    "links_out",
    "environment",
];

pub fn find(name: &str) -> Option<&'static Case> {
    CASES.iter().find(|case| case.name == name)
}
