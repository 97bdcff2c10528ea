//! Landlock: which files a program may use, which ports, and whom it may signal.
//!
//! See landlock(7). It holds for all descendants, and nothing lifts it.

use std::path::Path;

use landlock::{
    ABI, Access as _, AccessFs, AccessNet, BitFlags, CompatLevel, Compatible, LandlockStatus,
    NetPort, PathBeneath, PathFd, Ruleset, RulesetAttr, RulesetCreated, RulesetCreatedAttr,
    RulesetError, RulesetStatus,
};

use super::stage::refused;
use super::system::{DEVICES, SYSTEM};
use super::{Part, Terms};
use crate::program::guard::{Order, Word};

/// What is asked for; an older kernel gives what it has.
const NEWEST: ABI = ABI::V6;

/// Rules that are written down, and not yet in force.
pub(super) struct Rules {
    rules: RulesetCreated,
    part: Part,
}

/// Whom a program's signals reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// Its own processes.
    Own,
    /// Whomever the user may signal.
    Open,
}

impl Rules {
    /// Those of a program.
    pub fn new(order: &Order, terms: &Terms) -> Result<Rules, Word> {
        let has_files = terms.parts.contains(&Part::Files);
        let has_ports = terms.parts.contains(&Part::Ports);
        let part = if has_files { Part::Files } else { Part::Ports };
        let of_files = |error: RulesetError| refused(part, error);
        let mut rules = Ruleset::default();
        if has_ports {
            // Half of this rule would be none.
            rules = rules
                .set_compatibility(CompatLevel::HardRequirement)
                .handle_access(AccessNet::from_all(NEWEST))
                .map_err(|_| {
                    refused(
                        Part::Ports,
                        "the kernel has none (Linux 6.7 and later have)",
                    )
                })?
                .set_compatibility(CompatLevel::BestEffort);
        }
        if has_files {
            rules = rules
                .handle_access(AccessFs::from_all(NEWEST))
                .and_then(|rules| rules.scope(landlock::Scope::from_all(NEWEST)))
                .map_err(of_files)?;
        }
        let mut rules = rules.create().map_err(of_files)?;
        if has_files {
            rules = allow_files(rules, order, terms).map_err(of_files)?;
        }
        if has_ports {
            for port in &terms.confinement.ports {
                rules = rules
                    .add_rule(NetPort::new(*port, AccessNet::from_all(NEWEST)))
                    .map_err(|error| refused(Part::Ports, error))?;
            }
        }
        Ok(Rules { rules, part })
    }

    /// Puts them in force for this process and its descendants.
    pub fn restrict(self) -> Result<Scope, Word> {
        let status = self
            .rules
            .restrict_self()
            .map_err(|error| refused(self.part, error))?;
        if status.ruleset == RulesetStatus::NotEnforced {
            return Err(refused(self.part, "the kernel has no Landlock"));
        }
        Ok(match status.landlock {
            LandlockStatus::Available { effective_abi, .. } if effective_abi >= ABI::V6 => {
                Scope::Own
            }
            _ => Scope::Open,
        })
    }
}

fn allow_files(
    mut rules: RulesetCreated,
    order: &Order,
    terms: &Terms,
) -> Result<RulesetCreated, RulesetError> {
    let reading = AccessFs::from_read(NEWEST);
    let writing = reading
        | (AccessFs::from_write(NEWEST)
            & !(AccessFs::MakeBlock | AccessFs::MakeChar | AccessFs::IoctlDev));
    let proc = if terms.parts.contains(&Part::Namespaces) {
        "/proc"
    } else {
        // Of others there the program must see nothing.
        "/proc/self"
    };
    let system = SYSTEM.iter().chain([&proc]).map(Path::new);
    let devices = DEVICES.iter().map(Path::new);
    let confinement = &terms.confinement;
    let read = confinement.read.iter().map(|path| path.as_path());
    let write = confinement.write.iter().map(|path| path.as_path());
    let allowed = system
        .chain(read)
        .map(|path| (path, reading))
        .chain(
            write
                .chain([order.folder.as_path()])
                .map(|path| (path, writing)),
        )
        .chain(devices.map(|path| (path, AccessFs::ReadFile | AccessFs::WriteFile)));
    for (path, access) in allowed {
        rules = allow(rules, path, access)?;
    }
    Ok(rules)
}

/// Allows what is possible of this at a path; one that does not exist is left out.
fn allow(
    rules: RulesetCreated,
    path: &Path,
    access: BitFlags<AccessFs>,
) -> Result<RulesetCreated, RulesetError> {
    let Ok(descriptor) = PathFd::new(path) else {
        return Ok(rules);
    };
    let access = if path.is_dir() {
        access
    } else {
        access & AccessFs::from_file(NEWEST)
    };
    rules.add_rule(PathBeneath::new(descriptor, access))
}
