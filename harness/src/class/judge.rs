//! Builds and judges one work: what a worker does with a task.

use std::collections::BTreeMap;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use super::compiler::{Compiled, Compiler, Crate, Kind};
use super::explored::Explored;
use super::hidden;
use super::record::{State, Verdict};
use super::submission::{File, Work};
use super::task::{Done, Machine, Place, Task};
use crate::check::Check;
use crate::explorer::Sources;
use crate::explorer::sources::Kind as Shape;
use crate::lab::Lab;
use crate::program::{CommandLine, Role};
use crate::report::json::{Entry, Told, ToldFinding};
use crate::report::{Outcome, Report, json};
use crate::session::{Session, Subject};
use crate::source::Kit;

/// Judges works.
#[derive(Debug)]
pub struct Judge {
    kit: Kit,
    scratch: PathBuf,
    machine: Option<Machine>,
    compiler: Compiler,
}

/// A role's program, or why there is none.
type Programs = BTreeMap<Role, Result<PathBuf, Missing>>;

/// Why there is no program.
enum Missing {
    /// Its `main` was not handed in: this file.
    File(String),
    /// The compiler refused, and said this.
    Refused(String),
}

impl Judge {
    /// With what lies in this place.
    ///
    /// # Errors
    /// There is no compiler.
    pub fn new(place: &Place) -> Result<Judge> {
        let judge = Judge {
            kit: Kit::at(place.kit.clone()),
            scratch: place.scratch.clone(),
            machine: place.machine.clone(),
            compiler: Compiler::find()?,
        };
        judge.try_compiler().context(
            "the compiler does not work in the sandbox. Where programs run as another user, the Rust \
             toolchain must be readable for all: not in /root, for example",
        )?;
        Ok(judge)
    }

    /// Compiles a program that nobody can have got wrong.
    fn try_compiler(&self) -> Result<()> {
        let work = Work {
            files: vec![File {
                path: "main.rs".to_owned(),
                contents: b"fn main() {}\n".to_vec(),
            }],
        };
        let folder = Folder::new(&self.scratch, &work)?;
        let root = folder.source().join("main.rs");
        let program = Crate::plain("nothing", Kind::Program, root, 0);
        match self.compile(&program, &folder)? {
            Compiled::Done(_) => Ok(()),
            Compiled::Refused(said) => bail!(said),
        }
    }

    /// Builds and judges. Nothing is left of it but what is returned.
    ///
    /// # Errors
    /// The harness could not do its part.
    pub fn judge(&self, task: &Task) -> Result<Done> {
        let begun = Instant::now();
        let mut lab = crate::labs::find(&task.lab)
            .with_context(|| format!("there is no lab `{}`", task.lab))?;
        lab.checks.extend(hidden::load(&self.kit, &lab)?);
        let folder = Folder::new(&self.scratch, &task.work)?;
        let mut done = match self.build(&lab, &folder)? {
            Ok(programs) => self.judge_programs(lab, programs, &folder, task.seed)?,
            Err(refusal) => Done {
                state: State::Refused,
                reason: Some("it does not compile".to_owned()),
                compiler: Some(refusal),
                score: Some(0),
                max_score: lab.points(),
                checks: Vec::new(),
                seconds: 0.0,
            },
        };
        done.seconds = (begun.elapsed().as_secs_f64() * 1e3).round() / 1e3;
        Ok(done)
    }

    /// Compiles the library, and each program with it. The error is a library that was refused.
    fn build(&self, lab: &Lab, folder: &Folder) -> Result<Result<Programs, String>> {
        let name = lab.name.replace('-', "_");
        let mut uses = Vec::new();
        let root = folder.source().join("lib.rs");
        if root.is_file() {
            let library = Crate::plain(&name, Kind::Library, root, lab.compiled.level());
            match self.compile(&library, folder)? {
                Compiled::Done(path) => uses.push((name, path)),
                Compiled::Refused(said) => return Ok(Err(said)),
            }
        }
        let mut programs = Programs::new();
        for role in [Role::Server, Role::Client] {
            if !lab.checks.iter().any(|check| check.role == role) {
                continue;
            }
            let file = format!("src/bin/{}.rs", lab.binary(role, ""));
            let root = folder.path.join(&file);
            let program = if root.is_file() {
                let name = lab.binary(role, "");
                let mut program = Crate::plain(&name, Kind::Program, root, lab.compiled.level());
                program.uses.clone_from(&uses);
                match self.compile(&program, folder)? {
                    Compiled::Done(path) => Ok(path),
                    Compiled::Refused(said) => Err(Missing::Refused(said)),
                }
            } else {
                Err(Missing::File(file))
            };
            programs.insert(role, program);
        }
        Ok(match first_refusal(&programs) {
            Some(said) if programs.values().all(Result::is_err) => Err(said),
            _ => Ok(programs),
        })
    }

    fn compile(&self, krate: &Crate, folder: &Folder) -> Result<Compiled> {
        self.compiler.compile(krate, &folder.path, &folder.out())
    }

