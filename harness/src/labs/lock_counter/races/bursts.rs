//! Bursts: many clients who speak as fast as they can. What they find depends on the machine and
//! its load; where slow motion is not to be had, they are what is left.

use super::collision::{half_move, lost_update};
use crate::finding::Trouble;
use crate::scene::Scene;
use crate::swarm::{Silence, Swarm};

/// One way to burst.
struct Burst {
    clients: u32,
    /// How many requests a client has out at a time.
    at_once: u32,
    /// How often it does that.
    rounds: u32,
}

/// In the order in which they find most, on an idle machine and on a busy one.
const BURSTS: [Burst; 3] = [
    Burst {
        clients: 64,
        at_once: 50,
        rounds: 1,
    },
    Burst {
        clients: 16,
        at_once: 1,
        rounds: 20,
    },
    Burst {
        clients: 8,
        at_once: 1,
        rounds: 50,
    },
];

/// What bursts are there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zeal {
    /// Beside slow motion, which has found nothing.
    Beside,
    /// In place of slow motion.
    InPlace,
}

impl Zeal {
    /// How many times the requests.
    fn times(self) -> u32 {
        match self {
            Zeal::Beside => 1,
            Zeal::InPlace => 4,
        }
    }
}

/// Bursts of `inc`, `add` or `move`.
///
/// # Errors
/// What was found.
pub fn judge(scene: &mut Scene<'_>, kind: &str, zeal: Zeal) -> Result<(), Trouble> {
    for burst in &BURSTS {
        let burst = &Burst {
            at_once: burst.at_once * if burst.at_once > 1 { zeal.times() } else { 1 },
            rounds: burst.rounds * zeal.times(),
            ..*burst
        };
        let mut running = scene.start_server()?;
        let (mut swarm, gathered) = Swarm::gather(&mut running, burst.clients, &["get warm"]);
        let outcome = gathered.and_then(|()| play(&mut swarm, burst, kind));
        if let Err(silence) = outcome {
            return Err(swarm.tell(scene, silence));
        }
        let asked = swarm.exchanges();
        let found = match kind {
            "move" => half_move(scene, asked),
            _ => {
                let about: Vec<_> = asked
                    .iter()
                    .filter(|exchange| exchange.request.contains(" a"))
                    .cloned()
                    .collect();
                lost_update(scene, &about)
            }
        };
        if let Some(finding) = found {
            return Err(finding.into());
        }
    }
    Ok(())
}

fn play(swarm: &mut Swarm<'_>, burst: &Burst, kind: &str) -> Result<(), Silence> {
    if kind == "move" {
        swarm.ask(1, "add a 1000");
        swarm.await_replies()?;
    }
    let requests: &[&str] = match kind {
        "move" => &["move a b 1", "sum", "move b a 1", "sum"],
        "add" => &["add a 1"],
        _ => &["inc a"],
    };
    for _ in 0..burst.rounds {
        for client in 1..=burst.clients {
            let turn = |count| requests[(client + count) as usize % requests.len()].to_owned();
            swarm.ask_all(client, (0..burst.at_once).map(turn));
        }
        swarm.await_replies()?;
    }
    if kind != "move" {
        swarm.ask(1, "get a");
        swarm.await_replies()?;
    }
    Ok(())
}
