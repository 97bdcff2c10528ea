//! The students' crates: where they are, and how they become programs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use anyhow::{Context, Result, bail};

use crate::explorer::Sources;
use crate::explorer::sources::Kind;
use crate::explorer::workshop::Workshop;
use crate::lab::Lab;
use crate::program::{CommandLine, Role};
use crate::session::Subject;

mod hindrance;

/// The folder that holds `exercises/` and `harness/`.
#[derive(Clone, Debug)]
pub struct Kit {
    root: PathBuf,
}

/// Whose programs are judged.
#[derive(Clone, Debug)]
pub enum Source {
    /// The student's, under `exercises/`.
    Exercise,
    /// The reference, under `solutions/`.
    Solution,
    /// Another folder of the same shape.
    Folder(PathBuf),
    /// Programs in any language that need no building.
    Commands {
        /// How its server is started.
        server: Option<CommandLine>,
        /// How its client is started.
        client: Option<CommandLine>,
    },
}

/// What programs are built for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Being judged: as `cargo build` does, with a debug build's checks.
    Verdict,
    /// Being measured: as `cargo build --release` does.
    Speed,
}

impl Purpose {
    /// What becomes of a program that was built for it: it is *judged*, or *measured*.
    pub fn done(self) -> &'static str {
        match self {
            Purpose::Verdict => "judged",
            Purpose::Speed => "measured",
        }
    }
}

/// What became of a build.
#[derive(Debug)]
pub enum Built {
    /// There are programs to judge.
    Subject(Subject),
    /// The compiler refused; it has told the student why.
    Refused,
}

impl Kit {
    /// Finds the kit that the current folder is in, or else the one that cargo was started for.
    ///
    /// # Errors
    /// There is none.
    pub fn find() -> Result<Kit> {
        let here = std::env::current_dir().context("the current folder cannot be read")?;
        let cargo = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let candidates = here
            .ancestors()
            .chain(cargo.iter().flat_map(|folder| folder.ancestors()));
        for folder in candidates {
            if folder.join("exercises").is_dir() && folder.join("harness").is_dir() {
                return Ok(Kit {
                    root: folder.to_path_buf(),
                });
            }
        }
        bail!(
            "no kit here: neither {} nor a folder above it holds exercises/ and harness/. \
             Change into the kit's folder and try again",
            here.display()
        )
    }

    /// The kit in this folder.
    pub fn at(root: PathBuf) -> Kit {
        Kit { root }
    }

    /// Its folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Whether it is the students' half, which has no solutions, no wrong programs, and nothing of
    /// the instructors'.
    pub fn is_students(&self) -> bool {
        !self.root.join("harness/src/class.rs").is_file()
    }

    /// Where what can be made anew is kept.
    pub fn scratch(&self) -> PathBuf {
        self.target().join("lab")
    }

