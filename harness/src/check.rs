//! A check: one named promise of a lab's contract, with points.

use proptest::strategy::BoxedStrategy;

use crate::finding::Trouble;
use crate::program::Role;
use crate::scene::Scene;
use crate::talk::Talk;

/// One promise, and how it is put to the test.
#[derive(Clone)]
pub struct Check {
    /// Its name, unique in its lab, as people type it.
    pub name: &'static str,
    /// The step of the lab that it belongs to.
    pub step: &'static str,
    /// Which program it judges.
    pub role: Role,
    /// What it is worth.
    pub points: u32,
    /// The checks without which it could not be judged.
    pub needs: &'static [&'static str],
    /// The promise, as the contract makes it: one sentence.
    pub promise: &'static str,
    /// Why it matters to somebody who runs such a program.
    pub why: &'static str,
    /// How it is put to the test.
    pub proof: Proof,
}

/// How a promise is put to the test.
#[derive(Clone)]
pub enum Proof {
    /// Conversations, written out, each with a program of its own.
    Talks(&'static [&'static str]),
    /// Any of many conversations.
    Property {
        /// How many are tried.
        cases: u32,
        /// What they are drawn from.
        strategy: fn() -> BoxedStrategy<Talk>,
    },
    /// The schedules of the server's threads: so many of each of the lab's scenarios.
    Schedules(u32),
    /// Anything else that can be seen from outside.
    Scene {
        /// What is done and what is looked at, in one to three sentences for a student.
        told: &'static str,
        /// How it is done.
        play: fn(&mut Scene<'_>) -> Result<(), Trouble>,
    },
}

impl Check {
    /// Its full name, `LAB/CHECK`, as `replay` takes it.
    pub fn path(&self, lab: &str) -> String {
        format!("{lab}/{}", self.name)
    }
}

/// A check of the server, without step and points, which a lab's plan gives.
pub fn server(
    name: &'static str,
    needs: &'static [&'static str],
    promise: &'static str,
    why: &'static str,
    proof: Proof,
) -> Check {
    Check {
        name,
        step: "",
        role: Role::Server,
        points: 0,
        needs,
        promise,
        why,
        proof,
    }
}

/// The same of the client.
pub fn client(
    name: &'static str,
    needs: &'static [&'static str],
    promise: &'static str,
    why: &'static str,
    proof: Proof,
) -> Check {
    Check {
        role: Role::Client,
        ..server(name, needs, promise, why, proof)
    }
}
