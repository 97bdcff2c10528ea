//! Histories made by carrying operations out, rightly or as a server would that holds no lock.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::counters::{Counters, Name, Reply, Request};
use super::{History, Model, Operation};

/// An operation to carry out. Times are in microseconds.
#[derive(Clone, Debug)]
pub struct Plan {
    pub request: Request,
    /// From its client's last reply to the request, …
    pub wait: u64,
    /// … from there to where it takes effect, …
    pub before: u64,
    /// … and from there to the reply.
    pub after: u64,
    /// Whether the reply gets lost.
    pub lost: bool,
}

/// How a server carries operations out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Server {
    /// One after another.
    Right,
    /// Between reading a counter and writing it, others come and go.
    LosesUpdates,
    /// Between taking from one counter and adding to another, others come and go.
    HalfMoves,
}

/// Carries plans out for so many clients, each of which has one operation at a time.
pub fn execute(plans: &[Plan], clients: usize, server: Server) -> History<Request, Reply> {
    let mut clocks = vec![0; clients];
    let mut operations = Vec::new();
    let mut effects = BTreeMap::new();
    for (number, plan) in plans.iter().enumerate() {
        // Whoever has nothing to do takes the next.
        let client = (0..clients)
            .min_by_key(|&client| clocks[client])
            .unwrap_or(0);
        let start = clocks[client] + plan.wait;
        let effect = start + plan.before;
        let end = effect + plan.after;
        clocks[client] = end + 1;
        effects.insert((effect, number, Half::First), plan);
        effects.insert((end, number, Half::Second), plan);
        operations.push(Operation {
            client: client as u32,
            request: plan.request.clone(),
            reply: None,
            start: Duration::from_micros(start),
            end: Duration::from_micros(end),
        });
    }
    let mut store = Store::default();
    for ((_, number, half), plan) in effects {
        if let Some(reply) = store.carry_out(number, &plan.request, half, server)
            && !plan.lost
        {
            operations[number].reply = Some(reply);
        }
    }
    History { operations }
}

/// An operation without a lock has two moments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Half {
    First,
    Second,
}

struct Store {
    state: <Counters as Model>::State,
    read: HashMap<usize, i64>,
}

impl Default for Store {
    fn default() -> Store {
        Store {
            state: Counters::default().initial(),
            read: HashMap::new(),
        }
    }
}

impl Store {
    fn carry_out(
        &mut self,
        number: usize,
        request: &Request,
        half: Half,
        server: Server,
    ) -> Option<Reply> {
        match (server, request, half) {
            (Server::LosesUpdates, Request::Inc(name), Half::First) => {
                let Reply::Number(value) = self.apply(&Request::Get(name.clone())) else {
                    return None;
                };
                self.read.insert(number, value);
                None
            }
            (Server::LosesUpdates, Request::Inc(name), Half::Second) => {
                let Reply::Number(now) = self.apply(&Request::Get(name.clone())) else {
                    return None;
                };
                let wanted = self.read[&number] + 1;
                Some(self.apply(&Request::Add(name.clone(), wanted - now)))
            }
            (Server::HalfMoves, Request::Move(from, to, amount), _) if from != to => {
                let part = match half {
                    Half::First => Request::Add(from.clone(), -amount),
                    Half::Second => Request::Add(to.clone(), *amount),
                };
                self.apply(&part);
                (half == Half::Second).then_some(Reply::Ok)
            }
            (_, _, Half::First) => Some(self.apply(request)),
            (_, _, Half::Second) => None,
        }
    }

    fn apply(&mut self, request: &Request) -> Reply {
        let (after, reply) = Counters::default().apply(&self.state, request);
        self.state = after;
        reply
    }
}

/// How often which request is drawn: `inc`, `add`, `get`, `move`, `sum`.
pub type Mix = [u32; 5];

pub fn request(
    mix: Mix,
    names: &'static [&'static str],
    amount: BoxedStrategy<i64>,
) -> BoxedStrategy<Request> {
    let name = || prop::sample::select(names).prop_map(Name::from);
    prop_oneof![
        mix[0] => name().prop_map(Request::Inc),
        mix[1] => (name(), amount.clone()).prop_map(|(name, amount)| Request::Add(name, amount)),
        mix[2] => name().prop_map(Request::Get),
        mix[3] => (name(), name(), amount).prop_map(|(from, to, amount)| Request::Move(from, to, amount)),
        mix[4] => Just(Request::Sum),
    ]
    .boxed()
}

/// Plans whose operations take up to twice `half` microseconds each, and of which one in
/// `lost` gets no reply.
pub fn plan(request: BoxedStrategy<Request>, half: u64, lost: f64) -> BoxedStrategy<Plan> {
    (
        request,
        0..4_u64,
        0..=half,
        0..=half,
        prop::bool::weighted(lost),
    )
        .prop_map(|(request, wait, before, after, lost)| Plan {
            request,
            wait,
            before,
            after,
            lost,
        })
        .boxed()
}

/// Draws the same on every machine.
pub fn runner(cases: u32) -> TestRunner {
    let config = Config {
        cases,
        failure_persistence: None,
        rng_algorithm: RngAlgorithm::XorShift,
        ..Config::default()
    };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::XorShift, &[7; 16]))
}
