//! Properties: any of many talks must come true, and the smallest that does not is told.
//!
//! The talks come from a proptest strategy, drawn with the check's own seed, so that the same
//! seed gives the same talks. A case counts as failed only where it fails with a program that
//! was just started: what earlier clients have left behind is the business of other checks. It
//! is then shrunk to the smallest talk that still fails, and that is played three times more;
//! where it does not fail each time, the finding says so.

use std::cell::RefCell;

use proptest::strategy::{BoxedStrategy, Strategy, ValueTree};
use proptest::test_runner::{
    Config, RngAlgorithm, RngSeed, TestCaseError, TestError, TestRng, TestRunner, noop_result_cache,
};

use crate::finding::{Finding, Trouble};
use crate::player::Telling;
use crate::scene::{Scene, Server};
use crate::talk::Talk;

/// How many talks are played at most to find a smaller one. A count and no time: a loaded machine
/// must not show another talk than an idle one.
const SHRINKS: u32 = 120;
/// Not proptest's own choice, ChaCha: without the compiler's optimisation that takes half of the
/// time of a property, and nobody has to be kept from guessing a test.
const ALGORITHM: RngAlgorithm = RngAlgorithm::XorShift;
/// How often the smallest talk is played again.
const CONFIRMATIONS: u32 = 3;

/// Plays `cases` talks of a strategy.
///
/// # Errors
/// The finding of the smallest talk that fails, or why the harness could not judge.
pub fn run(scene: &Scene<'_>, cases: u32, strategy: BoxedStrategy<Talk>) -> Result<(), Trouble> {
    let stage = RefCell::new(Stage {
        server: None,
        found: None,
        reuse: Reuse::WhileItPasses,
        shrinks: 0,
        broken: None,
    });
    let mut runner = TestRunner::new_with_rng(config(cases, scene.seed), rng(scene.seed));
    let outcome = runner.run(&strategy, |talk| {
        stage
            .borrow_mut()
            .play(scene, &talk)
            .map_err(TestCaseError::fail)
    });
    let mut stage = stage.into_inner();
    if let Some(reason) = stage.broken {
        return Err(Trouble::Harness(reason));
    }
    match outcome {
        Ok(()) => Ok(()),
        Err(TestError::Abort(reason)) => Err(Trouble::Harness(format!("proptest: {reason}"))),
        Err(TestError::Fail(_, smallest)) => {
            stage.server = None;
            let mut failures = 0;
            let mut story = stage.found;
            for _ in 0..CONFIRMATIONS {
                match scene.perform(&smallest) {
                    Ok(()) => {}
                    Err(Trouble::Found(finding)) => {
                        failures += 1;
                        story = Some(finding);
                    }
                    Err(other) => return Err(other),
                }
            }
            let mut story = story.unwrap_or_else(|| Box::new(scene.find("a talk failed")));
            if failures < CONFIRMATIONS {
                story.remarks.push(format!(
                    "This talk does not fail each time: played {CONFIRMATIONS} times more, it \
                     failed {failures} times. The program's behaviour depends on timing."
                ));
            }
            Err(Trouble::Found(story))
        }
    }
}

/// One value of a strategy, the same for the same seed.
///
/// # Errors
/// The strategy yields none.
pub fn draw<Value: std::fmt::Debug>(
    strategy: &BoxedStrategy<Value>,
    seed: u64,
) -> Result<Value, Trouble> {
    let mut runner = TestRunner::new_with_rng(config(1, seed), rng(seed));
    let tree = strategy
        .new_tree(&mut runner)
        .map_err(|reason| Trouble::Harness(format!("proptest: {reason}")))?;
    Ok(tree.current())
}

/// Whether a server may play more than one case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reuse {
    WhileItPasses,
    /// It has failed where a new one passes: it would go on to, at the price of a diagnosis each.
    Never,
}

/// What the cases of a property share.
struct Stage {
    /// A server that has passed every case so far.
    server: Option<Server>,
    reuse: Reuse,
    /// The last failing case's finding.
    found: Option<Box<Finding>>,
    /// How many smaller talks have been played since the first failure.
    shrinks: u32,
    /// Why the harness cannot go on.
    broken: Option<String>,
}

impl Stage {
    fn play(&mut self, scene: &Scene<'_>, talk: &Talk) -> Result<(), String> {
        if self.found.is_some() {
            self.shrinks += 1;
        }
        // To proptest a talk that is not played is one that passes: it keeps what it has.
        if self.broken.is_some() || self.shrinks > SHRINKS {
            return Ok(());
        }
        if let Some(server) = &mut self.server
            && server.program.ended().is_none()
        {
            if scene.converse(server, talk, Telling::Bare).is_ok() {
                return Ok(());
            }
            self.reuse = Reuse::Never;
        }
        self.server = None;
        let outcome = if scene.check.role == crate::program::Role::Server {
            scene.start_server().and_then(|mut server| {
                scene.converse(&mut server, talk, Telling::Bare)?;
                self.server = Some(server).filter(|_| self.reuse == Reuse::WhileItPasses);
                Ok(())
            })
        } else {
            scene.perform_telling(talk, Telling::Bare)
        };
        match outcome {
            Ok(()) => Ok(()),
            Err(Trouble::Found(finding)) => {
                let headline = finding.headline.clone();
                self.found = Some(finding);
                Err(headline)
            }
            Err(Trouble::Harness(reason) | Trouble::Unexplored(reason)) => {
                self.broken = Some(reason);
                Ok(())
            }
        }
    }
}

/// Every field is set, since proptest's own defaults read the environment.
fn config(cases: u32, seed: u64) -> Config {
    Config {
        cases,
        max_local_rejects: 1_000,
        max_global_rejects: 1_000,
        max_flat_map_regens: 1_000,
        failure_persistence: None,
        source_file: None,
        test_name: None,
        max_shrink_time: 0,
        // It would say on standard error that it stops; the stage stops without a word.
        max_shrink_iters: u32::MAX,
        max_default_size_range: 100,
        result_cache: noop_result_cache,
        verbose: 0,
        rng_algorithm: ALGORITHM,
        rng_seed: RngSeed::Fixed(seed),
        _non_exhaustive: (),
    }
}

fn rng(seed: u64) -> TestRng {
    let mut bytes = [0; 16];
    for (place, part) in bytes.chunks_exact_mut(8).enumerate() {
        part.copy_from_slice(&seed.wrapping_add(place as u64).to_le_bytes());
    }
    TestRng::from_seed(ALGORITHM, &bytes)
}
