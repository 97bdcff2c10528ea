//! The explorer's simulated machine, compiled once for a whole class.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use super::task::Machine;
use crate::source::{Kit, cargo};

/// What cargo says of a crate that it has compiled.
#[derive(Deserialize)]
struct Artifact {
    target: Target,
    filenames: Vec<PathBuf>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}

/// Compiles the machine, and puts it, and nothing else, into a folder that students' builds may
/// read.
///
/// # Errors
/// It does not compile, or the folder cannot be written.
pub fn prepare(kit: &Kit, folder: &Path) -> Result<Machine> {
    let output = cargo()
        .current_dir(kit.root().join("harness").join("explorer"))
        .args(["build", "--quiet", "--package", "roundtrip-explorer"])
        .arg("--message-format=json-render-diagnostics")
        .arg("--target-dir")
        .arg(kit.scratch().join("explorer").join("target"))
        .stderr(Stdio::inherit())
        .output()
        .context("cargo could not be started: is Rust installed?")?;
    if !output.status.success() {
        bail!("the explorer's machine does not compile, and --no-explorer does without it");
    }
    fs::create_dir_all(folder)?;
    let (mut std, mut driver) = (None, None);
    for line in output.stdout.split(|byte| *byte == b'\n') {
        // Other messages have other fields.
        let Ok(artifact) = serde_json::from_slice::<Artifact>(line) else {
            continue;
        };
        for path in artifact.filenames {
            let place = folder.join(path.file_name().unwrap_or_default());
            let is_library = path.extension().is_some_and(|ending| ending == "rlib");
            if !is_library && path.extension().is_none_or(|ending| ending != "so") {
                continue;
            }
            fs::copy(&path, &place)
                .with_context(|| format!("{} could not be copied", path.display()))?;
            match artifact.target.name.as_str() {
                "roundtrip_std" => std = Some(place),
                "roundtrip_explorer" => driver = Some(place),
                _ => {}
            }
        }
    }
    Ok(Machine {
        std: std.context("cargo did not say where the simulated std is")?,
        driver: driver.context("cargo did not say where the explorer's driver is")?,
        dependencies: folder.to_path_buf(),
    })
}
