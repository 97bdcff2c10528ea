//! The first process of a program's own namespace: it builds what the program sees, starts the
//! jail, and reaps. When it ends, the kernel ends all that is in the namespace, whatever has
//! forked and called setsid how often (pid_namespaces(7)). No signal from inside harms it.

use std::io::{self, Read};

use rustix::io::Errno;
use rustix::process::{
    DumpableBehavior, Pid, Signal, WaitOptions, geteuid, set_dumpable_behavior,
    set_parent_process_death_signal, wait,
};

use super::stage::{self, Stage};
use super::{Part, jail, namespaces, view};
use crate::program::guard::{self, Order, Word};

/// The argument that makes an executable of the kit the first process of a sandbox.
pub(super) const ARGUMENT: &str = "__init";

/// Its whole life.
pub(super) fn serve() -> io::Result<()> {
    set_parent_process_death_signal(Some(Signal::KILL))?;
    let (mut control, order, descriptors) = stage::receive()?;
    let prepared = prepare(&order).map_err(|reason| stage::refused(Part::Namespaces, reason));
    let started = prepared.and_then(|()| start(&order, descriptors));
    let first = match started {
        Ok(first) => first,
        Err(word) => return guard::say(&mut control, &word),
    };
    guard::say(&mut control, &Word::Started { below: None })?;
    loop {
        match wait(WaitOptions::empty()) {
            Ok(Some((pid, status))) if pid == first => {
                let ended = guard::how_it_ended(status);
                guard::say(
                    &mut control,
                    &Word::Ended {
                        ended,
                        reason: None,
                    },
                )?;
            }
            Ok(_) | Err(Errno::INTR) => {}
            // Nothing is left; the guard may still want to look.
            Err(_) => return control.read(&mut [0]).map(|_| ()),
        }
    }
}

fn prepare(order: &Order) -> Result<(), String> {
    view::build(order)?;
    // Where this is root, the jail has still to become another user.
    let given_up = match geteuid().is_root() {
        true => Ok(()),
        false => namespaces::give_up_capabilities(),
    };
    // A program of the same user must not look into this process.
    given_up
        .and_then(|()| Ok(set_dumpable_behavior(DumpableBehavior::NotDumpable)?))
        .map_err(|error| error.to_string())
}

fn start(order: &Order, descriptors: [std::os::fd::OwnedFd; 3]) -> Result<Pid, Word> {
    let mut jail = Stage::start(jail::ARGUMENT, order, descriptors)
        .map_err(|error| stage::refused(Part::Namespaces, error))?;
    jail.await_program()?;
    Ok(jail.process)
}
