//! The handout: the kit as students get it.
//!
//! It is made of the kit's own files, without what would give the work away and without the
//! instructor's half: no solutions, no hidden checks, no wrong programs, no feature `class`. Its
//! manifests are the kit's with lines taken out, so that the two cannot drift apart.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::source::{Kit, cargo};

mod manifest;
mod readme;

/// A file of the handout: its path in it, and what it holds.
pub type File = (PathBuf, Vec<u8>);

/// What is copied as it is.
const COPIED: [&str; 9] = [
    "exercises",
    "harness/src",
    "harness/explorer",
    "harness/launcher",
    "Cargo.lock",
    ".gitignore",
    ".vscode",
    "LICENSE-APACHE",
    "LICENSE-MIT",
];

/// Writes the handout into a folder that is empty or not there yet.
///
/// # Errors
/// There is something in the folder, it cannot be written, or the kit is not whole.
pub fn write(kit: &Kit, out: &Path) -> Result<()> {
    if fs::read_dir(out).is_ok_and(|mut entries| entries.next().is_some()) {
        bail!(
            "{} is not empty, and what is there would be mixed up with the handout: name a new \
             folder",
            out.display()
        );
    }
    for (path, contents) in files(kit)? {
        let path = out.join(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)
                .with_context(|| format!("{} could not be made", folder.display()))?;
        }
        fs::write(&path, contents)
            .with_context(|| format!("{} could not be written", path.display()))?;
    }
    prune_lock(out)
}

/// All files of the handout; its lock file still names what only the kit needs.
///
/// # Errors
/// The kit cannot be read, or is not as it was when this was written.
pub fn files(kit: &Kit) -> Result<Vec<File>> {
    let mut files = Vec::new();
    for name in COPIED {
        copy(kit.root(), Path::new(name), &mut files)?;
    }
    must_be_stubs(&files)?;
    let stubs: Vec<File> = files.iter().filter_map(keep_stub).collect();
    files.extend(stubs);
    drop_class_modules(&mut files, "harness/src", "lib.rs")?;
    drop_class_modules(&mut files, "harness/src/bin/lab", "main.rs")?;
    let changed: [(&str, manifest::Change); 3] = [
        ("Cargo.toml", manifest::workspace),
        ("harness/Cargo.toml", manifest::harness),
        (".cargo/config.toml", manifest::aliases),
    ];
    for (name, change) in changed {
        let text = read(&kit.root().join(name))?;
        let text = change(&text).with_context(|| format!("the kit's {name}"))?;
        files.push((name.into(), text.into_bytes()));
    }
    let own = readme::of(&read(&kit.root().join("README.md"))?)?;
    files.push(("README.md".into(), own.into_bytes()));
    files.push(("Makefile".into(), readme::makefile().into_bytes()));
    files.sort();
    Ok(files)
}

/// A second copy of what students change, where `cargo lab reset` finds it.
fn keep_stub((path, contents): &File) -> Option<File> {
    let below = path.strip_prefix("exercises").ok()?;
    let is_source = below.iter().nth(1).is_some_and(|part| part == "src");
    is_source.then(|| (Path::new("harness/stubs").join(below), contents.clone()))
}

/// Somebody may have tried a lab where it lies, and would hand out the solution.
fn must_be_stubs(files: &[File]) -> Result<()> {
    for lab in crate::labs::all() {
        let source = Path::new("exercises").join(lab.folder()).join("src");
        let has_stubs = files.iter().any(|(path, contents)| {
            path.starts_with(&source) && String::from_utf8_lossy(contents).contains("todo!(")
        });
        if !has_stubs {
            bail!(
                "nothing below {} says `todo!`, so that it is not the task but its solution: \
                 `git restore {}` brings the stubs back",
                source.display(),
                source.display()
            );
        }
    }
    Ok(())
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))
}

