//! Lab 1, `echo`: a server that sends back what it receives, one client at a time, and its
//! client.

use super::{arrange, bytes, command_line, lines};
use crate::lab::{Compiled, Lab, Load};

/// The lab.
pub fn lab() -> Lab {
    let mut checks = command_line::server_checks();
    // The first of a name is taken.
    checks.push(bytes::no_growth_of_memory());
    checks.extend(bytes::checks());
    checks.extend(lines::command_line_checks());
    checks.extend(lines::checks());
    Lab {
        number: 1,
        name: "echo",
        title: "one client at a time",
        steps: &[
            "banner",
            "one message",
            "the loop",
            "any bytes",
            "bad clients",
            "the client",
        ],
        compiled: Compiled::Plainly,
        load: Load::ECHO,
        checks: arrange(checks, PLAN),
    }
}

/// Check, step, points.
const PLAN: &[(&str, &str, u32)] = &[
    ("banner", "banner", 3),
    ("usage", "banner", 1),
    ("taken-port", "banner", 2),
    ("one-line", "one message", 10),
    ("many-messages", "the loop", 7),
    ("half-close", "the loop", 5),
    ("half-close-at-once", "the loop", 3),
    ("next-client", "the loop", 6),
    ("nothing-printed", "the loop", 1),
    ("any-bytes", "any bytes", 7),
    ("any-cutting", "any bytes", 6),
    ("cut-utf8", "any bytes", 3),
    ("large-echo", "any bytes", 5),
    ("short-writes", "any bytes", 4),
    ("nothing-added", "any bytes", 3),
    ("after-reset", "bad clients", 3),
    ("after-reset-mid-write", "bad clients", 3),
    ("accept-error", "bad clients", 1),
    ("no-growth", "bad clients", 3),
    ("client-usage", "the client", 1),
    ("client-no-server", "the client", 2),
    ("client-one-line", "the client", 4),
    ("client-lines", "the client", 3),
    ("client-empty-line", "the client", 1),
    ("client-exit", "the client", 2),
    ("client-end-of-input", "the client", 2),
    ("client-last-line", "the client", 1),
    ("client-reply-in-pieces", "the client", 2),
    ("client-two-replies-in-one", "the client", 2),
    ("client-long-reply", "the client", 1),
    ("client-utf8", "the client", 1),
    ("client-server-gone", "the client", 1),
    ("client-broken-reply", "the client", 1),
];
