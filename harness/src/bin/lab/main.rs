//! `cargo lab`: the command that students and instructors type.

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use harness::program::guard;
use harness::report::Outcome;
use harness::source::Kit;

use answer::Form;

mod answer;
mod audit;
mod bar;
mod check;
mod completions;
#[cfg(feature = "class")]
mod doctor;
mod explain;
#[cfg(feature = "class")]
mod grade;
#[cfg(feature = "class")]
mod handout;
mod hint;
#[cfg(not(feature = "class"))]
mod instructors;
#[cfg(feature = "class")]
mod interrupt;
mod list;
mod map;
mod measure;
#[cfg(feature = "class")]
mod merge;
mod name;
mod race;
mod replay;
#[cfg(feature = "class")]
mod report;
mod reset;
mod screen;
mod signals;
mod subject;
mod submit;
mod watch;

/// Judges client and server programs from outside: what they say on the wire, and where their
/// threads stand.
#[derive(Parser)]
#[command(name = "cargo lab", bin_name = "cargo lab", version, after_help = EXAMPLES)]
#[command(args_conflicts_with_subcommands = true)]
#[command(mut_arg("json", |json| json.help("Print where you stand as one line of JSON")))]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    // Of the map, which is shown without a command.
    #[command(flatten)]
    form: Form,
}

#[derive(Subcommand)]
enum Command {
    /// Show the labs, their steps and their checks
    List(list::Arguments),
    /// Judge a lab
    Check(check::Arguments),
    /// Explain a check: its promise, its reason and its test
    Explain(explain::Arguments),
    /// Judge a lab each time that its sources are saved
    Watch(watch::Arguments),
    /// Give one more hint for the step that is next
    Hint(hint::Arguments),
    /// Play a saved failure again
    Replay(replay::Arguments),
    /// Explore the schedules of a lab's server for longer
    Race(race::Arguments),
    /// Measure a lab's server against few clients and many
    Measure(measure::Arguments),
    /// Write a zip of your work, to hand in
    Submit(submit::Arguments),
    /// Begin a lab anew, and keep what was there
    Reset(reset::Arguments),
    /// Write a script by which your shell completes `cargo lab`
    Completions(completions::Arguments),
    /// Prove that the kit is right: stubs, solutions, wrong programs
    Audit(audit::Arguments),
    /// Report a class's gradebook
    #[cfg(feature = "class")]
    Report(report::Arguments),
    /// Grade a class
    #[cfg(feature = "class")]
    Grade(grade::Arguments),
    /// Join the gradebooks of a class that several machines have graded
    #[cfg(feature = "class")]
    Merge(merge::Arguments),
    /// Show which parts of the sandbox this machine allows
    #[cfg(feature = "class")]
    Doctor(doctor::Arguments),
    /// Write the kit as students get it into a folder
    #[cfg(feature = "class")]
    Handout(handout::Arguments),
    #[cfg(not(feature = "class"))]
    #[command(flatten)]
    Instructors(instructors::Command),
}

fn main() -> ExitCode {
    // Before all else: this executable is also the guard of the programs that it launches.
    guard::serve_if_asked();
    #[cfg(feature = "class")]
    if let Some(status) = grade::work_if_asked() {
        return status;
    }
    watch::end_with_watch_if_asked();
    let arguments = match command_line()
        .try_get_matches()
        .and_then(|matches| Arguments::from_arg_matches(&matches))
    {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help goes to standard output and is no failure; clap knows which is which.
            let status = ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
            if error.use_stderr() {
                let _ = error.print();
                return status;
            }
            screen::print!("{}", error.render().ansi());
            return end(status);
        }
    };
    let outcome = match arguments.command {
        None => map::run(arguments.form),
        Some(Command::List(arguments)) => list::run(&arguments),
        Some(Command::Check(arguments)) => check::run(&arguments),
        Some(Command::Explain(arguments)) => explain::run(&arguments),
        Some(Command::Watch(arguments)) => watch::run(&arguments),
        Some(Command::Hint(arguments)) => hint::run(&arguments),
        Some(Command::Replay(arguments)) => replay::run(&arguments),
        Some(Command::Race(arguments)) => race::run(&arguments),
        Some(Command::Measure(arguments)) => measure::run(&arguments),
        Some(Command::Submit(arguments)) => submit::run(&arguments),
        Some(Command::Reset(arguments)) => reset::run(&arguments),
        Some(Command::Completions(arguments)) => completions::run(&arguments),
        Some(Command::Audit(arguments)) => audit::run(&arguments),
        #[cfg(feature = "class")]
        Some(Command::Report(arguments)) => report::run(&arguments),
        #[cfg(feature = "class")]
        Some(Command::Grade(arguments)) => grade::run(&arguments),
        #[cfg(feature = "class")]
        Some(Command::Merge(arguments)) => merge::run(&arguments),
        #[cfg(feature = "class")]
        Some(Command::Doctor(arguments)) => doctor::run(&arguments),
        #[cfg(feature = "class")]
        Some(Command::Handout(arguments)) => handout::run(&arguments),
        #[cfg(not(feature = "class"))]
        Some(Command::Instructors(command)) => instructors::run(&command),
    };
    end(match outcome {
        Ok(Outcome::Passed) => ExitCode::SUCCESS,
        Ok(Outcome::Failed) => ExitCode::from(1),
        Ok(Outcome::Broken) => ExitCode::from(2),
        Err(error) => {
            screen::eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    })
}

/// The command line as it is shown here: students have no use for what only instructors have.
fn command_line() -> clap::Command {
    const COMMANDS: [&str; 6] = ["audit", "report", "grade", "merge", "doctor", "handout"];
    const OPTIONS: [&str; 2] = ["solution", "wrong"];
    let command = Arguments::command();
    if !Kit::find().is_ok_and(|kit| kit.is_students()) {
        return command;
    }
    command.mut_subcommands(|command| {
        let is_theirs = COMMANDS.contains(&command.get_name());
        command.hide(is_theirs).mut_args(|argument| {
            let is_theirs = OPTIONS.contains(&argument.get_id().as_str());
            argument.hide(is_theirs)
        })
    })
}

/// The exit status, unless what was printed is lost.
fn end(status: ExitCode) -> ExitCode {
    match screen::end() {
        Ok(()) => status,
        Err(error) => {
            screen::eprintln!(
                "error: what there is to say could not be written to standard output: {error}. \
                 Give it a terminal, a pipe, or a file on a disk that is not full, and try again"
            );
            ExitCode::from(2)
        }
    }
}

const EXAMPLES: &str = "Examples:
  cargo lab                       where you stand
  cargo lab check echo            judge exercises/01-echo
  cargo lab check echo --server 'python3 server.py {addr}'
  cargo lab explain echo/one-line what a check promises
  cargo lab watch                 judge it on each save
  cargo lab hint echo             one more hint
  cargo lab replay echo/one-line  play a saved failure again
  cargo lab race lock-counter     look for races for longer
  cargo lab measure threaded-echo how quick, with how many
  cargo lab submit                a zip of your work

Exit status: 0 all passed, 1 some failed, 2 not judged.";
