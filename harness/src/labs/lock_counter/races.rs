//! What several threads do at a time: in slow motion, so that it shows every time, and in bursts.

use crate::check::{Check, Proof, server};
use crate::finding::{Finding, Trouble};
use crate::scene::Scene;
use crate::slow_motion::{self, Pace, Played, QUICK, SLOW};
use crate::swarm::{Exchange, Silence, Swarm};

mod bursts;
mod collision;
mod order;

use bursts::Zeal;
use collision::{half_move, lost_update};

/// The checks, without steps and points.
pub fn checks() -> Vec<Check> {
    vec![
        server(
            "lost-update",
            &["shared"],
            "Each number that `inc` hands out is handed out once, also where one client's thread \
             is slow between any two instructions.",
            "Read, add, write: two threads that both read before either writes have counted once. \
             It happens once in a million times, and then nobody believes it.",
            Proof::Scene {
                told: "The thread that serves client 1 is run in slow motion, one instruction at a \
                       time, while it answers an `inc`; meanwhile client 2 asks for `inc` of the \
                       same counter at full speed. No number may be told twice, and the counter \
                       must end at the number of requests. Where slow motion is not to be had, \
                       many clients at full speed ask the same, and the report says so.",
                play: |scene| judge(scene, &LOST_UPDATE),
            },
        ),
        server(
            "unique-numbers",
            &["lost-update"],
            "64 clients who count as fast as they can are never given a number twice.",
            "What holds for two threads must hold for all.",
            Proof::Scene {
                told: "64 clients send 50 times `inc` of one counter each, all at once; then 16 \
                       and 8 clients ask one by one, as fast as they are answered. No number may \
                       be told twice, and the counter must end at the number of requests.",
                play: |scene| bursts::judge(scene, "inc", Zeal::Beside),
            },
        ),
        server(
            "add-lost-update",
            &["lost-update", "add"],
            "`add` changes a counter in one step, too.",
            "A second way to the same number is a second chance to forget the lock.",
            Proof::Scene {
                told: "As in lost-update: the thread that serves client 1 is run in slow motion, \
                       one instruction at a time, while it answers an `add`, and client 2 asks for \
                       `inc` of the same counter at full speed. No number may be told twice, and \
                       the counter must end at the number of requests. Where slow motion is not to \
                       be had, many clients at full speed ask the same, and the report says so.",
                play: |scene| judge(scene, &ADD_LOST_UPDATE),
            },
        ),
        server(
            "half-move",
            &["lost-update", "sum"],
            "No `sum` ever sees half of a `move`.",
            "Between the taking and the giving the money is nowhere. Whoever adds up then finds it \
             missing.",
            Proof::Scene {
                told: "All counters together hold 1000. One client's thread is run in slow motion, \
                       one instruction at a time, while it answers a `move`, and the other client \
                       asks for `sum` at full speed; then the other way round. Every `sum` must be \
                       1000. Where slow motion is not to be had, many clients at full speed ask \
                       the same, and the report says so.",
                play: |scene| judge(scene, &HALF_MOVE),
            },
        ),
        server(
            "opposite-moves",
            &["lost-update", "move"],
            "A `move` from a to b and one from b to a at the same time are both answered.",
            "Two locks taken in two orders: each thread holds what the other one wants, and both \
             wait for ever.",
            Proof::Scene {
                told: "One client's thread is run in slow motion, one instruction at a time, while \
                       it answers `move a b 1`, and the other client asks for `move b a 1` at full \
                       speed. Both must be answered, however often. Where slow motion is not to be \
                       had, many clients at full speed ask the same, and the report says so.",
                play: |scene| judge(scene, &OPPOSITE_MOVES),
            },
        ),
        server(
            "linearizable",
            &[
                "half-move",
                "opposite-moves",
                "add-lost-update",
                "any-requests",
                "move-errors",
                "move-to-itself",
            ],
            "Whatever 16 clients ask at the same time, there is one order of their requests that \
             explains every reply.",
            "This is what a lock is for: the threads run at once, and to the clients it looks as if \
             they took turns.",
            Proof::Scene {
                told: "Two clients, one of them in slow motion, and then 16 clients with 1000 \
                       requests at random, the same ones each time. When each was asked and what \
                       it was told is written down, and an order of all requests is looked for \
                       that explains every reply: if there is none, the check fails.",
                play: order::judge,
            },
        ),
        server(
            "schedules",
            &[
                "any-requests",
                "silent-client",
                "stalled-client",
                "poisoned-lock",
                "move-errors",
                "move-to-itself",
                "sum-overflow",
            ],
            "Whichever of its threads goes on at every step, nothing is counted wrong and nobody \
             waits for ever.",
            "Slow motion looks between the instructions of one thread; here every thread may be \
             anywhere.",
            Proof::Schedules(400),
        ),
    ]
}

