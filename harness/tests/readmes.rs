//! The README of each exercise has a section for each step, and that names the step's checks, all
//! of them and no others.

use std::collections::BTreeSet;
use std::fs;

use harness::labs;

mod kit;

#[test]
fn sections_name_the_checks_of_their_steps() {
    for lab in labs::all() {
        let path = kit::root()
            .join("exercises")
            .join(lab.folder())
            .join("README.md");
        let readme = fs::read_to_string(&path).expect("an exercise has a README");
        let sections: Vec<&str> = readme.split("\n## ").collect();
        for (place, step) in lab.steps.iter().enumerate() {
            let title = format!("{} {step}\n", place + 1);
            let section = sections
                .iter()
                .find_map(|section| section.strip_prefix(&title))
                .unwrap_or_else(|| panic!("{}: no section `## {title}`", path.display()));
            let checks: BTreeSet<&str> = lab
                .checks
                .iter()
                .filter(|check| check.step == *step)
                .map(|check| check.name)
                .collect();
            assert_eq!(named(section), checks, "{}: {step}", path.display());
        }
    }
}

/// The names between backquotes in the paragraph that begins with `Checks:`.
fn named(section: &str) -> BTreeSet<&str> {
    let list = section.split("\nChecks: ").nth(1).unwrap_or_default();
    let list = list.split("\n\n").next().unwrap_or_default();
    list.split('`').skip(1).step_by(2).collect()
}
