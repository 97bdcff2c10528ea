//! Explorers of strangers' sources: compiled by rustc alone, run in the sandbox.
//!
//! The student's crate is in the explorer's process, and might want to write that process's outcome.
//! It has no way to: the simulated `std` has no files, no descriptors and no other processes, and
//! unsafe code is forbidden.

use std::fs;
use std::path::{Path, PathBuf};

use super::compiler::{Compiled, Compiler, Crate, Kind as Made, Lints};
use super::task::Machine;
use crate::explorer::sources::{Builder, Built, Kind};
use crate::explorer::workshop::{EXPLORER, MISFIT, refused_by_the_compiler, with_an_entrance};
use crate::finding::Trouble;
use crate::program::sandbox::Confinement;
use crate::program::{LaunchError, Program, Role};

/// Builds the explorer of one work.
#[derive(Clone, Debug)]
pub struct Explored {
    /// What compiles.
    pub compiler: Compiler,
    /// The simulated machine.
    pub machine: Machine,
    /// The folder of the work, with its `src/`.
    pub folder: PathBuf,
    /// An empty folder for what is built.
    pub out: PathBuf,
}

impl Builder for Explored {
    fn build(&self, kind: &Kind, with_counters: bool) -> Result<Built, Trouble> {
        let Kind::Crate {
            name,
            library,
            main,
        } = kind
        else {
            return Err(Trouble::Unexplored("it is a single file".into()));
        };
        let name = name.replace('-', "_");
        let mut uses = Vec::new();
        if library.is_file() {
            let made = self.must_compile(&self.of(name.clone(), Made::Library, library.clone()))?;
            uses.push((name, made));
        }
        // Beside the original, so that its modules are found.
        let entrance = main.with_file_name("__entrance.rs");
        fs::write(&entrance, with_an_entrance(&fs::read_to_string(main)?))?;
        let mut server = self.of("student".into(), Made::Library, entrance);
        server.uses.extend(uses.iter().cloned());
        let server = self.must_compile(&server)?;
        let root = self.out.join("explorer.rs");
        fs::write(&root, EXPLORER)?;
        let mut explorer = self.of("explorer".into(), Made::Program, root);
        explorer.lints = Lints::Quiet;
        explorer.uses = vec![
            ("roundtrip_explorer".into(), self.machine.driver.clone()),
            ("student".into(), server),
        ];
        let plain = explorer.clone();
        let mut left_out = None;
        if let Some((_, library)) = uses.first().filter(|_| with_counters) {
            explorer.uses.push(("library".into(), library.clone()));
            explorer.features.push("counters".into());
            match self.compile(&explorer)? {
                Compiled::Done(explorer) => return Ok(Built { explorer, left_out }),
                Compiled::Refused(_) => left_out = Some(MISFIT.to_owned()),
            }
        }
        let explorer = self.must_compile(&plain)?;
        Ok(Built { explorer, left_out })
    }

    fn launch(&self, words: &[String], folder: &Path) -> Result<Program, LaunchError> {
        let confinement = Confinement {
            read: vec![self.out.clone(), folder.to_path_buf()],
            write: vec![folder.to_path_buf()],
            ..Confinement::default()
        };
        Program::launch_confined(Role::Server, words, &confinement)
    }
}

impl Explored {
    /// A crate on the simulated machine.
    fn of(&self, name: String, kind: Made, root: PathBuf) -> Crate {
        Crate {
            name,
            kind,
            root,
            uses: vec![("std".into(), self.machine.std.clone())],
            features: Vec::new(),
            search: Some(self.machine.dependencies.clone()),
            // As the machine itself: thousands of schedules are played.
            level: 1,
            lints: Lints::QuietButForbidUnsafe,
        }
    }

    fn compile(&self, krate: &Crate) -> Result<Compiled, Trouble> {
        self.compiler
            .compile(krate, &self.folder, &self.out)
            .map_err(|error| Trouble::Harness(format!("{error:#}")))
    }

    fn must_compile(&self, krate: &Crate) -> Result<PathBuf, Trouble> {
        match self.compile(krate)? {
            Compiled::Done(path) => Ok(path),
            Compiled::Refused(said) => Err(refused_by_the_compiler(&said)),
        }
    }
}
