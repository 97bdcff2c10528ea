//! The saves of a lab's sources, as something to wait for.

use std::io::{self, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use harness::lab::Lab;
use harness::source::Kit;
use notify::{
    Config, ErrorKind, Event, EventHandler, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher,
};
use rustix::event::Timespec;

use crate::screen;

/// How saves are learned of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Means {
    /// The system tells of them.
    Notices,
    /// The files are looked at again and again.
    Polling,
}

/// How often the files are looked at.
const LOOK: Duration = Duration::from_millis(500);

/// An editor saves in several moves. After so long without one it is done.
const QUIET: Timespec = Timespec {
    tv_sec: 0,
    tv_nsec: 100_000_000,
};

/// The saves below the `src/` of an exercise.
pub struct Saves {
    place: PathBuf,
    means: Means,
    told: UnixStream,
    _watcher: Box<dyn Watcher>,
}

impl Saves {
    pub fn of(kit: &Kit, lab: &Lab, means: Means) -> Result<Saves> {
        let exercise = kit.exercise(lab);
        let place = exercise.join("src");
        must_be_there(&place)?;
        let (told, tell) = UnixStream::pair().context("there is no descriptor left")?;
        for end in [&told, &tell] {
            end.set_nonblocking(true)?;
        }
        let teller = Teller {
            place: place.clone(),
            tell,
        };
        let (watcher, means) = match (watch(&exercise, &teller, means), means) {
            (Err(error), Means::Notices) => {
                screen::eprintln!("note: {}", without_notices(&error, lab));
                let means = Means::Polling;
                (watch(&exercise, &teller, means), means)
            }
            tried => tried,
        };
        let watcher =
            watcher.with_context(|| format!("{} cannot be looked at", exercise.display()))?;
        Ok(Saves {
            place,
            means,
            told,
            _watcher: watcher,
        })
    }

    /// How they are learned of, which may be otherwise than it was asked for.
    pub fn means(&self) -> Means {
        self.means
    }

    /// The folder whose files are watched.
    pub fn place(&self) -> &Path {
        &self.place
    }

    /// Whether that folder is there. While only the exercise around it is, it may come back, and
    /// that is told of.
    ///
    /// # Errors
    /// The exercise is gone, too.
    pub fn are_there(&self) -> Result<bool> {
        if self.place.is_dir() {
            return Ok(true);
        }
        match self.place.parent() {
            Some(exercise) if exercise.is_dir() => Ok(false),
            _ => bail!(gone(&self.place)),
        }
    }

    /// Takes all that was told, until nothing more is for a while.
    pub fn settle(&mut self) -> Result<()> {
        loop {
            let mut bytes = [0; 256];
            match self.told.read(&mut bytes) {
                Ok(0) => bail!("saves are told of no more. Start again: cargo lab watch"),
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    let is_ready = super::await_any(&[self.told.as_fd()], Some(&QUIET))?;
                    if !is_ready[0] {
                        return Ok(());
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error).context("saves cannot be learned of"),
            }
        }
    }
}

impl AsFd for Saves {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.told.as_fd()
    }
}

fn must_be_there(place: &Path) -> Result<()> {
    if place.is_dir() {
        return Ok(());
    }
    bail!(gone(place))
}

fn gone(place: &Path) -> String {
    format!(
        "there are no sources to watch: {} is gone. `git restore` or a copy of the kit brings it \
         back; then start again: cargo lab watch",
        place.display()
    )
}

/// Why the files are looked at, where the system was to tell of them.
fn without_notices(error: &notify::Error, lab: &Lab) -> String {
    let reason = match &error.kind {
        ErrorKind::MaxFilesWatch => "it watches as many files as it may".to_owned(),
        ErrorKind::Io(error) => error.to_string(),
        _ => error.to_string(),
    };
    format!(
        "the system tells of no saves ({reason}), and so the files are looked at twice a second, \
         as by `cargo lab watch {} --poll`. An editor or another watch may hold all that there \
         are: `sysctl fs.inotify` shows how many",
        lab.name
    )
}

/// The exercise's folder is watched rather than its `src/`, which may be put in place anew.
fn watch(exercise: &Path, teller: &Teller, means: Means) -> notify::Result<Box<dyn Watcher>> {
    let teller = teller.copy()?;
    let mut watcher: Box<dyn Watcher> = match means {
        Means::Notices => Box::new(RecommendedWatcher::new(teller, Config::default())?),
        Means::Polling => {
            // Two saves within a tick of the file system's clock differ by what they hold.
            let config = Config::default()
                .with_poll_interval(LOOK)
                .with_compare_contents(true);
            Box::new(PollWatcher::new(teller, config)?)
        }
    };
    watcher.watch(exercise, RecursiveMode::Recursive)?;
    Ok(watcher)
}

/// Tells of what matters, in the watcher's thread.
struct Teller {
    place: PathBuf,
    tell: UnixStream,
}

impl Teller {
    fn copy(&self) -> io::Result<Teller> {
        Ok(Teller {
            place: self.place.clone(),
            tell: self.tell.try_clone()?,
        })
    }
}

impl EventHandler for Teller {
    fn handle_event(&mut self, event: notify::Result<Event>) {
        // Where some were lost, there may have been a save among them.
        let is_save = event.map_or(true, |event| is_save(&event, &self.place));
        if is_save {
            // A full socket tells as much.
            let _ = self.tell.write(b"s");
        }
    }
}

/// Whether sources are others than before. Reading them is no save: the compiler does.
fn is_save(event: &Event, place: &Path) -> bool {
    let kind = event.kind;
    let changes = kind.is_create() || kind.is_modify() || kind.is_remove();
    event.need_rescan() || (changes && event.paths.iter().any(|path| is_source(path, place)))
}

/// A `.rs` file below the place, or the place itself or what it is in: it may be gone. What editors
/// put beside a file ends otherwise (`.swp`, `~`, `4913`) or is hidden (`.#main.rs`).
fn is_source(path: &Path, place: &Path) -> bool {
    if place.starts_with(path) {
        return true;
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.starts_with(place) && name.ends_with(".rs") && !name.starts_with(['.', '#'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_told_from_what_editors_put_beside_them() {
        let place = Path::new("/kit/exercises/01-echo/src");
        for name in ["lib.rs", "bin/echo-server.rs"] {
            assert!(is_source(&place.join(name), place), "{name}");
        }
        for name in [
            ".lib.rs.swp",
            "lib.rs~",
            "4913",
            ".#lib.rs",
            "#lib.rs#",
            "x.txt",
            "../tests/a.rs",
        ] {
            let path = match name.strip_prefix("../") {
                Some(beside) => place.with_file_name(beside),
                None => place.join(name),
            };
            assert!(!is_source(&path, place), "{name}");
        }
        assert!(is_source(place, place) && is_source(Path::new("/kit/exercises/01-echo"), place));
    }
}
