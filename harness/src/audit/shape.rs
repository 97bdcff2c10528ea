//! Starter and solution must not drift apart.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::files_below;
use crate::lab::Lab;
use crate::source::{Kit, cargo};

/// What only one side has: the task and its hints, and the hidden checks.
const ONE_SIDED: [&str; 3] = ["README.md", "hints.md", "talks"];

/// The differences in files and public signatures.
///
/// # Errors
/// A folder that cannot be read.
pub fn compare(kit: &Kit, lab: &Lab) -> Result<Vec<String>> {
    let (exercise, solution) = (kit.exercise(lab), kit.solution(lab));
    let mut problems = Vec::new();
    let ours: BTreeSet<_> = relevant(&exercise)?;
    let theirs: BTreeSet<_> = relevant(&solution)?;
    for file in ours.symmetric_difference(&theirs) {
        problems.push(format!(
            "{}: only one of exercise and solution has {file}",
            lab.name
        ));
    }
    for file in ours
        .intersection(&theirs)
        .filter(|file| file.ends_with(".rs"))
    {
        let stub = signatures(&exercise.join(file))?;
        let solved = signatures(&solution.join(file))?;
        for signature in stub.symmetric_difference(&solved) {
            problems.push(format!(
                "{}: {file}: only on one side: `{signature}`",
                lab.name
            ));
        }
    }
    Ok(problems)
}

fn relevant(folder: &Path) -> Result<BTreeSet<String>> {
    Ok(files_below(folder)?
        .into_iter()
        .filter(|file| !ONE_SIDED.iter().any(|name| file.starts_with(name)))
        .filter_map(|file| file.to_str().map(str::to_owned))
        .collect())
}

/// The public items of a formatted source file, each from `pub` to its `{` or `;`.
fn signatures(path: &Path) -> Result<BTreeSet<String>> {
    let source =
        fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let mut found = BTreeSet::new();
    let mut open: Option<String> = None;
    for line in source.lines().map(str::trim) {
        if open.is_none() && line.starts_with("pub ") {
            open = Some(String::new());
        }
        if let Some(signature) = &mut open {
            let end = line.find(['{', ';']);
            // `mut` before a parameter is the body's business.
            signature.push_str(&line[..end.unwrap_or(line.len())].replace("(mut ", "("));
            signature.push(' ');
            if end.is_some() {
                found.extend(open.take().map(|signature| signature.trim().to_owned()));
            }
        }
    }
    Ok(found)
}

/// The warnings of the compiler about a lab's stubs.
///
/// # Errors
/// Cargo cannot be started.
pub fn warnings(kit: &Kit, lab: &Lab) -> Result<Vec<String>> {
    let output = cargo()
        .current_dir(kit.root())
        .args(["check", "--quiet", "--package", lab.name, "--lib", "--bins"])
        .arg("--message-format=json")
        .output()
        .context("cargo could not be started")?;
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(text
        .lines()
        .filter_map(|line| {
            let message: serde_json::Value = serde_json::from_str(line).ok()?;
            let message = message.get("message")?;
            let rendered = message.get("rendered")?.as_str()?;
            matches!(message.get("level")?.as_str()?, "warning" | "error").then(|| {
                format!(
                    "{}: the stubs do not compile cleanly:\n{rendered}",
                    lab.name
                )
            })
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_are_read_whatever_their_lines() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.rs");
        let source = "/// Doc.\npub fn one(a: u8) -> u8 {\n    a\n}\nfn own() {}\n\
                      pub fn two(\n    b: u8,\n) {\n}\npub struct S;\n";
        fs::write(&path, source).expect("it is written");
        let found: Vec<String> = signatures(&path).expect("it is read").into_iter().collect();
        assert_eq!(
            found,
            [
                "pub fn one(a: u8) -> u8",
                "pub fn two( b: u8, )",
                "pub struct S"
            ]
        );
    }
}
