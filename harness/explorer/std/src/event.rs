//! What the program did, written down in the order of the execution.

use std::backtrace::Backtrace;
use std::cell::RefCell;
use std::panic::Location;

use crate::machine::{self, Owner};

/// One operation of one thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The number of the thread, from 1, which is `main`; 0 for a client of the driver.
    pub thread: usize,
    /// The name of the thread, if it has one; the name of the client.
    pub name: String,
    /// The file that the operation stands in; empty if that is not known.
    pub file: String,
    /// The line in it, from 1; 0 if that is not known.
    pub line: u32,
    /// What was done, a predicate: `locks mutex 1 (HashMap<String, u64>)`.
    pub what: String,
}

/// So many bytes are shown of what was read or written.
const SHOWN: usize = 60;

#[derive(Debug, Default)]
struct Notebook {
    is_open: bool,
    events: Vec<Event>,
}

thread_local! {
    static NOTEBOOK: RefCell<Notebook> = RefCell::default();
}

/// Whether to write down from now on; what was written is kept until the next execution.
pub fn record(is_open: bool) {
    NOTEBOOK.with_borrow_mut(|notebook| notebook.is_open = is_open);
}

/// All that was written down in this execution, or the last one.
pub fn events() -> Vec<Event> {
    NOTEBOOK.with_borrow(|notebook| notebook.events.clone())
}

/// Forgets what was written down.
pub fn clear() {
    NOTEBOOK.with_borrow_mut(|notebook| notebook.events.clear());
}

fn is_open() -> bool {
    NOTEBOOK.with_borrow(|notebook| notebook.is_open)
}

fn write(event: Event) {
    NOTEBOOK.with_borrow_mut(|notebook| notebook.events.push(event));
}

/// Writes down what the current thread does, if it is the program's.
pub fn note(place: &'static Location<'static>, what: impl FnOnce() -> String) {
    note_at(|| resolve(place), what);
}

/// Writes down what the current thread does at no place of the program.
pub fn note_call(what: impl FnOnce() -> String) {
    note_at(|| (String::new(), 0), what);
}

fn note_at(place: impl FnOnce() -> (String, u32), what: impl FnOnce() -> String) {
    if !is_open() {
        return;
    }
    let Some(resident) = machine::resident() else {
        return;
    };
    if resident.owner == Owner::Program {
        let (file, line) = place();
        write(Event {
            thread: resident.number,
            name: resident.thread.name().unwrap_or_default().to_owned(),
            file,
            line,
            what: what(),
        });
    }
}

/// Writes down what a client of the driver does.
pub fn note_client(name: &str, what: impl FnOnce() -> String) {
    if is_open() {
        write(Event {
            thread: 0,
            name: name.to_owned(),
            file: String::new(),
            line: 0,
            what: what(),
        });
    }
}

/// Bytes as an event shows them.
pub fn shown(bytes: &[u8]) -> String {
    let start = &bytes[..bytes.len().min(SHOWN)];
    let more = if bytes.len() > SHOWN { "…" } else { "" };
    let unit = if bytes.len() == 1 { "byte" } else { "bytes" };
    format!("{} {unit} \"{}\"{more}", bytes.len(), start.escape_ascii())
}

/// The file and line of the program that lead to a place: where `std` itself has called, as a
/// `BufReader` calls `read`, they are looked for on the stack.
fn resolve(place: &'static Location<'static>) -> (String, u32) {
    if !is_foreign(place.file()) {
        return (place.file().to_owned(), place.line());
    }
    let stack = Backtrace::force_capture().to_string();
    let mut function = "";
    let mut own = "";
    for line in stack.lines().map(str::trim_start) {
        match line.strip_prefix("at ") {
            // `NUMBER: FUNCTION`
            None => {
                function = line.split_once(": ").map_or("", |(_, function)| function);
                if is_below(function) {
                    break;
                }
            }
            Some(place) if is_foreign(place) || is_own(function) => {}
            Some(place) => {
                own = place;
                break;
            }
        }
    }
    // `FILE:LINE:COLUMN`
    let mut parts = own.rsplitn(3, ':').skip(1);
    let line = parts.next().and_then(|line| line.parse().ok());
    match (parts.next(), line) {
        (Some(file), Some(line)) => (file.trim_start_matches("./").to_owned(), line),
        _ => (String::new(), 0),
    }
}

/// Whether a file is of `std`, of a package that was fetched, or of this one.
fn is_foreign(file: &str) -> bool {
    let own = file!().trim_end_matches("event.rs");
    ["/rustc/", "/rustlib/", "/registry/", own]
        .iter()
        .any(|part| file.contains(part))
}

/// Whether a function is below those of the program on the stack.
fn is_below(function: &str) -> bool {
    ["shuttle", "corosensei", "roundtrip_std::thread::builder::"]
        .iter()
        .any(|start| function.trim_start_matches(['<', '&']).starts_with(start))
}

/// Whether a function is of this package.
fn is_own(function: &str) -> bool {
    function
        .trim_start_matches(['<', '&'])
        .starts_with("roundtrip_std::")
}

/// A type's name without the modules that its parts are in.
pub fn short_name(name: &str) -> String {
    let mut short = String::new();
    let mut word = 0;
    for letter in name.chars() {
        match letter {
            // The end of a module's name, which is taken back.
            ':' => short.truncate(word),
            letter => {
                short.push(letter);
                if !(letter.is_alphanumeric() || letter == '_') {
                    word = short.len();
                }
            }
        }
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_their_modules() {
        let name = std::any::type_name::<std::collections::HashMap<String, Vec<u8>>>();
        assert_eq!(short_name(name), "HashMap<String, Vec<u8>>");
        assert_eq!(short_name("u64"), "u64");
        assert_eq!(short_name("(a::B, [c::d::E; 2])"), "(B, [E; 2])");
    }

    #[test]
    fn bytes_are_shown_with_their_number() {
        assert_eq!(shown(b"inc\n"), "4 bytes \"inc\\n\"");
        assert_eq!(shown(b"x"), "1 byte \"x\"");
    }
}