/// A file, or all that is in a folder and was not made by a tool.
fn copy(root: &Path, path: &Path, files: &mut Vec<File>) -> Result<()> {
    let place = root.join(path);
    if place.is_file() {
        let contents =
            fs::read(&place).with_context(|| format!("{} cannot be read", place.display()))?;
        files.push((path.to_path_buf(), contents));
        return Ok(());
    }
    let entries =
        fs::read_dir(&place).with_context(|| format!("{} cannot be read", place.display()))?;
    for entry in entries {
        let name = entry?.file_name();
        let text = name.to_string_lossy();
        if text != "target" && !text.starts_with('.') {
            copy(root, &path.join(&name), files)?;
        }
    }
    Ok(())
}

/// What stands before what only the feature `class` has.
const CLASS: &str = "#[cfg(feature = \"class\")]";

/// Takes out the modules that only the feature `class` has, with their files. `rustfmt` would look
/// for them whatever the features are.
fn drop_class_modules(files: &mut Vec<File>, folder: &str, root: &str) -> Result<()> {
    let folder = Path::new(folder);
    let path = folder.join(root);
    let (_, contents) = files
        .iter_mut()
        .find(|(other, _)| *other == path)
        .with_context(|| format!("the kit has no {}", path.display()))?;
    let text = String::from_utf8(std::mem::take(contents))?;
    let mut kept = String::new();
    let mut dropped = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if line.trim() == CLASS
            && let Some(module) = lines.peek().and_then(|next| module(next))
        {
            dropped.push(module.to_owned());
            lines.next();
            continue;
        }
        // The map at the head of the library names the modules.
        if !(line.starts_with("//!") && line.contains("(feature `class`)")) {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    *contents = kept.into_bytes();
    files.retain(|(path, _)| {
        !dropped.iter().any(|module| {
            *path == folder.join(format!("{module}.rs")) || path.starts_with(folder.join(module))
        })
    });
    Ok(())
}

/// The name in `mod NAME;`.
fn module(line: &str) -> Option<&str> {
    let line = line.trim();
    let line = line.strip_prefix("pub ").unwrap_or(line);
    line.strip_prefix("mod ")?.strip_suffix(';')
}

/// Takes out of the lock file what only the kit needs; the versions stay. Cargo knows what that
/// is.
fn prune_lock(out: &Path) -> Result<()> {
    let output = cargo()
        .current_dir(out)
        .env_remove("CARGO_TARGET_DIR")
        .args(["update", "--workspace", "--offline", "--quiet"])
        .output()
        .context("cargo could not be started: is Rust installed?")?;
    if !output.status.success() {
        bail!(
            "cargo could not read the handout in {}:\n{}",
            out.display(),
            String::from_utf8_lossy(&output.stderr)
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lab_that_is_solved_is_not_handed_out() {
        let files: Vec<File> = crate::labs::all()
            .iter()
            .map(|lab| {
                let path = format!("exercises/{}/src/server.rs", lab.folder());
                (path.into(), b"todo!()".to_vec())
            })
            .collect();
        assert!(must_be_stubs(&files).is_ok());
        let error = must_be_stubs(&files[1..]).expect_err("the first one is solved");
        assert!(
            error
                .to_string()
                .contains("git restore exercises/01-echo/src")
        );
    }

    #[test]
    fn modules_of_the_class_go_with_their_files() {
        let file = |path: &str, text: &str| (PathBuf::from(path), text.as_bytes().to_vec());
        let main = "//! x\n//! - `class`: y (feature `class`)\nmod check;\n#[cfg(feature = \"class\")]\n\
                    mod grade;\nenum E {\n    #[cfg(feature = \"class\")]\n    Grade(grade::A),\n}\n";
        let mut files = vec![
            file("lab/main.rs", main),
            file("lab/check.rs", ""),
            file("lab/grade.rs", ""),
            file("lab/grade/one.rs", ""),
            file("lab/grades.rs", ""),
        ];
        drop_class_modules(&mut files, "lab", "main.rs").expect("they are dropped");
        let paths: Vec<String> = files
            .iter()
            .map(|(path, _)| path.display().to_string())
            .collect();
        assert_eq!(paths, ["lab/main.rs", "lab/check.rs", "lab/grades.rs"]);
        assert_eq!(
            String::from_utf8_lossy(&files[0].1),
            "//! x\nmod check;\nenum E {\n    #[cfg(feature = \"class\")]\n    Grade(grade::A),\n}\n"
        );
    }
}
