//! The labs. A new one is a file here and a line in [`all`].

use crate::check::Check;
use crate::lab::Lab;

mod bytes;
mod calculator;
mod command_line;
mod descriptors;
mod echo;
mod growth;
mod lines;
mod lock_counter;
mod ramp;
mod threaded_echo;
mod unread;

/// All labs, in the order of the course.
pub fn all() -> Vec<Lab> {
    vec![
        echo::lab(),
        threaded_echo::lab(),
        lock_counter::lab(),
        calculator::lab(),
    ]
}

/// A lab by its name, or by its number.
pub fn find(name: &str) -> Option<Lab> {
    all()
        .into_iter()
        .find(|lab| lab.name == name || lab.number.to_string() == name)
}

/// Puts checks in the order of a lab's plan and gives them its steps and points. Checks that
/// the plan leaves out are not the lab's.
fn arrange(checks: Vec<Check>, plan: &[(&'static str, &'static str, u32)]) -> Vec<Check> {
    plan.iter()
        .filter_map(|&(name, step, points)| {
            let check = checks.iter().find(|check| check.name == name)?.clone();
            Some(Check {
                step,
                points,
                ..check
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_lab_is_whole() {
        for lab in all() {
            assert_eq!(lab.points(), 100, "{}: points", lab.name);
            for (place, check) in lab.checks.iter().enumerate() {
                assert!(
                    lab.steps.contains(&check.step),
                    "{}: step {}",
                    check.name,
                    check.step
                );
                for needs in check.needs {
                    let needed = lab.checks.iter().position(|other| other.name == *needs);
                    assert!(
                        needed.is_some_and(|needed| needed < place),
                        "{} needs {needs}",
                        check.name
                    );
                }
            }
            let mut steps: Vec<&str> = lab.checks.iter().map(|check| check.step).collect();
            steps.dedup();
            assert_eq!(
                steps, lab.steps,
                "{}: the checks are in the order of the steps",
                lab.name
            );
        }
    }
}
