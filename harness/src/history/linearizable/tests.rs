mod execution;
use super::*;
use crate::history::counters::*;
use execution::*;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::*;
use std::time::Instant;

#[test]
fn bench() {
    let only = std::env::var("ONLY").unwrap_or_default();
    for (what, mix) in [
        ("mixed", [3, 2, 3, 2, 1]),
        ("inc", [1, 0, 1, 0, 0]),
        ("bank", [0, 1, 2, 8, 2]),
        ("adds", [0, 5, 2, 0, 1]),
        ("moves", [1, 1, 0, 8, 1]),
        ("incmove", [4, 0, 1, 4, 1]),
    ] {
        if !what.contains(&*only) {
            continue;
        }
        for names in [
            &["a"][..],
            &["a", "b", "c"][..],
            &["a", "b", "c", "d", "e", "f", "g", "h"],
        ] {
            for half in [3, 50] {
                for server in [Server::Right] {
                    for lost in [0.0f64] {
                        let mut runner = TestRunner::new_with_rng(
                            Config::default(),
                            TestRng::from_seed(RngAlgorithm::XorShift, &[7; 16]),
                        );
                        let mut worst = (0, std::time::Duration::ZERO);
                        let mut counts = [0; 3];
                        let mut sizes = vec![];
                        for _ in 0..4 {
                            let plans = vec(
                                plan(request(mix, names, (1..20_i64).boxed()), half, lost),
                                1000,
                            )
                            .new_tree(&mut runner)
                            .unwrap()
                            .current();
                            let mut history = execute(&plans, 16, server);
                            if server == Server::Right && std::env::var("BAD").is_ok() {
                                let n = history
                                    .operations
                                    .iter()
                                    .rposition(|o| matches!(o.reply, Some(Reply::Number(_))))
                                    .unwrap();
                                history.operations[n].reply = Some(Reply::Number(-77_777));
                            }
                            let model = Counters::of(&history);
                            let began = Instant::now();
                            let w = weigh(
                                &model,
                                vec![model.initial()],
                                &history,
                                Limits {
                                    judging: STEPS,
                                    shortening: STEPS,
                                },
                            );
                            let took = began.elapsed();
                            worst = worst.max((w.steps, took));
                            match w.judgement {
                                Judgement::Explained => counts[0] += 1,
                                Judgement::Unexplained(p) => {
                                    counts[1] += 1;
                                    sizes.push((p.operations.len(), p.states.len()));
                                }
                                Judgement::Undecided => counts[2] += 1,
                            }
                        }
                        println!(
                            "{what:8} names {} half {half:2} {server:?} lost {lost}: ok/bad/undecided {counts:?} steps {} time {:?} parts {sizes:?}",
                            names.len(),
                            worst.0,
                            worst.1
                        );
                    }
                }
            }
        }
    }
}
