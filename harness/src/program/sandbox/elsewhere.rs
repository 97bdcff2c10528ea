//! Where there is no sandbox: elsewhere than on Linux, and under `--cfg portable`.

use std::collections::BTreeSet;

use super::{Found, Part};

const REASON: &str = "there is a sandbox on Linux only";

/// How a private network was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {}

/// Always refused.
///
/// # Errors
/// Always.
pub fn enter_private_network() -> Result<How, String> {
    Err(REASON.into())
}

/// Nothing is in force.
pub fn probe() -> Vec<Found> {
    let parts = [
        Part::Network,
        Part::Namespaces,
        Part::Files,
        Part::Ports,
        Part::Calls,
        Part::Limits,
    ];
    let found = parts.map(|part| Found {
        part,
        in_force: false,
        detail: REASON.into(),
    });
    found.into()
}

pub(super) fn allowed() -> &'static BTreeSet<Part> {
    static NONE: BTreeSet<Part> = BTreeSet::new();
    &NONE
}

pub(super) fn is_private() -> bool {
    false
}
