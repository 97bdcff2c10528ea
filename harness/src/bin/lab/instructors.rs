//! The instructors' commands, where only the students' half is built: they are handed on to a build
//! that has them, so that no student waits for it to compile.

use std::ffi::OsString;
use std::os::unix::process::CommandExt;
use std::process::Command as Process;

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use harness::report::Outcome;
use harness::source::{Kit, cargo};

#[derive(Subcommand)]
pub enum Command {
    /// Grade a class (builds the instructors' half first)
    Grade(Words),
    /// Write reports of a gradebook
    Report(Words),
    /// Join the gradebooks of a class that several machines have graded
    Merge(Words),
    /// Write the kit as students get it into a folder
    Handout(Words),
    /// Show which parts of the sandbox this machine allows
    Doctor(Words),
}

/// Whatever was typed behind the command.
#[derive(Args)]
#[command(disable_help_flag = true)]
pub struct Words {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
    words: Vec<OsString>,
}

pub fn run(command: &Command) -> Result<Outcome> {
    let (name, words) = match command {
        Command::Grade(words) => ("grade", words),
        Command::Report(words) => ("report", words),
        Command::Merge(words) => ("merge", words),
        Command::Handout(words) => ("handout", words),
        Command::Doctor(words) => ("doctor", words),
    };
    let kit = Kit::find()?;
    if kit.is_students() {
        bail!("`{name}` is the instructors' command, and this is the students' kit");
    }
    let mut process = Process::new(cargo().get_program());
    process.args(["run", "--release", "--package", "harness", "--bin", "lab"]);
    process.args(["--features", "class", "--manifest-path"]);
    process.arg(kit.root().join("Cargo.toml"));
    // The first build takes a while, and shows it.
    if kit
        .scratch()
        .with_file_name("release")
        .join("lab")
        .is_file()
    {
        process.arg("--quiet");
    }
    // In place of this process, so that Ctrl-C is for the other one alone.
    let error = process.args(["--", name]).args(&words.words).exec();
    Err(error).context("cargo could not be started: is Rust installed?")
}
