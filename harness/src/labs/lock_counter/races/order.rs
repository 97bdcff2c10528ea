//! A history of many clients, judged by the model of the counters.

use std::time::Duration;

use proptest::collection::vec;
use proptest::prelude::*;

use super::PACE;
use crate::finding::{Finding, Trouble};
use crate::history::counters::{Counters, Reply, Request};
use crate::history::{History, Judgement, Operation, Part, judge as judge_history};
use crate::property;
use crate::scene::Scene;
use crate::slow_motion::{self, QUICK};
use crate::swarm::{Exchange, Silence, Swarm, transcript};

/// How many clients there are, and how much they ask together.
const CLIENTS: u32 = 16;
const REQUESTS: usize = 1_000;

/// Two clients in slow motion, then 16 at random, each of whom asks again as soon as it is answered.
///
/// # Errors
/// No order of their requests explains what they were told.
pub fn judge(scene: &mut Scene<'_>) -> Result<(), Trouble> {
    let mut running = scene.start_server()?;
    let (mut swarm, gathered) = Swarm::gather(&mut running, 2, &["get a"]);
    let outcome = gathered.and_then(|()| meet(&mut swarm));
    conclude(scene, swarm, outcome)?;

    let requests = property::draw(&vec(request(), REQUESTS).boxed(), scene.seed)?;
    let mut running = scene.start_server()?;
    let (mut swarm, gathered) = Swarm::gather(&mut running, CLIENTS, &["get a"]);
    let outcome = gathered.and_then(|()| play(&mut swarm, &requests));
    conclude(scene, swarm, outcome)
}

/// What meets in slow motion, beside that of which the other checks are made.
const MEETINGS: [(&str, &str); 4] = [
    ("move a b 1", "inc a"),
    ("inc b", "move a b 1"),
    ("add a 5", "move b a 1"),
    ("sum", "inc a"),
];

/// Where slow motion is not to be had, the other checks have said so.
fn meet(swarm: &mut Swarm<'_>) -> Result<(), Silence> {
    for (slow, quick) in MEETINGS {
        slow_motion::play(swarm, slow, &mut || quick.to_owned(), PACE)?;
        swarm.ask(QUICK, "get a");
        swarm.ask(QUICK, "get b");
        swarm.await_replies()?;
    }
    Ok(())
}

fn play(swarm: &mut Swarm<'_>, requests: &[Request]) -> Result<(), Silence> {
    let mut left = requests.iter();
    let mut more = true;
    while more {
        for client in 1..=swarm.size() {
            if swarm.hear(client) {
                match left.next() {
                    Some(request) => swarm.ask(client, &request.to_string()),
                    None => more = false,
                }
            }
        }
        swarm.await_any()?;
    }
    swarm.await_replies()
}

fn conclude(
    scene: &mut Scene<'_>,
    mut swarm: Swarm<'_>,
    outcome: Result<(), Silence>,
) -> Result<(), Trouble> {
    if let Err(silence) = outcome {
        return Err(swarm.tell(scene, silence));
    }
    let history = history(scene, swarm.exchanges())?;
    match judge_history(&Counters::of(&history), &history) {
        Judgement::Explained => Ok(()),
        Judgement::Unexplained(part) => Err(tell(scene, &part).into()),
        Judgement::Undecided => {
            scene.note("a history was too entangled to be judged, and counts as right".into());
            Ok(())
        }
    }
}

/// What was asked and told, in the model's words.
fn history(scene: &Scene<'_>, exchanges: &[Exchange]) -> Result<History<Request, Reply>, Trouble> {
    let operations = exchanges.iter().map(|exchange| {
        let told = exchange.reply.as_deref().unwrap_or_default();
        Ok(Operation {
            client: exchange.client,
            request: Request::parse(&exchange.request)
                .ok_or_else(|| Trouble::Harness(format!("`{}` is no request", exchange.request)))?,
            reply: Some(Reply::parse(told).ok_or_else(|| no_reply(scene, exchange))?),
            start: exchange.asked,
            end: exchange.answered.unwrap_or(Duration::MAX),
        })
    });
    Ok(History {
        operations: operations.collect::<Result<_, Trouble>>()?,
    })
}

fn no_reply(scene: &Scene<'_>, exchange: &Exchange) -> Trouble {
    let told = exchange.reply.clone().unwrap_or_default();
    let mut finding = scene
        .find(format!(
            "client {} was told what is no reply",
            exchange.client
        ))
        .comparing("a number, `ok`, or `error: REASON`", format!("`{told}`"));
    finding.transcript = Some(transcript(std::slice::from_ref(exchange)));
    finding.into()
}

/// How many operations of a part are drawn; the last ones.
const DRAWN: usize = 16;

fn tell(scene: &Scene<'_>, part: &Part<Counters>) -> Finding {
    let odd = &part.operations[part.unexplained];
    let told = odd.reply.map(|reply| reply.to_string()).unwrap_or_default();
    let mut finding = scene
        .find(format!(
            "no order of what was asked explains what client {} was told",
            odd.client
        ))
        .comparing(
            format!("an order in which `{}` is answered so", odd.request),
            format!("`{told}`, which none explains"),
        );
    let first = part.operations.len().saturating_sub(DRAWN);
    let drawn: Vec<Exchange> = part.operations[first..]
        .iter()
        .map(|operation| Exchange {
            client: operation.client,
            request: operation.request.to_string(),
            reply: operation.reply.map(|reply| reply.to_string()),
            asked: operation.start,
            answered: operation.reply.map(|_| operation.end),
        })
        .collect();
    finding.transcript = Some(transcript(&drawn));
    if let [state] = part.states.as_slice() {
        let values: Vec<String> = state
            .iter()
            .map(|(name, value)| format!("{name} = {value}"))
            .collect();
        let values = match values.as_slice() {
            [] => "every counter was 0".to_owned(),
            values => format!("it was {}, and every other counter 0", values.join(", ")),
        };
        finding.remarks.push(format!(
            "When this began, {values}. What came before is explained."
        ));
    }
    finding
}

const NAMES: [&str; 3] = ["a", "b", "c"];

fn request() -> BoxedStrategy<Request> {
    let name = || prop::sample::select(&NAMES[..]).prop_map(std::sync::Arc::from);
    let amount = || -9_i64..10;
    prop_oneof![
        4 => name().prop_map(Request::Inc),
        2 => (name(), amount()).prop_map(|(name, amount)| Request::Add(name, amount)),
        2 => name().prop_map(Request::Get),
        3 => (name(), name(), amount())
            .prop_map(|(from, to, amount)| Request::Move(from, to, amount)),
        2 => Just(Request::Sum),
    ]
    .boxed()
}
