//! The sandbox: what strangers' programs are compiled and run in.
//!
//! A confined program is launched through two more stages, each this executable once more,
//! single-threaded, so that nothing has to happen between a fork and an exec:
//!
//! ```text
//! harness ─▶ guard ─▶ first process (lab __init) ─▶ jail (lab __jail) ─exec─▶ program
//!            │        │                             └ a user of its own, limits, files, calls
//!            │        └ its own processes and files; reaps; when it ends, all of it ends
//!            └ watches memory and disk; ends the first process with the harness
//! ```
//!
//! Not every machine allows every [`Part`]. Which do is found out once for each process by a
//! program that is launched in the sandbox and tries to break out ([`probe`]); each part that
//! is then asked for must come into force, or the program is not started.
//!
//! | file | what it holds |
//! | --- | --- |
//! | `confinement` | what a program may do |
//! | `part` | what the sandbox is made of |
//! | `probe` | which parts this machine allows |
//! | `run` | a program that is run to its end, as a compiler |
//! | `network` | a network of this process's own |
//! | `guarding` | the guard of a confined program |
//! | `watch` | how much memory and disk a program uses |
//! | `owner` | the user that a program runs as |
//! | `stage` | one stage starts the next |
//! | `init` | the first process of a program's own |
//! | `namespaces` | which processes a program sees |
//! | `system` | what there is for every program |
//! | `view` | which files a program sees |
//! | `jail` | the last stage, which becomes the program |
//! | `descriptors` | what is not passed on to it |
//! | `limits` | the kernel's limits for one process |
//! | `files` | Landlock: files, ports, signals |
//! | `calls` | seccomp: system calls |

use std::collections::BTreeSet;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::guard::Order;

mod confinement;
mod part;
mod run;

#[cfg(all(target_os = "linux", not(portable)))]
mod calls;
#[cfg(all(target_os = "linux", not(portable)))]
mod descriptors;
#[cfg(all(target_os = "linux", not(portable)))]
mod files;
#[cfg(all(target_os = "linux", not(portable)))]
pub(super) mod guarding;
#[cfg(all(target_os = "linux", not(portable)))]
mod init;
#[cfg(all(target_os = "linux", not(portable)))]
mod jail;
#[cfg(all(target_os = "linux", not(portable)))]
mod limits;
#[cfg(all(target_os = "linux", not(portable)))]
mod namespaces;
#[cfg(all(target_os = "linux", not(portable)))]
mod network;
#[cfg(all(target_os = "linux", not(portable)))]
mod owner;
#[cfg(all(target_os = "linux", not(portable)))]
mod probe;
#[cfg(all(target_os = "linux", not(portable)))]
mod stage;
#[cfg(all(target_os = "linux", not(portable)))]
mod system;
#[cfg(all(target_os = "linux", not(portable)))]
mod view;
#[cfg(all(target_os = "linux", not(portable)))]
mod watch;

#[cfg(any(not(target_os = "linux"), portable))]
#[path = "sandbox/elsewhere.rs"]
mod probe;
#[cfg(any(not(target_os = "linux"), portable))]
use probe as network;

pub use confinement::{Confinement, Limits};
pub use network::{How, enter_private_network};
pub use part::{Found, Part, Refusal};
pub use probe::probe;
pub use run::{Finished, run};

/// What the stages of a confined launch are told.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Terms {
    /// What the program may do.
    pub confinement: Confinement,
    /// What must come into force.
    pub parts: BTreeSet<Part>,
    /// The user that the program runs as, where it is not the harness's own; the guard's choice.
    #[serde(default)]
    pub uid: Option<u32>,
}

impl Terms {
    /// Those of a program, with all parts that this machine allows.
    pub(super) fn new(words: &[String], confinement: &Confinement) -> Terms {
        let mut parts = probe::allowed().clone();
        if network::is_private() {
            parts.remove(&Part::Ports);
        }
        Terms {
            confinement: confinement.clone().with_own(words),
            parts,
            uid: None,
        }
    }
}

static EVERY_PROGRAM: OnceLock<Confinement> = OnceLock::new();

/// From now on, every program that this process launches is confined: besides what is said
/// here it has its own file and a folder of its own. To be called once; only the first call
/// counts.
pub fn confine_all(confinement: Confinement) {
    let _ = EVERY_PROGRAM.set(confinement);
}

/// Confines the program of an order, if all are to be.
pub(super) fn confine_as_every_program(order: Order) -> Order {
    match EVERY_PROGRAM.get() {
        Some(confinement) => confine(order, confinement),
        None => order,
    }
}

/// Confines the program of an order.
pub(super) fn confine(order: Order, confinement: &Confinement) -> Order {
    let terms = Terms::new(&order.words, confinement);
    confine_to(order, terms)
}

fn confine_to(mut order: Order, terms: Terms) -> Order {
    let additions = terms.confinement.environment.iter().cloned();
    order.environment.extend(additions);
    order.confinement = Some(terms);
    order
}

/// Serves as one of the sandbox's stages, where this process was started as one: its exit status.
#[cfg(all(target_os = "linux", not(portable)))]
pub(super) fn serve(argument: &str) -> Option<i32> {
    Some(match argument {
        init::ARGUMENT => i32::from(init::serve().is_err()),
        jail::ARGUMENT => jail::serve(),
        owner::ENDER => owner::end_all(),
        probe::ARGUMENT => probe::serve(),
        network::ARGUMENT => network::serve(),
        _ => return None,
    })
}
