//! The last stage: it binds itself, part after part, and becomes the program.

use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::process::CommandExt;
use std::process::Command;

use rustix::process::setsid;
use rustix::stdio::{dup2_stderr, dup2_stdin, dup2_stdout};

use super::calls::{self, Walls};
use super::files::{Rules, Scope};
use super::stage::{self, refused};
use super::{Part, Terms, limits, namespaces, owner};
use crate::program::guard::{self, Order, Word};

/// The argument that makes an executable of the kit a jail.
pub(super) const ARGUMENT: &str = "__jail";

/// Its whole life, unless it becomes a program: an exit status.
pub(super) fn serve() -> i32 {
    let Ok((mut control, order, descriptors)) = stage::receive() else {
        return 1;
    };
    let word = become_program(&order, descriptors);
    // Who does not listen any more does not want to know.
    let _ = guard::say(&mut control, &word);
    1
}

/// Says why it did not.
fn become_program(order: &Order, descriptors: [OwnedFd; 3]) -> Word {
    let bound = order
        .confinement
        .as_ref()
        .ok_or_else(|| Word::NotStarted("the order has no confinement".into()))
        .and_then(|terms| bind(order, terms))
        .and_then(|()| connect(descriptors).map_err(|error| Word::NotStarted(error.to_string())));
    match bound {
        Ok(()) => Word::NotStarted(exec(order).to_string()),
        Err(word) => word,
    }
}

fn bind(order: &Order, terms: &Terms) -> Result<(), Word> {
    let has = |part| terms.parts.contains(&part);
    // A kill(0, …) of the program's stays in the family.
    setsid().map_err(|error| Word::NotStarted(error.to_string()))?;
    // Its paths may be out of reach for the user that it becomes.
    let rules = if has(Part::Files) || has(Part::Ports) {
        Some(Rules::new(order, terms)?)
    } else {
        None
    };
    if has(Part::Limits) {
        limits::set(terms).map_err(|error| refused(Part::Limits, error))?;
    }
    if let Some(uid) = terms.uid {
        owner::become_user(uid).map_err(|error| refused(Part::Owner, error))?;
    }
    // Without new privileges, not even root gets back at the exec what is given up here.
    rustix::thread::set_no_new_privs(true)
        .map_err(io::Error::from)
        .and_then(|()| namespaces::give_up_capabilities())
        .map_err(|error| refused(Part::Calls, error))?;
    let scope = rules.map_or(Ok(Scope::Open), Rules::restrict)?;
    if has(Part::Calls) {
        let is_apart = has(Part::Namespaces) || terms.uid.is_some();
        let walls = Walls {
            around_processes: is_apart || scope == Scope::Own,
            // Compilers and linkers set modes, and run nothing that a student has written.
            around_files: has(Part::Namespaces) || !terms.confinement.write.is_empty(),
        };
        calls::filter(walls).map_err(|error| refused(Part::Calls, error))?;
    }
    Ok(())
}

/// Gives itself the program's descriptors. All others close when it becomes the program.
fn connect([stdin, stdout, stderr]: [OwnedFd; 3]) -> io::Result<()> {
    dup2_stdin(stdin)?;
    dup2_stdout(stdout)?;
    Ok(dup2_stderr(stderr)?)
}

fn exec(order: &Order) -> io::Error {
    let Some((program, arguments)) = order.words.split_first() else {
        return io::Error::other("an empty command");
    };
    Command::new(program)
        .args(arguments)
        .current_dir(&order.folder)
        .env_clear()
        .envs(order.environment.iter().map(|(name, value)| (name, value)))
        .exec()
}
