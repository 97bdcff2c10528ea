//! Wrong programs: one typical mistake each, and which checks must catch it.

use std::collections::BTreeSet;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::explorer::Sources;
use crate::explorer::sources::Kind;
use crate::lab::Lab;
use crate::program::{CommandLine, Role};
use crate::session::Subject;
use crate::source::Kit;

/// A wrong program, as its first lines describe it.
#[derive(Clone, Debug)]
pub struct Wrong {
    /// Its file's name without the ending.
    pub name: String,
    /// Its source.
    pub path: PathBuf,
    /// The side it takes.
    pub role: Role,
    /// The checks that must fail, no fewer and no others.
    pub caught_by: BTreeSet<String>,
    /// For some of them, how many steps the talk that is shown has at most.
    pub shrunk_to: Vec<(String, usize)>,
}

/// All wrong programs of a lab, by name.
///
/// # Errors
/// A file that cannot be read, or whose header does not say what it must.
pub fn load(kit: &Kit, lab: &Lab) -> Result<Vec<Wrong>> {
    let folder = folder(kit, lab);
    let entries = fs::read_dir(&folder)
        .with_context(|| format!("there are no wrong programs in {}", folder.display()))?;
    let mut all = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path
            .extension()
            .is_some_and(|ending| ending == "rs" || ending == "py")
        {
            all.push(read(&path).with_context(|| format!("{}", path.display()))?);
        }
    }
    all.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(all)
}

fn folder(kit: &Kit, lab: &Lab) -> PathBuf {
    kit.root().join("harness").join("wrong").join(lab.name)
}

fn read(path: &Path) -> Result<Wrong> {
    let source = fs::read_to_string(path)?;
    let field = |name: &str| {
        source
            .lines()
            .take_while(|line| is_header(line))
            .find_map(|line| {
                let text = line.trim_start_matches(['/', '!', '#', ' ']);
                text.strip_prefix(name)?.strip_prefix(':').map(str::trim)
            })
    };
    let role = match field("role") {
        Some("server") => Role::Server,
        Some("client") => Role::Client,
        other => bail!("its header should say `role: server` or `role: client`, not {other:?}"),
    };
    let caught_by = field("caught by").context("its header should say `caught by: CHECK, …`")?;
    let shrunk_to = field("shrunk to").unwrap_or_default();
    Ok(Wrong {
        name: path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
        path: path.to_path_buf(),
        role,
        caught_by: words(caught_by).map(str::to_owned).collect(),
        shrunk_to: words(shrunk_to)
            .map(|entry| {
                let (check, steps) = entry
                    .split_once(' ')
                    .context("`shrunk to:` wants CHECK STEPS, …")?;
                Ok((check.to_owned(), steps.trim().parse()?))
            })
            .collect::<Result<_>>()?,
    })
}

fn is_header(line: &str) -> bool {
    line.starts_with("//!") || line.starts_with('#')
}

fn words(list: &str) -> impl Iterator<Item = &str> {
    list.split(',')
        .map(str::trim)
        .filter(|word| !word.is_empty())
}

/// Writes `caught by:` anew.
///
/// # Errors
/// The source cannot be written.
pub fn bless(wrong: &Wrong) -> Result<()> {
    let source = fs::read_to_string(&wrong.path)?;
    let names: Vec<&str> = wrong.caught_by.iter().map(String::as_str).collect();
    let mut blessed = String::new();
    for line in source.lines() {
        match line.split_once("caught by:") {
            Some((before, _)) if is_header(line) => {
                blessed.push_str(&format!("{before}caught by: {}", names.join(", ")));
            }
            _ => blessed.push_str(line),
        }
        blessed.push('\n');
    }
    if blessed != source {
        fs::write(&wrong.path, blessed)?;
    }
    Ok(())
}

/// A wrong program as something to judge; compiled first.
///
/// # Errors
/// It does not compile.
pub fn subject(kit: &Kit, lab: &Lab, wrong: &Wrong) -> Result<Subject> {
    let command = Some(build(kit, lab, wrong)?);
    let sources = wrong
        .path
        .extension()
        .is_some_and(|ending| ending == "rs")
        .then(|| Sources {
            builder: kit.workshop(),
            kind: Kind::File(wrong.path.clone()),
        });
    let (server, client) = match wrong.role {
        Role::Server => (command, None),
        Role::Client => (None, command),
    };
    Ok(Subject {
        server,
        client,
        sources,
        arguments: format!("--wrong {}", wrong.name),
        ..Subject::default()
    })
}

/// Compiles a wrong program, unless that was done before with the same sources.
///
/// # Errors
/// It does not compile.
fn build(kit: &Kit, lab: &Lab, wrong: &Wrong) -> Result<CommandLine> {
    if wrong.path.extension().is_some_and(|ending| ending == "py") {
        let words = shell_words::join(["python3", &wrong.path.display().to_string()]);
        return Ok(CommandLine::parse(&format!("{words} {{addr}}"))?);
    }
    let level = lab.compiled.level();
    let mut hasher = DefaultHasher::new();
    level.hash(&mut hasher);
    fs::read(&wrong.path)?.hash(&mut hasher);
    for shared in fs::read_dir(folder(kit, lab).join(".."))? {
        let shared = shared?.path();
        if shared.is_file() {
            fs::read(shared)?.hash(&mut hasher);
        }
    }
    let place = kit.scratch().join("wrong").join(lab.name);
    fs::create_dir_all(&place)?;
    let binary = place.join(format!("{}-{:016x}", wrong.name, hasher.finish()));
    if !binary.is_file() {
        // Others may compile the same at this moment, and one that is half written must not be run.
        let folder = tempfile::tempdir_in(&place)?;
        let made = folder.path().join(wrong.name.as_str());
        let output = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
            .args([
                "--edition",
                "2024",
                "--crate-name",
                "wrong",
                "-C",
                "debuginfo=0",
                "-C",
                "debug-assertions=on",
            ])
            .arg(format!("-Copt-level={level}"))
            .args(["-A", "dead_code", "-C", "extra-filename=", "-o"])
            .arg(&made)
            .arg(&wrong.path)
            .output()
            .context("rustc could not be started")?;
        if !output.status.success() {
            bail!(
                "{} does not compile:\n{}",
                wrong.path.display(),
                String::from_utf8_lossy(&output.stderr)
            );
        }
        fs::rename(&made, &binary)?;
    }
    Ok(CommandLine::of_binary(binary.display().to_string()))
}
