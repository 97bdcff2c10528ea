//! Files that are written whole or not at all: into a temporary one beside them, which then takes
//! their name.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use anyhow::{Context, Result, anyhow};

use crate::scratch::plain;

/// What is collected before it is written, in bytes.
const BUFFER: usize = 1 << 18;

/// When what was written is on the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// When the system likes: what it is can be made anew.
    Lazy,
    /// Before the file has its name: it outlasts a loss of power.
    Synced,
}

/// Writes a file, and the folders that it lacks; a loss of power may lose it.
///
/// # Errors
/// It cannot be written; what was there is as it was.
pub fn write(path: &Path, contents: &[u8]) -> Result<()> {
    print(path, Durability::Lazy, |out| Ok(out.write_all(contents)?))
}

/// Writes what `print` prints into a file, and the folders that it lacks.
///
/// # Errors
/// What `print` says, or the file cannot be written; what was there is as it was.
pub fn print(
    path: &Path,
    durability: Durability,
    print: impl FnOnce(&mut dyn Write) -> Result<()>,
) -> Result<()> {
    let write = || -> Result<()> {
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        fs::create_dir_all(folder)?;
        // As open to others as any new file, less what the umask takes, and not as a temporary one.
        let mut file = tempfile::Builder::new()
            .permissions(fs::Permissions::from_mode(0o666))
            .tempfile_in(folder)?;
        let mut buffered = BufWriter::with_capacity(BUFFER, file.as_file_mut());
        print(&mut buffered)?;
        buffered.flush()?;
        drop(buffered);
        if durability == Durability::Synced {
            file.as_file().sync_all()?;
        }
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    };
    write()
        .map_err(|error| match error.downcast_ref::<io::Error>() {
            Some(error) => anyhow!(plain(error)),
            None => error,
        })
        .with_context(|| format!("{} could not be written", path.display()))
}

#[cfg(test)]
mod tests {
    use anyhow::bail;

    use super::*;

    #[test]
    fn what_breaks_off_leaves_what_was_there() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("new/report");
        write(&path, b"first").expect("it is written");
        let broken = print(&path, Durability::Synced, |out| {
            out.write_all(b"sec")?;
            bail!("no more")
        });
        let told = format!("{:#}", broken.expect_err("it broke off"));
        assert!(told.ends_with("could not be written: no more"), "{told}");
        assert_eq!(fs::read(&path).expect("it is there"), b"first");
        let names = fs::read_dir(folder.path().join("new")).expect("it is there");
        assert_eq!(names.count(), 1, "nothing temporary is left");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_systems_words_do_not_name_the_temporary_file() {
        let told = write(Path::new("/proc/self/report"), b"").expect_err("nobody can write there");
        let told = format!("{told:#}");
        let reason = told.strip_prefix("/proc/self/report could not be written: ");
        assert!(
            reason.is_some_and(|reason| !reason.contains("/proc")),
            "{told}"
        );
    }
}