/// Requests that meet, and what must hold of their replies. `{}` is a counter that no other meeting
/// is about.
struct Race {
    /// What is asked again and again before, so that all that happens at a first time has happened.
    warm_up: &'static [&'static str],
    /// What is asked once, to begin with.
    setup: &'static [&'static str],
    /// What is asked in slow motion of a counter that nobody has touched; the other client touches
    /// it at each place where the slow thread can be stopped.
    first_time: Option<&'static str>,
    /// What meets besides: in slow motion, and at full speed.
    meetings: &'static [(&'static str, &'static str)],
    /// What is wrong with what was asked and told in a meeting.
    find: fn(&Scene<'_>, &[Exchange]) -> Option<Finding>,
    /// The request that bursts are made of, where slow motion is not to be had.
    burst: &'static str,
}

const LOST_UPDATE: Race = Race {
    warm_up: &["inc warm", "get warm"],
    setup: &[],
    first_time: Some("inc {}"),
    meetings: &[("inc {}", "inc {}")],
    find: lost_update,
    burst: "inc",
};

const ADD_LOST_UPDATE: Race = Race {
    warm_up: &["add warm 1", "get warm"],
    setup: &[],
    first_time: Some("add {} 1"),
    meetings: &[("add {} 1", "inc {}")],
    find: lost_update,
    burst: "add",
};

const HALF_MOVE: Race = Race {
    warm_up: &["move warm cold 0", "sum"],
    setup: &["add a 1000"],
    first_time: None,
    meetings: &[
        ("move a b 1", "sum"),
        ("sum", "move a b 1"),
        ("sum", "move b a 1"),
    ],
    find: half_move,
    burst: "move",
};

const OPPOSITE_MOVES: Race = Race {
    warm_up: &["move warm cold 0", "move cold warm 0"],
    setup: &["add a 1000", "add b 1000"],
    first_time: None,
    meetings: &[("move a b 1", "move b a 1")],
    find: |_, _| None,
    burst: "move",
};

/// How often a warm-up is asked. A just-in-time compiler takes its time to be convinced.
const WARM_UP: usize = 300;
/// Where the slow thread stands still besides: often enough to come between a read and the write
/// behind it in a program that was not optimised, and seldom enough to cost less than the steps.
const EVERY: u64 = 8;
const PACE: Pace = Pace {
    every: EVERY,
    first: 0,
    recovery: 300,
};
/// How often a meeting is played in an interpreter: where the slow thread has handed over its global
/// lock, it may hand it over elsewhere the next time.
const INTERPRETED: u64 = 6;
/// At how many places a thread is stopped at most.
const MOST_STOPS: usize = 48;

fn judge(scene: &mut Scene<'_>, race: &Race) -> Result<(), Trouble> {
    let mut running = scene.start_server()?;
    let (mut swarm, gathered) = Swarm::gather(&mut running, 2, &["get warm"]);
    let played = gathered.and_then(|()| meet(scene, &mut swarm, race));
    match played {
        Ok(Met::Well) => Ok(()),
        Ok(Met::Badly(finding)) => Err(Trouble::Found(finding)),
        Err(silence) => Err(swarm.tell(scene, silence)),
        Ok(Met::Not(why)) => {
            drop(swarm);
            drop(running);
            scene.note(format!(
                "judged by bursts, since slow motion was not to be had: {why}"
            ));
            bursts::judge(scene, race.burst, Zeal::InPlace)
        }
    }
}

/// How the meetings of a race went.
enum Met {
    Well,
    Badly(Box<Finding>),
    Not(String),
}

