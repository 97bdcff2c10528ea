//! What a server keeps of clients that have left.

use crate::finding::Trouble;
use crate::observe::Resources;
use crate::player::Telling;
use crate::scene::{Scene, Server};
use crate::talk::{Action, Expectation, Party, Talk};

/// How many clients come and go.
struct Traffic {
    /// Before the first measurement: pools fill, buffers grow.
    warm_up: usize,
    /// Between two measurements.
    round: usize,
    /// Measurements after the first.
    rounds: usize,
}

const SHORT: Traffic = Traffic {
    warm_up: 20,
    round: 120,
    rounds: 2,
};
const LONG: Traffic = Traffic {
    warm_up: 200,
    round: 600,
    rounds: 3,
};

/// What may grow: a name, how it is counted and told, and how much of it for each client, in every
/// round, is growth: less than what is kept of one half of them, who leave in the same way. A
/// garbage collector that comes late is not growth.
struct Kept {
    what: &'static str,
    count: fn(&Resources) -> u64,
    tell: fn(u64) -> String,
    /// For so many clients one unit is growth.
    clients: u64,
    units: u64,
}

const DESCRIPTORS: Kept = Kept {
    what: "descriptors",
    count: |held| held.descriptors as u64,
    tell: |count| format!("{count} descriptors"),
    clients: 3,
    units: 1,
};
const THREADS: Kept = Kept {
    what: "threads",
    count: |held| held.threads as u64,
    tell: |count| format!("{count} threads"),
    clients: 3,
    units: 1,
};
/// The stack of a thread that nobody joined takes 8 KiB; the heap of a collector wanders by less
/// than half of that.
const MEMORY: Kept = Kept {
    what: "memory",
    count: |held| held.memory,
    tell: |bytes| format!("{:.1} MiB of memory", bytes as f64 / 1024.0 / 1024.0),
    clients: 1,
    units: 4096,
};

/// What [`judge`] does, for a student.
pub const TOLD: &str = "260 clients come one after another, and each is served. One says that it \
                        has finished, and sees the server close; the next one breaks off with an \
                        RST. After the first 20, and after each 120 more, the server's open \
                        descriptors and its threads are counted, once it is at rest: they must not \
                        go up each time by as much as one for every three clients.";

/// What [`judge_with_memory`] does, for a student.
pub const TOLD_WITH_MEMORY: &str = "260 clients come one after another, and each is served. One \
                                    says that it has finished, and sees the server close; the next \
                                    one breaks off with an RST. After the first 20, and after each \
                                    120 more, the server's open descriptors, its threads and its \
                                    memory are counted, once it is at rest. Descriptors and \
                                    threads must not go up each time by as much as one for every \
                                    three clients. Where memory goes up, 2,000 clients more must \
                                    show that it does so by chance.";

/// What [`judge_long`] does, for a student.
pub const TOLD_LONG: &str = "2,000 clients come one after another, and each is served. One says \
                             that it has finished, and sees the server close; the next one breaks \
                             off with an RST. After the first 200, and after each 600 more, the \
                             server's open descriptors, its threads and its memory are counted, \
                             once it is at rest. Descriptors and threads must not go up each time \
                             by as much as one for every three clients, nor memory by 4 KiB for \
                             each client.";

/// 260 clients, more than a byte can count: descriptors and threads.
///
/// `client` is the talk of client 1, who comes and is served; how it leaves is added to it.
///
/// # Errors
/// What is kept, or a client that was not served.
pub fn judge(scene: &mut Scene<'_>, client: &str) -> Result<(), Trouble> {
    let held = Trial::begin(scene, client)?.run(scene, &SHORT)?;
    held.must_not_grow(scene, &[DESCRIPTORS, THREADS])
}

