//! Lab 3, `lock-counter`: named counters that all clients share, under a lock.

use super::{arrange, command_line, unread};
use crate::lab::{Answer, Compiled, Lab, Load};

mod commands;
mod conversation;
mod moves;
mod races;

/// The lab.
pub fn lab() -> Lab {
    let mut checks = command_line::server_checks();
    checks.extend(commands::checks());
    checks.extend(conversation::checks());
    checks.push(unread::check(|scene| {
        unread::judge(scene, "add long 9223372036854775807\n", "get long\n")
    }));
    checks.extend(moves::checks());
    checks.extend(races::checks());
    Lab {
        number: 3,
        name: "lock-counter",
        title: "shared state under a lock",
        steps: &[
            "inc and get",
            "add and errors",
            "stalls and panics",
            "move and sum",
        ],
        compiled: Compiled::Optimised,
        load: Load {
            request: "inc visits",
            answer: Answer::Number,
        },
        checks: arrange(checks, PLAN),
    }
}

/// Check, step, points.
const PLAN: &[(&str, &str, u32)] = &[
    ("banner", "inc and get", 1),
    ("usage", "inc and get", 1),
    ("taken-port", "inc and get", 1),
    ("inc", "inc and get", 9),
    ("shared", "inc and get", 5),
    ("pipelining", "inc and get", 2),
    ("pieces", "inc and get", 2),
    ("half-close", "inc and get", 2),
    ("nothing-printed", "inc and get", 1),
    ("last-line", "inc and get", 1),
    ("many-clients", "inc and get", 3),
    ("lost-update", "inc and get", 20),
    ("unique-numbers", "inc and get", 2),
    ("add", "add and errors", 2),
    ("add-lost-update", "add and errors", 2),
    ("bad-requests", "add and errors", 2),
    ("overflow", "add and errors", 3),
    ("names", "add and errors", 2),
    ("integers", "add and errors", 1),
    ("long-lines", "add and errors", 1),
    ("any-requests", "add and errors", 2),
    ("silent-client", "stalls and panics", 4),
    ("stalled-client", "stalls and panics", 3),
    ("unread-replies", "stalls and panics", 1),
    ("after-reset", "stalls and panics", 3),
    ("no-growth", "stalls and panics", 2),
    ("poisoned-lock", "stalls and panics", 2),
    ("move", "move and sum", 4),
    ("move-errors", "move and sum", 2),
    ("move-to-itself", "move and sum", 2),
    ("sum", "move and sum", 2),
    ("sum-overflow", "move and sum", 1),
    ("half-move", "move and sum", 3),
    ("opposite-moves", "move and sum", 2),
    ("linearizable", "move and sum", 1),
    ("schedules", "move and sum", 3),
];
