//! `cargo lab`, once it is built: where the student stands.
//!
//! Beside it: its own part, which is the executable alone, and what cargo takes for as good as
//! nothing, and for looking whether any package of the harness is to be built, which the launcher
//! spares it.

use std::time::Duration;

use anyhow::Result;

use crate::student::{Student, run};
use crate::timing::{median, ms, ratio};

const RUNS: usize = 21;

pub fn bench(student: &Student) -> Result<()> {
    let of = |arguments: &[&str]| median(RUNS, || run(&mut student.cargo(arguments)));
    let bare = median(RUNS, || run(&mut student.lab(&[])))?;
    let build = of(&["build", "--package", "harness", "--bin", "lab"])?;
    let locate = of(&["locate-project"])?;
    let version = of(&["--version"])?;
    let whole = of(&["lab"])?;
    println!("\nthe map once it is built, median of {RUNS} runs");
    println!(
        "  {:<40} {:>9}  {:>7}  as `cargo locate-project`",
        "command", "time", "limit"
    );
    let row = |name: &str, time: Duration, limit: &str| {
        let times = ratio(time, locate);
        println!("  {name:<40} {:>9}  {limit:>7}  {times:.1}", ms(time));
    };
    row("`cargo lab`", whole, "50 ms");
    row("`lab` without cargo", bare, "5 ms");
    row("`cargo build` of it: nothing to build", build, "");
    row("`cargo locate-project`", locate, "");
    row("`cargo --version`", version, "");
    Ok(())
}
