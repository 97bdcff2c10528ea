//! Where a server is built against the simulated `std`.
//!
//! A workspace of its own is generated for each: the student's library as it lies there, its
//! `main` as a library with one line added, and a program of a few lines that hands it to the
//! driver, and the library's `Counters` as well if they are asked for and to be had. They share one
//! target folder, so that the simulated machine is compiled once.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::sources::{Builder, Built, Kind};
use crate::finding::Trouble;
use crate::source::cargo;

/// Builds explorers with cargo.
#[derive(Clone, Debug)]
pub struct Workshop {
    /// The kit's folder, which holds the simulated `std` and the driver.
    pub kit: PathBuf,
    /// Where what can be made anew is kept.
    pub scratch: PathBuf,
}

impl Builder for Workshop {
    fn build(&self, kind: &Kind, with_counters: bool) -> Result<Built, Trouble> {
        Workspace::of(self, kind).build(with_counters)
    }
}

/// The workspace of some sources.
struct Workspace<'a> {
    workshop: &'a Workshop,
    kind: &'a Kind,
    folder: PathBuf,
    /// Distinguishes its packages from those of others in the shared target folder.
    key: u64,
}

impl<'a> Workspace<'a> {
    fn of(workshop: &'a Workshop, kind: &'a Kind) -> Workspace<'a> {
        let key = crate::seed::derive(0, "explorer", &kind.main().display().to_string());
        Workspace {
            workshop,
            kind,
            folder: workshop
                .scratch
                .join("explorer")
                .join(format!("{key:016x}")),
            key,
        }
    }

    fn build(&self, with_counters: bool) -> Result<Built, Trouble> {
        self.write()?;
        let explorer = self.target().join("debug").join(self.name("explorer"));
        let mut left_out = None;
        let mut refused = self.compile(with_counters)?;
        // By then all of the student's own has been compiled: what does not fit is how `Counters`
        // is called.
        let is_misfit = |said: &String| said.contains(&format!("`{}`", self.name("explorer")));
        if with_counters && refused.as_ref().is_some_and(is_misfit) {
            left_out = Some(MISFIT.to_owned());
            refused = self.compile(false)?;
        }
        let Some(said) = refused else {
            return Ok(Built { explorer, left_out });
        };
        Err(refused_by_the_compiler(&said))
    }

    fn target(&self) -> PathBuf {
        self.workshop.scratch.join("explorer").join("target")
    }

    /// What the compiler says against it.
    fn compile(&self, with_counters: bool) -> Result<Option<String>, Trouble> {
        let mut command = Command::new(cargo().get_program());
        command
            .current_dir(&self.folder)
            .args(["build", "--quiet", "--message-format=short"])
            .arg("--target-dir")
            .arg(self.target())
            .stdin(Stdio::null());
        if with_counters {
            let feature = format!("{}/counters", self.name("explorer"));
            command.args(["--features", &feature]);
        }
        let output = command
            .output()
            .map_err(|error| Trouble::Harness(format!("cargo could not be started: {error}")))?;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        Ok((!output.status.success()).then_some(said))
    }

    fn name(&self, part: &str) -> String {
        format!("{part}-{:016x}", self.key)
    }

    fn write(&self) -> Result<(), Trouble> {
        let kit = self.workshop.kit.join("harness").join("explorer");
        let simulated = format!(
            "std = {{ package = \"roundtrip-std\", path = {} }}\n",
            quoted(&kit.join("std"))
        );
        let mut members = vec!["main", "explorer"];
        let mut library = String::new();
        let mut counters = String::new();
        let (main, uses) = match self.kind {
            Kind::Crate {
                name,
                library: path,
                main,
            } => {
                members.push("library");
                library = format!(
                    "{}[lib]\nname = \"{}\"\npath = {}\n\n[dependencies]\n{simulated}",
                    package(&self.name("library")),
                    name.replace('-', "_"),
                    quoted(path)
                );
                counters = format!(
                    "library = {{ package = \"{}\", path = \"../library\", optional = true }}\n\n\
                     [features]\ncounters = [\"dep:library\"]\n",
                    self.name("library")
                );
                let uses = format!(
                    "{} = {{ package = \"{}\", path = \"../library\" }}\n",
                    name,
                    self.name("library")
                );
                (self.inlined(main)?, uses)
            }
            Kind::File(path) => (self.inlined(path)?, String::new()),
        };
        let main = with_an_entrance(&main);
        let quiet = members
            .iter()
            .map(|member| format!("\"{member}\""))
            .collect::<Vec<_>>()
            .join(", ");
        let files = [
            (
                "Cargo.toml",
                format!(
                    "[workspace]\nresolver = \"3\"\nmembers = [{quiet}]\n\n\
                     [profile.dev]\nopt-level = 1\ndebug = \"line-tables-only\"\n"
                ),
            ),
            (
                "main/Cargo.toml",
                format!(
                    "{}[lib]\nname = \"student\"\npath = \"lib.rs\"\n\n[dependencies]\n{simulated}{uses}",
                    package(&self.name("main"))
                ),
            ),
            ("main/lib.rs", main),
            (
                "explorer/Cargo.toml",
                format!(
                    "{}[[bin]]\nname = \"{}\"\npath = \"main.rs\"\n\n[dependencies]\n\
                     roundtrip-explorer = {{ path = {} }}\n\
                     student = {{ package = \"{}\", path = \"../main\" }}\n{counters}",
                    package(&self.name("explorer")),
                    self.name("explorer"),
                    quoted(&kit.join("driver")),
                    self.name("main")
                ),
            ),
            ("explorer/main.rs", EXPLORER.to_owned()),
            ("library/Cargo.toml", library),
        ];
        for (name, text) in files {
            if !text.is_empty() {
                write_if_changed(&self.folder.join(name), &text)?;
            }
        }
        // The versions that the kit was tested with.
        let lock = self.folder.join("Cargo.lock");
        if !lock.is_file() {
            fs::copy(kit.join("Cargo.lock"), &lock)?;
        }
        Ok(())
    }

    fn read(&self, path: &Path) -> Result<String, Trouble> {
        fs::read_to_string(path)
            .map_err(|error| Trouble::Harness(format!("{}: {error}", path.display())))
    }

    /// A file whose modules are named from where it lies now.
    fn inlined(&self, path: &Path) -> Result<String, Trouble> {
        let folder = path.parent().unwrap_or(Path::new(".")).display();
        Ok(self
            .read(path)?
            .replace("#[path = \"", &format!("#[path = \"{folder}/"))
            // Documentation of a file is that of a module only at its very beginning.
            .replace("\n//!", "\n//")
            .replacen("//!", "//", 1))
    }
}

