//! Which programs a command is about.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::Args;
use harness::audit;
use harness::lab::Lab;
use harness::parcel;
use harness::program::{CommandLine, Role};
use harness::session::Subject;
use harness::source::{Built, Kit, Purpose, Source};
use harness::store::Store;

use crate::screen;

/// The options that name the programs; without one it is the exercise.
#[derive(Args, Clone, Debug, Default)]
pub struct Choice {
    /// Judge the reference solution
    #[arg(long, conflicts_with_all = ["dir", "server", "client"])]
    solution: bool,
    /// Judge another folder of the same shape as the exercise
    #[arg(long, value_name = "DIR", conflicts_with_all = ["server", "client"])]
    dir: Option<PathBuf>,
    /// Judge one of the kit's own wrong programs, by its name in harness/wrong
    #[arg(long, value_name = "NAME", conflicts_with_all = ["solution", "dir", "server", "client"])]
    wrong: Option<String>,
    /// Judge a server in any language; {addr}, {host} and {port} stand for its address
    #[arg(long, value_name = "COMMAND")]
    server: Option<String>,
    /// Judge a client in any language; {addr}, {host} and {port} stand for its server's address
    #[arg(long, value_name = "COMMAND")]
    client: Option<String>,
}

impl Choice {
    /// Builds what has to be built, to judge it; `None` where the compiler refused, and has said so.
    pub fn build(&self, kit: &Kit, lab: &Lab) -> Result<Option<Subject>> {
        self.build_for(Purpose::Verdict, kit, lab)
    }

    /// The same, for any purpose.
    pub fn build_for(&self, purpose: Purpose, kit: &Kit, lab: &Lab) -> Result<Option<Subject>> {
        if let Some(name) = &self.wrong {
            return Ok(Some(build_wrong(kit, lab, name)?));
        }
        // As they were before they were built: a save in between is one that was not judged.
        let digest = self.is_own().then(|| parcel::digest(kit, lab)).flatten();
        match kit.build_for(purpose, lab, &self.source()?)? {
            Built::Subject(subject) => Ok(Some(Subject {
                digest,
                arguments: self.arguments(),
                ..subject
            })),
            Built::Refused => {
                screen::eprintln!(
                    "\nlab {}: it does not compile, so nothing was {}",
                    lab.name,
                    purpose.done()
                );
                Ok(None)
            }
        }
    }

    /// Whether it is the student's own exercise.
    pub fn is_own(&self) -> bool {
        self.arguments().is_empty()
    }

    /// Whether it is the reference.
    pub fn is_solution(&self) -> bool {
        self.solution
    }

    /// Whether it is one of the kit's wrong programs.
    pub fn is_wrong(&self) -> bool {
        self.wrong.is_some()
    }

    /// The options as they were typed; nothing for the student's own work.
    pub fn arguments(&self) -> String {
        let mut words: Vec<String> = Vec::new();
        if self.solution {
            words.push("--solution".into());
        }
        let folder = self.dir.as_ref().map(|folder| folder.display().to_string());
        for (option, value) in [
            ("--dir", &folder),
            ("--wrong", &self.wrong),
            ("--server", &self.server),
            ("--client", &self.client),
        ] {
            if let Some(value) = value {
                words.extend([option.to_owned(), value.clone()]);
            }
        }
        shell_words::join(words)
    }

    /// What a person types to start the program at an address.
    pub fn start(&self, lab: &Lab, role: Role, address: &str) -> String {
        let given = match role {
            Role::Server => &self.server,
            Role::Client => &self.client,
        };
        if let Some(command) = given {
            let (host, port) = address.split_once(':').unwrap_or((address, ""));
            return command
                .replace("{addr}", address)
                .replace("{host}", host)
                .replace("{port}", port);
        }
        let suffix = if self.solution { "-solution" } else { "" };
        let binary = lab.binary(role, suffix);
        if self.dir.is_some() || self.wrong.is_some() {
            return format!("{binary} {address}    # yours of {}", self.arguments());
        }
        format!(
            "cargo run -p {}{suffix} --bin {binary} -- {address}",
            lab.name
        )
    }

    fn source(&self) -> Result<Source> {
        if self.solution {
            return Ok(Source::Solution);
        }
        if let Some(folder) = &self.dir {
            return Ok(Source::Folder(folder.clone()));
        }
        if self.server.is_none() && self.client.is_none() {
            return Ok(Source::Exercise);
        }
        let read = |option: &str, text: &Option<String>| -> Result<Option<CommandLine>> {
            let Some(text) = text else { return Ok(None) };
            Ok(Some(
                CommandLine::parse(text).with_context(|| format!("in {option}"))?,
            ))
        };
        Ok(Source::Commands {
            server: read("--server", &self.server)?,
            client: read("--client", &self.client)?,
        })
    }
}

fn build_wrong(kit: &Kit, lab: &Lab, name: &str) -> Result<Subject> {
    if kit.is_students() {
        bail!("wrong programs are not in the students' kit, so that there is no `{name}`");
    }
    let all = audit::load_wrong(kit, lab)?;
    let names: Vec<&str> = all.iter().map(|wrong| wrong.name.as_str()).collect();
    let wrong = all
        .iter()
        .find(|wrong| wrong.name == name)
        .with_context(|| {
            format!(
                "lab {} has no wrong program `{name}`; it has {}",
                lab.name,
                names.join(", ")
            )
        })?;
    audit::wrong_subject(kit, lab, wrong)
}

/// What is kept of a subject. What is in the way there is set aside, and told of.
pub fn open_store(kit: &Kit, arguments: &str) -> Store {
    let store = Store::of(kit, arguments);
    for notice in store.mend() {
        screen::eprintln!("note: {notice}");
    }
    store
}
