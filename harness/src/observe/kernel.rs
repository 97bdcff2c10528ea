//! The observer where the kernel tells: Linux.
//!
//! | file | what it holds |
//! | --- | --- |
//! | `observer` | [`Observer`]: the order of one look, and when the next is due |
//! | `observer/serving` | which thread serves a connection, and where it stands from moment to moment |
//! | `rule` | how long it must have been quiet, thread by thread |
//! | `hidden` | timers that no system call shows |
//! | `threads` | all threads of the program, kept from look to look |
//! | `thread` | one thread: its counters, its system call |
//! | `stand` | what the kernel says of one thread |
//! | `calls` | the system calls that wait, and where their limits are written |
//! | `limit` | how long such a wait can last, read from the program's memory |
//! | `timeout` | limits that a socket gives to calls that have none of their own |
//! | `tree` | which processes are the program's |
//! | `doing` | what one thread does, told from where it stands |
//! | `places` | what the descriptor of a system call stands for |
//! | `resources` | what the processes use, and who holds a socket |
//! | `listening` | where the program listens, if not where it should |
//! | `network` | both ends of the talk's connections |
//! | `sock_diag` | the kernel's own account of a TCP socket |

use super::observation;
use super::{Baseline, Judgement, Link, Listener, Listening, Owner, Reads, Resources, Tree, Wait};

mod calls;
mod doing;
mod hidden;
mod limit;
mod listening;
mod network;
mod observer;
mod places;
mod resources;
mod rule;
mod sock_diag;
mod stand;
mod thread;
mod threads;
mod timeout;
mod tree;

pub use observer::{Observer, Watched};
#[cfg(feature = "class")]
pub(crate) use tree::walk as processes;