/// Why `Counters` that do not fit are left out.
pub const MISFIT: &str = "the library has none with the names and types that the lab gives it";

/// What it means that the compiler refused the sources.
pub fn refused_by_the_compiler(said: &str) -> Trouble {
    let first = said.lines().find(|line| line.contains("error"));
    Trouble::Unexplored(format!(
        "it does not compile where threads, locks and sockets are simulated: {}",
        first.unwrap_or("the compiler did not say why")
    ))
}

/// A server's own file with a way in: `main` is private, and so it is said inside.
pub fn with_an_entrance(main: &str) -> String {
    format!(
        "{main}\n/// The whole server.\npub fn __student_main() {{\n    \
         std::world::report(main());\n}}\n"
    )
}

/// The whole explorer.
pub const EXPLORER: &str = r#"
#[cfg(feature = "counters")]
roundtrip_explorer::counters!(library::Counters);

fn main() -> std::process::ExitCode {
    roundtrip_explorer::explore(roundtrip_explorer::Subject {
        program: student::__student_main,
        #[cfg(feature = "counters")]
        counters: Some(counters),
        #[cfg(not(feature = "counters"))]
        counters: None,
    })
}
"#;

fn package(name: &str) -> String {
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\
         build = false\n\n[lints.rust]\nwarnings = \"allow\"\n\n"
    )
}

/// A path as TOML has strings.
fn quoted(path: &Path) -> String {
    serde_json::Value::from(path.display().to_string()).to_string()
}

/// An unchanged file keeps its time, and cargo its work.
fn write_if_changed(path: &Path, text: &str) -> Result<(), Trouble> {
    if fs::read_to_string(path).ok().as_deref() == Some(text) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    Ok(fs::write(path, text)?)
}
