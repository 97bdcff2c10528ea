//! A model that gives no hints, and in which what was asked does not settle the state.

use std::time::Duration;

use super::super::{Judgement, judge};
use crate::history::{History, Model, Operation};

/// One value, 0 at first. `Some` writes, `None` reads; both are told the value.
struct Register;

impl Model for Register {
    type State = u32;
    type Request = Option<u32>;
    type Reply = u32;

    fn initial(&self) -> u32 {
        0
    }

    fn apply(&self, state: &u32, request: &Option<u32>) -> (u32, u32) {
        let after = request.unwrap_or(*state);
        (after, after)
    }

    fn satisfies(&self, came: &u32, right: &u32) -> bool {
        came == right
    }
}

fn operation(
    request: Option<u32>,
    reply: u32,
    start: u64,
    end: u64,
) -> Operation<Option<u32>, u32> {
    Operation {
        client: 1,
        request,
        reply: Some(reply),
        start: Duration::from_millis(start),
        end: Duration::from_millis(end),
    }
}

#[test]
fn all_states_are_shown_that_are_possible() {
    let mut history = History {
        operations: vec![
            operation(Some(1), 1, 0, 5),
            operation(Some(2), 2, 1, 4),
            operation(None, 1, 6, 9),
            operation(None, 3, 7, 8),
        ],
    };
    let Judgement::Unexplained(part) = judge(&Register, &history) else {
        panic!("it can be explained");
    };
    let mut states = part.states;
    states.sort_unstable();
    assert_eq!(states, [1, 2]);
    assert_eq!(part.since, Duration::from_millis(5));
    assert_eq!(part.operations.len(), 2);
    assert_eq!(part.operations[0].reply, None);
    assert_eq!(part.operations[part.unexplained], history.operations[3]);
    history.operations[3].reply = Some(1);
    assert!(matches!(judge(&Register, &history), Judgement::Explained));
    history.operations[3].reply = Some(2);
    assert!(matches!(
        judge(&Register, &history),
        Judgement::Unexplained(_)
    ));
}