    fn judge_programs(
        &self,
        lab: Lab,
        programs: Programs,
        folder: &Folder,
        seed: u64,
    ) -> Result<Done> {
        let command = |role: Role| match programs.get(&role) {
            Some(Ok(path)) => Some(CommandLine::of_binary(path.display().to_string())),
            _ => None,
        };
        let subject = Subject {
            server: command(Role::Server),
            client: command(Role::Client),
            sources: self.sources(&lab, folder),
            ..Subject::default()
        };
        let session = Session::new(lab, subject, seed);
        let mut checks: Vec<&Check> = session.checks().collect();
        // Some of the hidden ones wait for long, and others are judged meanwhile.
        checks.sort_by_key(|check| check.step != hidden::STEP);
        let names: Vec<&'static str> = checks.iter().map(|check| check.name).collect();
        session.judge_all(&names, |_, _| {});
        let report = Report::collect(&session, &names);
        let is_broken = report.outcome() == Outcome::Broken;
        let mut entries: BTreeMap<String, Entry> = json::entries(&report)
            .into_iter()
            .map(|entry| (entry.name.clone(), entry))
            .collect();
        let score = report.score(|_| true);
        let mut max_score = score.of;
        let mut checks = Vec::new();
        for check in &session.lab().checks {
            let entry = entries.remove(check.name).unwrap_or_else(|| {
                max_score += check.points;
                without_program(check, programs.get(&check.role))
            });
            checks.push(Verdict {
                entry: folder.forget(&entry)?,
                hidden: check.step == hidden::STEP,
            });
        }
        Ok(Done {
            state: if is_broken {
                State::Broken
            } else {
                State::Judged
            },
            reason: is_broken.then(|| "the harness could not judge a check".to_owned()),
            compiler: first_refusal(&programs),
            score: (!is_broken).then_some(score.points),
            max_score,
            checks,
            seconds: 0.0,
        })
    }

    /// What the explorer builds, where its machine is there.
    fn sources(&self, lab: &Lab, folder: &Folder) -> Option<Sources> {
        let machine = self.machine.clone()?;
        let source = folder.source();
        Some(Sources {
            builder: Arc::new(Explored {
                compiler: self.compiler.clone(),
                machine,
                folder: folder.path.clone(),
                out: folder.explored(),
            }),
            kind: Shape::Crate {
                name: lab.name.to_owned(),
                library: source.join("lib.rs"),
                main: source
                    .join("bin")
                    .join(format!("{}.rs", lab.binary(Role::Server, ""))),
            },
        })
    }
}

fn first_refusal(programs: &Programs) -> Option<String> {
    programs.values().find_map(|program| match program {
        Err(Missing::Refused(said)) => Some(said.clone()),
        _ => None,
    })
}

/// The verdict on a program that is not there.
fn without_program(check: &Check, program: Option<&Result<PathBuf, Missing>>) -> Entry {
    let role = check.role.word();
    let (headline, next) = match program {
        Some(Err(Missing::Refused(_))) => (
            format!("the {role} does not compile"),
            "cargo build".to_owned(),
        ),
        Some(Err(Missing::File(file))) => (
            format!("there is no {role}: {file} was not handed in"),
            "cargo lab submit".to_owned(),
        ),
        _ => (format!("there is no {role}"), "cargo build".to_owned()),
    };
    Entry {
        name: check.name.to_owned(),
        step: check.step.to_owned(),
        role: check.role,
        verdict: "failed".to_owned(),
        points: 0,
        max_points: check.points,
        seconds: 0.0,
        notes: Vec::new(),
        finding: Some(Told::Finding(Box::new(ToldFinding {
            headline,
            why: check.why.to_owned(),
            next,
            ..ToldFinding::default()
        }))),
    }
}

/// A folder with somebody's sources. Dropping it removes it.
struct Folder {
    path: PathBuf,
    _temporary: tempfile::TempDir,
}

impl Folder {
    fn new(scratch: &Path, work: &Work) -> Result<Folder> {
        let temporary = tempfile::Builder::new()
            .prefix("work-")
            .tempdir_in(scratch)?;
        // Compiler and program may be another user. Its name is known to nobody else: the folder
        // that it is in cannot be listed.
        fs::set_permissions(temporary.path(), Permissions::from_mode(0o755))?;
        let folder = Folder {
            path: temporary.path().to_path_buf(),
            _temporary: temporary,
        };
        fs::create_dir_all(folder.out())?;
        fs::create_dir_all(folder.explored())?;
        fs::create_dir_all(folder.source())?;
        for file in &work.files {
            let path = folder.source().join(&file.path);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::write(&path, &file.contents)
                .with_context(|| format!("{} could not be written", path.display()))?;
        }
        Ok(folder)
    }

    /// The entry as it would be if the program were the student's own build: this folder is gone
    /// when it is read.
    fn forget(&self, entry: &Entry) -> Result<Entry> {
        let quoted = |path: PathBuf| {
            let json = serde_json::to_string(&path.display().to_string())?;
            anyhow::Ok(json.trim_matches('"').to_owned())
        };
        let json = serde_json::to_string(entry)?
            .replace(&quoted(self.out())?, "target/debug")
            .replace(&quoted(self.path.clone())?, ".");
        Ok(serde_json::from_str(&json)?)
    }

    fn source(&self) -> PathBuf {
        self.path.join("src")
    }

    fn out(&self) -> PathBuf {
        self.path.join("out")
    }

    /// Where the explorer is built.
    fn explored(&self) -> PathBuf {
        self.path.join("explored")
    }
}
