//! `cargo lab completions`: what a shell completes behind `cargo lab`.
//!
//! The scripts are clap's, of a command of its own. What is typed behind `cargo lab` is handed to
//! them: in zsh by cargo's own completion, which wants the name `cargo-lab`, and in the other shells
//! by what is put at their ends. Clap's script for bash takes no hyphen in that name.

use anyhow::Result;
use clap::builder::PossibleValuesParser;
use clap::{Arg, Args, Command, ValueEnum};
use clap_complete::aot::{self, Generator};
use harness::report::Outcome;

use crate::screen;

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Whose script is printed
    shell: Shell,
}

#[derive(Clone, Copy, ValueEnum)]
enum Shell {
    Bash,
    Fish,
    Zsh,
}

pub fn run(arguments: &Arguments) -> Result<Outcome> {
    let script = match arguments.shell {
        Shell::Bash => script(aot::Bash, "cargo_lab") + BASH,
        Shell::Fish => script(aot::Fish, "cargo_lab") + &positions() + FISH,
        Shell::Zsh => script(aot::Zsh, "cargo-lab"),
    };
    screen::print!("{script}");
    Ok(Outcome::Passed)
}

/// Clap's script for the command of this name.
fn script(shell: impl Generator, name: &'static str) -> String {
    let mut command = with_names(crate::command_line().name(name).bin_name(name));
    let mut script = Vec::new();
    aot::generate(shell, &mut command, name, &mut script);
    String::from_utf8_lossy(&script).into_owned()
}

/// What clap's script for fish leaves out: arguments without an option.
fn positions() -> String {
    let command = with_names(crate::command_line());
    let mut lines = String::new();
    for command in command.get_subcommands() {
        for argument in command.get_positionals() {
            let values = argument.get_possible_values();
            let words: Vec<&str> = values.iter().map(|value| value.get_name()).collect();
            if !words.is_empty() {
                lines.push_str(&format!(
                    "complete -c cargo_lab -n '__fish_cargo_lab_using_subcommand {}' -f -a '{}'\n",
                    command.get_name(),
                    words.join(" ")
                ));
            }
        }
    }
    lines
}

/// The command line with the names of all labs and checks, where one of them is wanted.
fn with_names(command: Command) -> Command {
    let labs = harness::labs::all();
    let names: Vec<&'static str> = labs.iter().map(|lab| lab.name).collect();
    let mut checks: Vec<&'static str> = Vec::new();
    let mut paths: Vec<String> = Vec::new();
    for lab in &labs {
        checks.extend(lab.checks.iter().map(|check| check.name));
        paths.extend(lab.checks.iter().map(|check| check.path(lab.name)));
    }
    checks.sort_unstable();
    checks.dedup();
    without_hidden(&command).mut_subcommands(|command| {
        command.mut_args(|argument: Arg| match argument.get_id().as_str() {
            "lab" | "labs" => argument.value_parser(PossibleValuesParser::new(&names)),
            "checks" => argument.value_parser(PossibleValuesParser::new(&checks)),
            "check" | "what" => argument.value_parser(PossibleValuesParser::new(&paths)),
            _ => argument,
        })
    })
}

/// The same command without what its help does not show, which clap's scripts would offer.
fn without_hidden(command: &Command) -> Command {
    let arguments = command.get_arguments().filter(|one| !one.is_hide_set());
    let commands = command.get_subcommands().filter(|one| !one.is_hide_set());
    let name = command.get_name().to_owned();
    let mut visible = Command::new(name)
        .args(arguments)
        .subcommands(commands.map(without_hidden));
    if let Some(name) = command.get_bin_name() {
        visible = visible.bin_name(name.to_owned());
    }
    match command.get_about() {
        Some(about) => visible.about(about.clone()),
        None => visible,
    }
}

/// Cargo's own completion stays for all else. bash-completion reads it when it is wanted first, and
/// would then put it in the place of this.
const BASH: &str = r#"
_cargo_or_lab() {
    if [[ ${COMP_WORDS[1]} == lab && $COMP_CWORD -gt 1 ]]; then
        COMP_WORDS=(cargo_lab "${COMP_WORDS[@]:2}")
        COMP_CWORD=$((COMP_CWORD - 1))
        _cargo_lab cargo_lab "$2" "$3"
    elif [[ -n $_cargo_before_lab ]]; then
        "$_cargo_before_lab" "$@"
    fi
}

if [[ -z $_cargo_before_lab ]]; then
    if declare -F _comp_load > /dev/null; then
        _comp_load cargo
    elif declare -F _completion_loader > /dev/null; then
        _completion_loader cargo
    fi
    _cargo_before_lab=$(complete -p cargo 2> /dev/null | sed -n 's/.* -F \([^ ]*\) .*/\1/p')
fi
complete -F _cargo_or_lab -o bashdefault -o default cargo
"#;

const FISH: &str = r#"
function __cargo_lab
    set -l typed (commandline -opc)
    complete -C (string join ' ' -- cargo_lab $typed[3..-1] (commandline -ct))
end
complete -c cargo -n '__fish_seen_subcommand_from lab' -f -a '(__cargo_lab)'
"#;

const EXAMPLES: &str = "Examples:
  cargo lab completions bash > ~/.cargo-lab.bash
      and at the end of ~/.bashrc:  . ~/.cargo-lab.bash
  cargo lab completions fish > \\
      ~/.config/fish/conf.d/cargo-lab.fish
  cargo lab completions zsh > ~/.zfunc/_cargo-lab
      where ~/.zshrc has, before compinit, fpath+=~/.zfunc

Then, in a new shell, Tab completes what stands behind
`cargo lab`. In zsh, cargo's own completion asks for it:
  rustup completions zsh cargo > ~/.zfunc/_cargo";
