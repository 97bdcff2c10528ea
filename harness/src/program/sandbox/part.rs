//! What the sandbox is made of.

use serde::{Deserialize, Serialize};

/// A part of the sandbox that a machine allows or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// A network of the harness's own, of which only the loopback device is there.
    Network,
    /// Processes, files and shared memory of the program's own.
    Namespaces,
    /// A user of the program's own, where the harness is root.
    Owner,
    /// Landlock: the files that it may read and write.
    Files,
    /// Landlock: the ports that it may use. Not needed where there is a private network.
    Ports,
    /// seccomp: the system calls that it may not make.
    Calls,
    /// The kernel's limits for one process.
    Limits,
}

impl Part {
    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Part::Network => "private network",
            Part::Namespaces => "own processes and files",
            Part::Owner => "own user",
            Part::Files => "file rules",
            Part::Ports => "port rules",
            Part::Calls => "system call filter",
            Part::Limits => "limits",
        }
    }

    /// What it is for.
    pub fn meaning(self) -> &'static str {
        match self {
            Part::Network => "programs reach neither the network nor other programs' ports",
            Part::Namespaces => {
                "programs see and end only their own processes, and see only their own files"
            }
            Part::Owner => "programs run as a user who owns nothing else, not as root",
            Part::Files => "programs read and write only what they are allowed to",
            Part::Ports => "programs use only the ports that they were given",
            Part::Calls => {
                "programs cannot use UDP, trace others, or reach rare parts of the kernel"
            }
            Part::Limits => "one process cannot use up processor time, descriptors, or disk",
        }
    }
}

/// Whether a part is to be had here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// The part.
    pub part: Part,
    /// Whether it is in force for every program that is launched from now on.
    pub in_force: bool,
    /// How it is done; or why it is not.
    pub detail: String,
}

impl Found {
    /// What it means that the part is missing, in a sentence; `None` where it is not.
    pub fn warning(&self) -> Option<String> {
        (!self.in_force).then(|| {
            format!(
                "no {}: {}; nothing makes sure that {}",
                self.part.name(),
                self.detail,
                self.part.meaning()
            )
        })
    }
}

/// A part that could not be made, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("the sandbox lacks a part ({}): {reason}", part.name())]
pub struct Refusal {
    /// The part.
    pub part: Part,
    /// What the system said.
    pub reason: String,
}
