//! `cargo lab`: starts `lab`, and has cargo build it before only if that can change anything.
//!
//! Cargo takes most of the time of a short command such as the map to look through a hundred
//! packages that have not changed. This package depends on none, so that cargo has little to look
//! at, and what it does itself is [`Build::is_current`].
//!
//! - `build`: when cargo was asked last, and what has changed since

mod build;

use std::env;
use std::path::PathBuf;
use std::process::{Command, ExitCode, ExitStatus};

use build::Build;

fn main() -> ExitCode {
    match run() {
        Ok(status) => status,
        Err(said) => {
            eprintln!("cargo lab: {said}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<ExitCode, String> {
    let own = env::current_exe().map_err(|error| format!("its own file is not found: {error}"))?;
    let folder = own.parent().ok_or("its own file is in no folder")?;
    // Cargo tells which package it runs; this one is in harness/.
    let manifest = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let kit = manifest.as_ref().and_then(|it| it.parent()?.parent());
    let kit = kit.ok_or("it is not run by cargo. Type: cargo lab")?;

    let build = Build::of(kit, folder);
    if !build.is_current() {
        let begun = build.begin();
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args(["build", "--package", "harness", "--bin", "lab"]);
        let status = cargo
            .status()
            .map_err(|error| format!("cargo does not start: {error}"))?;
        if !status.success() {
            return Ok(code(status));
        }
        if let Ok(begun) = begun {
            // Where this cannot be written, cargo is asked the next time, too.
            let _ = build.finish(begun);
        }
    }
    let mut lab = Command::new(build.program());
    become_program(lab.args(env::args_os().skip(1)))
        .map_err(|error| format!("{} does not start: {error}", build.program().display()))
}

/// Goes on as another program: signals, the terminal and the exit status are its own.
#[cfg(unix)]
fn become_program(command: &mut Command) -> std::io::Result<ExitCode> {
    use std::os::unix::process::CommandExt;
    Err(command.exec())
}

#[cfg(not(unix))]
fn become_program(command: &mut Command) -> std::io::Result<ExitCode> {
    command.status().map(code)
}

fn code(status: ExitStatus) -> ExitCode {
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    code.map_or(ExitCode::from(2), ExitCode::from)
}
