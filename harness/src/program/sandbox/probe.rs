//! Which parts of the sandbox this machine allows. A first call that succeeds says little: some
//! systems grant a user namespace and then no rights in it. So a program is launched with all
//! parts, as a student's would be, and tries to break out; a part that is refused, or does not
//! hold, is left out, and so on until the rest holds.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::net::{Ipv4Addr, TcpListener, UdpSocket};
use std::path::PathBuf;
use std::sync::OnceLock;

use rustix::process::{Resource, geteuid, getpid, getrlimit};
use rustix::thread::UnshareFlags;

use super::{Confinement, Found, Part, Refusal, Terms, confine_to, namespaces, network};
use crate::program::{
    self, Ended, HARD_LIMIT, LaunchError, Program, Role, Standard, Stream, guard,
};

/// The argument that makes an executable of the kit try to break out.
pub(super) const ARGUMENT: &str = "__probe";

/// What was found.
struct Probed {
    allowed: BTreeSet<Part>,
    missing: BTreeMap<Part, String>,
}

static PROBED: OnceLock<Probed> = OnceLock::new();

fn probed() -> &'static Probed {
    PROBED.get_or_init(search)
}

/// The parts that a program's launch can ask for.
pub(super) fn allowed() -> &'static BTreeSet<Part> {
    &probed().allowed
}

/// Each part that would be of use here, and whether this machine allows it. The first call takes
/// some 20 ms and more.
pub fn probe() -> Vec<Found> {
    let network = if network::is_private() {
        Ok("in force for this process".to_owned())
    } else {
        network::try_out().map(|how| match how {
            network::How::Privileged => "made by root".into(),
            network::How::OwnUser => "made in a user namespace".into(),
        })
    };
    let has_network = network.is_ok();
    let mut found = vec![Found {
        part: Part::Network,
        in_force: has_network,
        detail: network.unwrap_or_else(|reason| reason),
    }];
    let probed = probed();
    let others = applicable().into_iter();
    found.extend(
        others
            .filter(|part| !has_network || *part != Part::Ports)
            .map(|part| {
                let missing = probed.missing.get(&part);
                Found {
                    part,
                    in_force: missing.is_none(),
                    detail: missing.cloned().unwrap_or_else(|| "tried, and held".into()),
                }
            }),
    );
    found
}

/// The parts of a launch that make sense for this user.
fn applicable() -> BTreeSet<Part> {
    let mut parts = BTreeSet::from([
        Part::Namespaces,
        Part::Files,
        Part::Ports,
        Part::Calls,
        Part::Limits,
    ]);
    if geteuid().is_root() {
        parts.insert(Part::Owner);
    }
    parts
}

fn search() -> Probed {
    let mut allowed = applicable();
    let mut missing = BTreeMap::new();
    while !allowed.is_empty() {
        match try_to_break_out(&allowed) {
            Ok(holes) if holes.is_empty() => break,
            Ok(holes) => {
                for part in holes {
                    allowed.remove(&part);
                    missing.insert(part, "in force, but it does not hold".into());
                }
            }
            Err((part, reason)) => {
                // What cannot be laid at one part's door is laid at the next one's.
                let part = part.filter(|part| allowed.contains(part));
                let Some(part) = part.or_else(|| allowed.first().copied()) else {
                    break;
                };
                allowed.remove(&part);
                missing.insert(part, reason);
            }
        }
    }
    Probed { allowed, missing }
}

/// Launches the probe with these parts: those that do not hold, or the one that was refused.
fn try_to_break_out(parts: &BTreeSet<Part>) -> Result<Vec<Part>, (Option<Part>, String)> {
    let unknown = |reason: String| (None, reason);
    let executable = guard::executable().map_err(|error| unknown(error.to_string()))?;
    let words = [executable.to_string_lossy().into_owned(), ARGUMENT.into()];
    let terms = Terms {
        confinement: Confinement {
            environment: vec![(PARTS.into(), serde_json::json!(parts).to_string().into())],
            ..Confinement::default()
        }
        .with_own(&words),
        parts: parts.clone(),
        uid: None,
    };
    let program = launch(&words, terms).map_err(|error| match refusal(&error) {
        Some(Refusal { part, reason }) => (Some(*part), reason.clone()),
        None => unknown(error.to_string()),
    })?;
    let ended = program.output().await_end(HARD_LIMIT);
    program.output().drain();
    match ended {
        Some(Ended::Status(0)) => serde_json::from_str(&program.output().text(Stream::Stdout))
            .map_err(|error| unknown(format!("the probe was not understood: {error}"))),
        Some(ended) => Err(unknown(format!("the probe ended with {ended}"))),
        None => Err(unknown("the probe did not end".into())),
    }
}

fn launch(words: &[String], terms: Terms) -> Result<Program, LaunchError> {
    let (folder, order) = program::order(words)?;
    let order = confine_to(order, terms);
    Program::launch_order(Standard::Pipes, Role::Client, folder, &order)
}

/// The part that a launch failed for.
fn refusal(error: &LaunchError) -> Option<&Refusal> {
    match error {
        LaunchError::Harness(error) => error.get_ref()?.downcast_ref(),
        _ => None,
    }
}

/// The variable that says which parts should be in force.
const PARTS: &str = "ROUNDTRIP_PARTS";

/// The life of the probe, inside: it prints the parts that do not hold. An exit status.
pub(super) fn serve() -> i32 {
    let parts = std::env::var(PARTS).unwrap_or_default();
    let Ok(parts) = serde_json::from_str::<BTreeSet<Part>>(&parts) else {
        return 2;
    };
    let holes: Vec<Part> = parts.into_iter().filter(|part| !holds(*part)).collect();
    println!("{}", serde_json::json!(holes));
    0
}

fn holds(part: Part) -> bool {
    match part {
        // The harness sees to this one.
        Part::Network => true,
        // Behind the first process comes this one. That root of ours has no users.
        Part::Namespaces => {
            getpid().as_raw_nonzero().get() == 2 && !PathBuf::from("/etc/passwd").exists()
        }
        Part::Owner => !geteuid().is_root(),
        Part::Files => fs::read_dir("/").is_err() && fs::read("/etc/passwd").is_err(),
        Part::Ports => TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).is_err(),
        Part::Calls => {
            UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).is_err()
                && namespaces::unshare(UnshareFlags::NEWUSER).is_err()
        }
        Part::Limits => getrlimit(Resource::Core).maximum == Some(0),
    }
}
