//! When cargo was asked last to build `lab`, and whether anything has changed since.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// What is built in one folder of `target/`.
///
/// After each build a note is left beside the program. The time of its file is when cargo was
/// asked, so that what is saved during a build counts as changed; what it says is the time of the
/// program that cargo made, so that one that was built otherwise, say with other features, is not
/// taken for it.
#[derive(Debug)]
pub struct Build {
    kit: PathBuf,
    folder: PathBuf,
}

/// When a build began, by the clock of the file system.
#[derive(Debug)]
pub struct Begun(SystemTime);

impl Build {
    /// The build of this kit into this folder.
    pub fn of(kit: &Path, folder: &Path) -> Build {
        Build {
            kit: kit.to_path_buf(),
            folder: folder.to_path_buf(),
        }
    }

    /// The program.
    pub fn program(&self) -> PathBuf {
        let name = format!("lab{}", std::env::consts::EXE_SUFFIX);
        self.folder.join(name)
    }

    /// Whether cargo would find nothing to build: no source of the program is newer than the last
    /// build, and none is gone. What cargo knows besides (another compiler, `RUSTFLAGS`) waits for
    /// the next change.
    pub fn is_current(&self) -> bool {
        self.look().unwrap_or(false)
    }

    fn look(&self) -> io::Result<bool> {
        let asked = modified(&self.note())?;
        if fs::read_to_string(self.note())? != stamp(modified(&self.program())?) {
            return Ok(false);
        }
        let read = fs::read_to_string(self.folder.join("lab.d"))?;
        let settings = [
            "Cargo.toml",
            "Cargo.lock",
            "harness/Cargo.toml",
            ".cargo/config.toml",
        ];
        let settings = settings.iter().map(|name| self.kit.join(name));
        for file in sources(&read).into_iter().chain(settings) {
            if modified(&file)? >= asked {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Cargo is about to be asked.
    ///
    /// # Errors
    /// The folder cannot be written to.
    pub fn begin(&self) -> io::Result<Begun> {
        let file = File::create(self.note())?;
        Ok(Begun(file.metadata()?.modified()?))
    }

    /// Cargo has built the program, or found nothing to build.
    ///
    /// # Errors
    /// The program is not there, or the note cannot be written.
    pub fn finish(&self, begun: Begun) -> io::Result<()> {
        let mut file = File::create(self.note())?;
        file.write_all(stamp(modified(&self.program())?).as_bytes())?;
        file.set_modified(begun.0)
    }

    fn note(&self) -> PathBuf {
        self.folder.join("lab.built")
    }
}

/// The files that a program was made of, as cargo writes them down: one line, `program: file …`,
/// in which a space of a name stands after a backslash.
fn sources(read: &str) -> Vec<PathBuf> {
    let line = read.lines().next().unwrap_or_default();
    let Some((_, files)) = line.split_once(": ") else {
        return Vec::new();
    };
    let files = files.replace("\\ ", "\0");
    let files = files.split(' ').filter(|file| !file.is_empty());
    files.map(|file| file.replace('\0', " ").into()).collect()
}

fn modified(file: &Path) -> io::Result<SystemTime> {
    file.metadata()?.modified()
}

fn stamp(time: SystemTime) -> String {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    format!("{}\n", since.as_nanos())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// A kit of one source, built a minute after that was written.
    fn kit() -> (tempfile::TempDir, Build) {
        let folder = tempfile::tempdir().expect("a folder");
        let kit = folder.path().join("a kit");
        let build = Build::of(&kit, &kit.join("target/debug"));
        for name in [
            "Cargo.toml",
            "Cargo.lock",
            "harness/Cargo.toml",
            "harness/main.rs",
            ".cargo/config.toml",
            "target/debug/lab.d",
        ] {
            write(&kit.join(name), "");
        }
        write(&build.program(), "");
        let source = kit.join("harness/main.rs").display().to_string();
        let read = format!("{}: {}\n", "lab", source.replace(' ', "\\ "));
        write(&kit.join("target/debug/lab.d"), &read);
        let begun = build.begin().expect("it begins");
        build.finish(begun).expect("it ends");
        (folder, build)
    }

    /// Writes a file as if that had been a minute ago.
    fn write(file: &Path, text: &str) {
        fs::create_dir_all(file.parent().expect("a folder")).expect("it is made");
        fs::write(file, text).expect("it is written");
        let ago = SystemTime::now() - Duration::from_secs(60);
        let file = File::options().write(true).open(file).expect("it is there");
        file.set_modified(ago).expect("its time is set");
    }

    #[test]
    fn what_was_built_and_has_not_changed_is_current() {
        let (_folder, build) = kit();
        assert!(build.look().expect("all is there"));
    }

    #[test]
    fn cargo_is_asked_once_more_after_each_change() {
        let (_folder, build) = kit();
        for name in ["harness/main.rs", "Cargo.lock", ".cargo/config.toml"] {
            fs::write(build.kit.join(name), "").expect("it is written");
            assert!(!build.is_current(), "{name} has changed");
            write(&build.kit.join(name), "");
            assert!(build.is_current(), "{name} is as old as it was");
        }
    }

    #[test]
    fn what_is_saved_during_a_build_counts_as_changed() {
        let (_folder, build) = kit();
        let begun = build.begin().expect("it begins");
        fs::write(build.kit.join("harness/main.rs"), "").expect("it is written");
        build.finish(begun).expect("it ends");
        assert!(!build.is_current());
    }

    #[test]
    fn a_build_that_did_not_end_well_is_not_current() {
        let (_folder, build) = kit();
        build.begin().expect("it begins");
        assert!(!build.is_current());
    }

    #[test]
    fn a_source_that_is_gone_is_a_change() {
        let (_folder, build) = kit();
        fs::remove_file(build.kit.join("harness/main.rs")).expect("it was there");
        assert!(!build.is_current());
    }

    #[test]
    fn a_program_that_was_built_otherwise_is_not_taken_for_it() {
        let (_folder, build) = kit();
        fs::write(build.program(), "").expect("it is written");
        assert!(!build.is_current());
    }
}