/// The same, and where memory has grown as well, which so few clients do not tell from noise, 2,000
/// more: memory.
///
/// # Errors
/// What is kept, or a client that was not served.
pub fn judge_with_memory(scene: &mut Scene<'_>, client: &str) -> Result<(), Trouble> {
    let mut trial = Trial::begin(scene, client)?;
    let held = trial.run(scene, &SHORT)?;
    held.must_not_grow(scene, &[DESCRIPTORS, THREADS])?;
    if !held.grow(&MEMORY) {
        return Ok(());
    }
    trial.run(scene, &LONG)?.must_not_grow(scene, &[MEMORY])
}

/// 2,000 clients: descriptors, threads, and memory, which only so many tell from noise.
///
/// # Errors
/// What is kept, or a client that was not served.
pub fn judge_long(scene: &mut Scene<'_>, client: &str) -> Result<(), Trouble> {
    let held = Trial::begin(scene, client)?.run(scene, &LONG)?;
    held.must_not_grow(scene, &[DESCRIPTORS, THREADS, MEMORY])
}

const CLIENT: Party = Party::Peer(1);

/// A server, and the clients that come to it again and again.
struct Trial {
    server: Server,
    /// One that leaves in good order, and one that breaks off: what is cleaned up at the end of
    /// input is easily forgotten behind a `?`.
    talks: [Talk; 2],
    /// How many have come.
    clients: usize,
}

/// What a server held after each round.
struct Held {
    traffic: &'static Traffic,
    rounds: Vec<Resources>,
    /// How many clients had come before the first of them, and before the last.
    clients: [usize; 2],
}

impl Trial {
    fn begin(scene: &Scene<'_>, client: &str) -> Result<Trial, Trouble> {
        let served = scene.read(client)?;
        let leaves = served.clone().then(CLIENT, Action::Finish);
        let leaves = leaves.then(CLIENT, Action::Expect(Expectation::End));
        Ok(Trial {
            talks: [leaves, served.then(CLIENT, Action::Reset)],
            server: scene.start_server()?,
            clients: 0,
        })
    }

    fn run(&mut self, scene: &Scene<'_>, traffic: &'static Traffic) -> Result<Held, Trouble> {
        self.serve(scene, traffic.warm_up)?;
        let first = self.clients;
        let mut rounds = vec![self.at_rest()];
        for _ in 0..traffic.rounds {
            self.serve(scene, traffic.round)?;
            rounds.push(self.at_rest());
        }
        Ok(Held {
            traffic,
            rounds,
            clients: [first, self.clients],
        })
    }

    fn serve(&mut self, scene: &Scene<'_>, clients: usize) -> Result<(), Trouble> {
        for talk in self.talks.iter().cycle().take(clients) {
            scene.converse(&mut self.server, talk, Telling::Whole)?;
        }
        self.clients += clients;
        Ok(())
    }

    /// Measured once the server has done all that it will do for the clients so far.
    fn at_rest(&mut self) -> Resources {
        self.server.program.rest();
        self.server.program.observer.resources()
    }
}

impl Held {
    /// Whether there was more of this after each round.
    fn grow(&self, kept: &Kept) -> bool {
        let growth = self.traffic.round as u64 / kept.clients * kept.units;
        let values: Vec<u64> = self.rounds.iter().map(kept.count).collect();
        values.windows(2).all(|pair| pair[1] >= pair[0] + growth)
    }

    fn must_not_grow(&self, scene: &Scene<'_>, all: &[Kept]) -> Result<(), Trouble> {
        let Some(kept) = all.iter().find(|kept| self.grow(kept)) else {
            return Ok(());
        };
        let what = kept.what;
        let [before, after] = self.clients;
        let values = [self.rounds.first(), self.rounds.last()];
        let [first, last] = values.map(|held| held.map_or(0, kept.count));
        Err(scene
            .find(format!("the server keeps {what} of clients that have left"))
            .comparing(
                format!(
                    "about {}, as after the first {before} clients",
                    (kept.tell)(first)
                ),
                format!(
                    "{} after {after} clients, all of whom have left",
                    (kept.tell)(last)
                ),
            )
            .into())
    }
}
