//! What a verdict depends on beside the sources, as digests: the kit, and the class's seed.

use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use hmac_sha256::Hash;

use crate::digest::in_hex;
use crate::source::Kit;

/// Where a gradebook's seed is kept.
const SEED_FILE: &str = "seed";

/// The digest of all in a kit that a verdict depends on: the harness, the explorer, the hidden
/// talks. Of two machines with the same kit it is the same.
///
/// # Errors
/// The kit cannot be read.
pub fn of_kit(kit: &Kit) -> Result<String> {
    let mut files = Vec::new();
    for part in ["harness/src", "harness/explorer", "solutions"] {
        collect(&kit.root().join(part), &mut files)?;
    }
    files.push(kit.root().join("Cargo.lock"));
    files.sort();
    let mut hash = Hash::new();
    for path in files {
        let name = path.strip_prefix(kit.root()).unwrap_or(&path);
        let contents =
            fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        hash.update(name.as_os_str().as_encoded_bytes());
        hash.update([0]);
        hash.update((contents.len() as u64).to_le_bytes());
        hash.update(contents);
    }
    Ok(short(hash))
}

/// The files of a folder that matter, but for what compilers leave.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "target") {
                collect(&path, files)?;
            }
        } else if path.extension().is_some_and(|ending| {
            ["rs", "toml", "lock", "talk"]
                .iter()
                .any(|it| ending == *it)
        }) {
            files.push(path);
        }
    }
    Ok(())
}

/// The digest of a seed: it tells two seeds apart, and does not tell the seed.
pub fn of_seed(seed: u64) -> String {
    let mut hash = Hash::new();
    hash.update(b"roundtrip seed ");
    hash.update(seed.to_le_bytes());
    short(hash)
}

fn short(hash: Hash) -> String {
    in_hex(&hash.finalize()[..8])
}

/// The seed of a gradebook: the one that it has, or the wanted one, or else one that is drawn
/// and that nobody can guess.
///
/// # Errors
/// It has another one than is wanted, or it cannot be read or written.
pub fn seed_of(folder: &Path, wanted: Option<u64>) -> Result<u64> {
    let path = folder.join(SEED_FILE);
    if let Ok(text) = fs::read_to_string(&path) {
        let kept: u64 = text.trim().parse().with_context(|| {
            format!(
                "{} holds no seed: put the right one there, a whole number, or remove it and \
                 grade with --again",
                path.display()
            )
        })?;
        match wanted {
            Some(wanted) if wanted != kept => bail!(
                "this gradebook was begun with the seed in {}, and --seed asks for {wanted}: \
                 verdicts with two seeds do not compare. Name another --out",
                path.display()
            ),
            _ => return Ok(kept),
        }
    }
    let seed = match wanted {
        Some(seed) => seed,
        None => draw()?,
    };
    // Whoever knows it can work out the conversations.
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&path)
        .with_context(|| format!("{} could not be made", path.display()))?;
    writeln!(file, "{seed}")?;
    file.sync_all()?;
    Ok(seed)
}

fn draw() -> Result<u64> {
    let mut bytes = [0; 8];
    let mut source = fs::File::open("/dev/urandom").context("there is no /dev/urandom")?;
    std::io::Read::read_exact(&mut source, &mut bytes)?;
    Ok(u64::from_le_bytes(bytes))
}