impl Met {
    fn badly(mut finding: Finding, remark: String) -> Met {
        finding.remarks.push(remark);
        Met::Badly(Box::new(finding))
    }
}

fn meet(scene: &Scene<'_>, swarm: &mut Swarm<'_>, race: &Race) -> Result<Met, Silence> {
    for line in race.warm_up.iter().cycle().take(WARM_UP) {
        swarm.ask(SLOW, line);
        swarm.await_replies()?;
    }
    for line in race.setup {
        swarm.ask(QUICK, line);
        swarm.await_replies()?;
    }
    let mut is_interpreted = false;
    for (round, meeting) in race.meetings.iter().enumerate() {
        for again in 0..INTERPRETED {
            let name = format!("round-{round}-{again}");
            let [slow, quick] = [meeting.0, meeting.1].map(|request| request.replace("{}", &name));
            let begun = swarm.exchanges().len();
            let pace = Pace {
                // In turn, so that other instructions are next to a standstill.
                first: EVERY / 2 * (round as u64 % 2),
                recovery: PACE.recovery + again * 50,
                ..PACE
            };
            let slowness = match slow_motion::play(swarm, &slow, &mut || quick.clone(), pace)? {
                Played::Slowly(slowness) => slowness,
                Played::Not(why) => return Ok(Met::Not(why)),
            };
            if let Some(finding) = look_back(scene, swarm, race, begun, &name)? {
                let remark = format!(
                    "In slow motion: thread {}, which serves client {SLOW}, was run one instruction \
                     at a time, and client {QUICK} was answered {} times meanwhile. {ALL_THE_TIME}",
                    slowness.thread, slowness.answered
                );
                return Ok(Met::badly(finding, remark));
            }
            is_interpreted |= slowness.is_interpreted;
            if !is_interpreted {
                break;
            }
        }
    }
    // Behind the meetings, which come between any two instructions: so the same program is told the
    // same, and not now what a first touch and now what any other has found.
    match race.first_time {
        Some(request) => meet_at_first(scene, swarm, race, request),
        None => Ok(Met::Well),
    }
}

/// The first request about a counter is slow, and the second one comes between.
fn meet_at_first(
    scene: &Scene<'_>,
    swarm: &mut Swarm<'_>,
    race: &Race,
    request: &str,
) -> Result<Met, Silence> {
    let request = |name: &str| request.replace("{}", name);
    let bystander = || "get warm".to_owned();
    let whole = match slow_motion::play(swarm, &request("first"), &mut { bystander }, PACE)? {
        Played::Slowly(slowness) => slowness,
        Played::Not(why) => return Ok(Met::Not(why)),
    };
    for (round, stop) in whole.stops(MOST_STOPS).into_iter().enumerate() {
        let name = format!("first-{round}");
        let begun = swarm.exchanges().len();
        let other = format!("inc {name}");
        let slowness = match slow_motion::stop_at(swarm, &request(&name), &other, stop)? {
            Played::Slowly(slowness) => slowness,
            Played::Not(why) => return Ok(Met::Not(why)),
        };
        if let Some(finding) = look_back(scene, swarm, race, begun, &name)? {
            let remark = format!(
                "Nobody had touched this counter before. Thread {}, which serves client {SLOW}, was \
                 stopped for a moment, and client {QUICK} came between. {ALL_THE_TIME}",
                slowness.thread
            );
            return Ok(Met::badly(finding, remark));
        }
    }
    Ok(Met::Well)
}

/// What is wrong with a meeting, once all has been answered and the counter was asked for.
fn look_back(
    scene: &Scene<'_>,
    swarm: &mut Swarm<'_>,
    race: &Race,
    begun: usize,
    name: &str,
) -> Result<Option<Finding>, Silence> {
    if swarm.exchanges()[begun..]
        .iter()
        .any(|exchange| exchange.request.contains(name))
    {
        swarm.ask(QUICK, &format!("get {name}"));
        swarm.await_replies()?;
    }
    Ok((race.find)(scene, &swarm.exchanges()[begun..]))
}

const ALL_THE_TIME: &str =
    "On your own you would meet this once in a long while; it is there all the time.";
