//! A student's first build: `cargo lab`, and what the first `cargo lab check echo` compiles.
//!
//! Beside it in the same run: the five packages of the assignment alone, and the installation of
//! `rustlings`, which is what students of Rust wait for elsewhere. Everything is downloaded before.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::student::{Student, cargo_in, run};
use crate::timing::{Cost, ratio};

/// How many times as long as another one's build it may take.
const LIMIT: f64 = 1.5;

/// Builds the student's kit; where it `is_told`, the others as well.
pub fn bench(student: &Student, is_told: bool) -> Result<()> {
    run(&mut student.cargo(&["fetch"]))?;
    let first = Cost::of(|| {
        run(&mut student.cargo(&["lab", "--help"]))?;
        run(&mut student.cargo(&["build", "--package", "echo"]))
    })?;
    if !is_told {
        return Ok(());
    }
    println!("\na student's first build, downloads left out: on the clock, and of the processors");
    row("`cargo lab`, and echo", first, None);
    for (name, other) in [
        ("`cargo install rustlings`", install_rustlings(student)),
        ("the five packages alone", build_five(student)),
    ] {
        match other {
            Ok(other) => row(name, other, Some(first)),
            Err(error) => println!("  {name:<40} not measured: {error:#}"),
        }
    }
    Ok(())
}

fn row(name: &str, cost: Cost, first: Option<Cost>) {
    let [wall, processor] = [cost.wall, cost.processor].map(|time| time.as_secs_f64());
    print!("  {name:<40} {wall:>6.1} s  {processor:>6.1} s");
    if let Some(first) = first {
        print!(
            "  first build: {:.2} times, {:.2} (limit {LIMIT})",
            ratio(first.wall, cost.wall),
            ratio(first.processor, cost.processor)
        );
    }
    println!();
}

fn install_rustlings(student: &Student) -> Result<Cost> {
    let folder = package(student, "rustlings", "rustlings = \"6\"\n")?;
    let root = student.beside("installed");
    Cost::of(|| {
        run(
            cargo_in(&folder, &["install", "rustlings", "--offline", "--root"])
                .arg(root)
                .env("CARGO_TARGET_DIR", folder.join("target")),
        )
    })
}

fn build_five(student: &Student) -> Result<Cost> {
    let folder = package(student, "five", FIVE)?;
    Cost::of(|| run(&mut cargo_in(&folder, &["build", "--offline"])))
}

/// A package that depends on these, which are downloaded.
fn package(student: &Student, name: &str, dependencies: &str) -> Result<PathBuf> {
    let folder = student.beside(name);
    let manifest = format!(
        "[package]\nname = \"depends-on-{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [workspace]\n\n[dependencies]\n{dependencies}"
    );
    fs::create_dir_all(folder.join("src"))?;
    fs::write(folder.join("src/lib.rs"), "")?;
    fs::write(folder.join("Cargo.toml"), manifest)?;
    run(&mut cargo_in(&folder, &["fetch"])).context("it could not be downloaded")?;
    Ok(folder)
}

/// As the harness depends on them.
const FIVE: &str = r#"rstest = { version = "0.28", default-features = false }
assert_cmd = "2"
predicates = { version = "3", default-features = false }
tempfile = "3"
proptest = { version = "=1.12.0", default-features = false, features = ["std"] }
"#;
