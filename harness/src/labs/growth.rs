//! What a server keeps of clients that have left.

use crate::finding::Trouble;
use crate::observe::Resources;
use crate::player::Telling;
use crate::scene::{Scene, Server};

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
    round: 90,
    rounds: 2,
};
const LONG: Traffic = Traffic {
    warm_up: 200,
    round: 600,
    rounds: 3,
};

/// What may grow: a name, how it is counted, and how much of it for each client, in every
/// round, is growth. A garbage collector that comes late is not.
struct Kept {
    what: &'static str,
    count: fn(&Resources) -> u64,
    /// For so many clients one unit is growth.
    clients: u64,
    units: u64,
}

const DESCRIPTORS: Kept = Kept {
    what: "descriptors",
    count: |held| held.descriptors as u64,
    clients: 2,
    units: 1,
};
const THREADS: Kept = Kept {
    what: "threads",
    count: |held| held.threads as u64,
    clients: 2,
    units: 1,
};
/// The stack of a thread that nobody joined takes 8 KiB; the heap of a collector wanders by less
/// than half of that.
const MEMORY: Kept = Kept {
    what: "bytes of memory",
    count: |held| held.memory,
    clients: 1,
    units: 4096,
};

/// 200 clients: descriptors and threads.
///
/// `client` is the talk of one client that comes, is served, and leaves.
///
/// # Errors
/// What is kept, or a client that was not served.
pub fn judge(scene: &mut Scene<'_>, client: &str) -> Result<(), Trouble> {
    put_to_the_test(scene, client, &SHORT, &[DESCRIPTORS, THREADS])
}

/// 2,000 clients: descriptors, threads, and memory, which only so many tell from noise.
///
/// # Errors
/// What is kept, or a client that was not served.
pub fn judge_long(scene: &mut Scene<'_>, client: &str) -> Result<(), Trouble> {
    put_to_the_test(scene, client, &LONG, &[DESCRIPTORS, THREADS, MEMORY])
}

fn put_to_the_test(
    scene: &mut Scene<'_>,
    client: &str,
    traffic: &Traffic,
    kept: &[Kept],
) -> Result<(), Trouble> {
    let talk = scene.read(client)?;
    let mut server = scene.start_server()?;
    let serve = |server: &mut Server, clients: usize| -> Result<(), Trouble> {
        (0..clients).try_for_each(|_| scene.converse(server, &talk, Telling::Whole))
    };
    serve(&mut server, traffic.warm_up)?;
    let mut held = vec![at_rest(&mut server)];
    for _ in 0..traffic.rounds {
        serve(&mut server, traffic.round)?;
        held.push(at_rest(&mut server));
    }
    let clients = traffic.warm_up + traffic.rounds * traffic.round;
    for Kept {
        what,
        count,
        clients: each,
        units,
    } in kept
    {
        let values: Vec<u64> = held.iter().map(count).collect();
        let growth = traffic.round as u64 / each * units;
        if values.windows(2).all(|pair| pair[1] >= pair[0] + growth) {
            let (first, last) = (values[0], values[traffic.rounds]);
            let warm_up = traffic.warm_up;
            return Err(scene
                .find(format!("the server keeps {what} of clients that have left"))
                .comparing(
                    format!("about {first} {what}, as after the first {warm_up} clients"),
                    format!("{last} {what} after {clients} clients, all of whom have left"),
                )
                .into());
        }
    }
    Ok(())
}

/// Measured once the server has done all that it will do for the clients so far.
fn at_rest(server: &mut Server) -> Resources {
    server.program.rest();
    server.program.observer.resources()
}