    /// Where cargo keeps what it builds.
    fn target(&self) -> PathBuf {
        let target =
            std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from);
        self.root.join(target)
    }

    /// Who builds explorers.
    pub fn workshop(&self) -> Arc<Workshop> {
        Arc::new(Workshop {
            kit: self.root.clone(),
            scratch: self.scratch(),
        })
    }

    /// The folder of a lab's exercise, as people write it.
    pub fn exercise(&self, lab: &Lab) -> PathBuf {
        self.root.join("exercises").join(lab.folder())
    }

    /// The folder of a lab's solution.
    pub fn solution(&self, lab: &Lab) -> PathBuf {
        self.root.join("solutions").join(lab.folder())
    }

    /// Makes programs of a source, to judge them. What the compiler says goes to standard error as
    /// it says it.
    ///
    /// # Errors
    /// There is nothing to build, or no cargo to build it.
    pub fn build(&self, lab: &Lab, source: &Source) -> Result<Built> {
        self.build_for(Purpose::Verdict, lab, source)
    }

    /// The same, for any purpose.
    ///
    /// # Errors
    /// There is nothing to build, or no cargo to build it.
    pub fn build_for(&self, purpose: Purpose, lab: &Lab, source: &Source) -> Result<Built> {
        match source {
            Source::Exercise => {
                let folder = self.exercise(lab);
                self.must_be_there(&folder, "a copy of the kit has it")?;
                if !folder.join("src").is_dir() {
                    bail!(
                        "there are no sources in {}: begin the lab anew with `cargo lab reset {}`, \
                         or, where the kit is under git, `git restore exercises/{}`",
                        folder.join("src").display(),
                        lab.name,
                        lab.folder()
                    );
                }
                let arguments = ["--package", lab.name].map(String::from);
                self.build_package(purpose, lab, &arguments, &folder, "")
            }
            Source::Solution => {
                let folder = self.solution(lab);
                self.must_be_there(&folder, "solutions are not in the students' kit")?;
                let arguments = ["--package".into(), format!("{}-solution", lab.name)];
                self.build_package(purpose, lab, &arguments, &folder, "-solution")
            }
            Source::Folder(folder) => {
                let place = fs::canonicalize(folder)
                    .with_context(|| format!("there is no folder {}", folder.display()))?;
                let suffix = suffix_of(&place, lab);
                let manifest = self.write_manifest(lab, &place, suffix)?;
                let arguments = ["--manifest-path".into(), manifest.display().to_string()];
                self.build_package(purpose, lab, &arguments, &place, suffix)
            }
            Source::Commands { server, client } => Ok(Built::Subject(Subject {
                server: server.clone(),
                client: client.clone(),
                ..Subject::default()
            })),
        }
    }

    fn must_be_there(&self, folder: &Path, hint: &str) -> Result<()> {
        if folder.join("Cargo.toml").is_file() {
            return Ok(());
        }
        bail!("there is no Cargo.toml in {}: {hint}", folder.display())
    }

    /// Builds the binaries of one package, and learns from cargo where they are.
    fn build_package(
        &self,
        purpose: Purpose,
        lab: &Lab,
        which: &[String],
        folder: &Path,
        suffix: &str,
    ) -> Result<Built> {
        let output = cargo()
            .current_dir(&self.root)
            .args([
                "build",
                "--quiet",
                "--bins",
                "--message-format=json-render-diagnostics",
            ])
            .args(which)
            .args(match purpose {
                Purpose::Verdict => None,
                Purpose::Speed => Some("--release"),
            })
            .stderr(Stdio::inherit())
            .output()
            .context("cargo could not be started: is Rust installed?")?;
        if !output.status.success() {
            return match self.hindrance(&output.stdout) {
                Some(hindrance) => {
                    bail!("lab {} was not {}: {hindrance}", lab.name, purpose.done())
                }
                None => Ok(Built::Refused),
            };
        }
        let binaries = executables(&output.stdout);
        let find = |role: Role| {
            let name = lab.binary(role, suffix);
            let (_, path) = binaries.iter().find(|(binary, _)| *binary == name)?;
            Some(CommandLine::of_binary(path.clone()))
        };
        let (server, client) = (find(Role::Server), find(Role::Client));
        if server.is_none() && client.is_none() {
            bail!(
                "there is neither a program {} nor {}: src/bin is not as in exercises/{} of the \
                 kit, from a copy of which it can be had",
                lab.binary(Role::Server, suffix),
                lab.binary(Role::Client, suffix),
                lab.folder()
            );
        }
        Ok(Built::Subject(Subject {
            server,
            client,
            sources: Some(self.sources(lab, format!("{}{suffix}", lab.name), folder)),
            ..Subject::default()
        }))
    }

    /// The sources of a lab's package of this name, in its folder.
    pub fn sources(&self, lab: &Lab, package: String, folder: &Path) -> Sources {
        let sources = folder.join("src");
        Sources {
            builder: self.workshop(),
            kind: Kind::Crate {
                name: package,
                library: sources.join("lib.rs"),
                main: sources
                    .join("bin")
                    .join(format!("{}.rs", lab.binary(Role::Server, ""))),
            },
        }
    }

    /// Why cargo, which has told this, could not build; none where the compiler refused.
    fn hindrance(&self, messages: &[u8]) -> Option<String> {
        hindrance::of_machine(&self.target()).or_else(|| {
            // Told of every build that was begun, however it ended.
            let is_begun = String::from_utf8_lossy(messages).contains("\"build-finished\"");
            (!is_begun).then(|| hindrance::of_kit(self))
        })
    }

    /// A manifest of the kit's own for another folder's sources: nothing of that folder but
    /// `src/` is used, so that neither a build script nor a configuration of it runs.
    fn write_manifest(&self, lab: &Lab, folder: &Path, suffix: &str) -> Result<PathBuf> {
        let source = folder.join("src");
        if !source.is_dir() {
            bail!(
                "{} has no src/: `--dir` wants a folder like exercises/{}",
                folder.display(),
                lab.folder()
            );
        }
        let name = format!("{}{suffix}", lab.name);
        let quote = |path: PathBuf| serde_json::to_string(&path.display().to_string());
        let mut manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\nbuild = false\n\
             autobins = false\nautotests = false\nautoexamples = false\nautobenches = false\n\
             \n[workspace]\n\n[profile.dev]\nopt-level = {}\n\n[lints.rust]\nunsafe_code = \"forbid\"\n\n\
             [lib]\npath = {}\n",
            lab.compiled.level(),
            quote(source.join("lib.rs"))?
        );
        for role in [Role::Server, Role::Client] {
            let file = source
                .join("bin")
                .join(format!("{}.rs", lab.binary(role, "")));
            if file.is_file() {
                manifest.push_str(&format!(
                    "\n[[bin]]\nname = \"{}\"\npath = {}\n",
                    lab.binary(role, suffix),
                    quote(file)?
                ));
            }
        }
        let key = crate::seed::derive(0, lab.name, &folder.display().to_string());
        let place = self.scratch().join("folders").join(format!("{key:016x}"));
        fs::create_dir_all(&place)
            .with_context(|| format!("{} could not be made", place.display()))?;
        let path = place.join("Cargo.toml");
        // An unchanged manifest keeps its time, and cargo its work.
        if fs::read_to_string(&path).ok().as_deref() != Some(&manifest) {
            fs::write(&path, manifest)
                .with_context(|| format!("{} could not be written", path.display()))?;
        }
        Ok(path)
    }
}

/// The cargo that runs us, so that the same toolchain builds the student's crate.
pub fn cargo() -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // What cargo told us of our own package is not the student's.
    for (name, _) in std::env::vars_os() {
        if name
            .to_str()
            .is_some_and(|name| name.starts_with("CARGO_PKG_") || name == "CARGO_MANIFEST_DIR")
        {
            cargo.env_remove(name);
        }
    }
    cargo
}

/// `-solution` where a folder's package is named like the solution, whose binaries call their
/// library by that name.
fn suffix_of(folder: &Path, lab: &Lab) -> &'static str {
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap_or_default();
    let name = format!("name = \"{}-solution\"", lab.name);
    if manifest.lines().any(|line| line.trim() == name) {
        "-solution"
    } else {
        ""
    }
}

/// The binaries that cargo's messages name, with their paths.
fn executables(messages: &[u8]) -> Vec<(String, String)> {
    String::from_utf8_lossy(messages)
        .lines()
        .filter_map(|line| {
            let message: serde_json::Value = serde_json::from_str(line).ok()?;
            let path = message.get("executable")?.as_str()?;
            let name = message.get("target")?.get("name")?.as_str()?;
            Some((name.to_owned(), path.to_owned()))
        })
        .collect()
}
