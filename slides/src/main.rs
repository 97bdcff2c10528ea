//! `cargo run -p slides` writes slides/lecture.md; `-- --check` says whether that is up to date,
//! `-- --count` what is in it.

use std::fs;
use std::process::ExitCode;

use slides::kit::Kit;
use slides::lecture::{LECTURE, Lecture};
use slides::rule;

const USAGE: &str = "usage: cargo run -p slides [-- --check | --count]";

fn main() -> ExitCode {
    match run() {
        Ok(said) => {
            println!("{said}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<String, String> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let task: fn(&Kit, &Lecture) -> Result<String, String> = match &arguments[..] {
        [] => write,
        [option] if option == "--check" => check,
        [option] if option == "--count" => |_, lecture| Ok(count(lecture)),
        _ => return Err(USAGE.into()),
    };
    let kit = Kit::own();
    let lecture = Lecture::read(&kit).map_err(|problems| listed(&problems))?;
    task(&kit, &lecture)
}

fn write(kit: &Kit, lecture: &Lecture) -> Result<String, String> {
    let text = lecture.markdown();
    fs::write(kit.path(LECTURE), text).map_err(|error| format!("{LECTURE}: {error}"))?;
    let slides = lecture.counts().slides;
    Ok(format!(
        "{LECTURE}: {slides} slides; make slides renders them"
    ))
}

fn check(kit: &Kit, lecture: &Lecture) -> Result<String, String> {
    let broken = rule::broken(lecture);
    if !broken.is_empty() {
        return Err(listed(&broken));
    }
    let committed = kit.read(LECTURE).unwrap_or_default();
    let wanted = lecture.markdown();
    if committed == wanted {
        return Ok(format!("{LECTURE} is up to date"));
    }
    let same = committed
        .lines()
        .zip(wanted.lines())
        .take_while(|(a, b)| a == b);
    let line = same.count() + 1;
    Err(format!(
        "{LECTURE}:{line}: stale from here on; cargo run -p slides writes it anew"
    ))
}

fn count(lecture: &Lecture) -> String {
    let counts = lecture.counts();
    let mut said = format!(
        "{} slides\n{} included parts of programs and reports\n{} lines of code in them\n\
         {} lines of code that are not included\n{} diagrams",
        counts.slides, counts.parts, counts.lines, counts.typed, counts.diagrams
    );
    for deck in &lecture.sessions {
        let slides = deck.slides.len();
        said += &format!(
            "\n{}: {slides} slides, {} minutes",
            deck.file,
            deck.minutes()
        );
    }
    said
}

fn listed(problems: &[slides::problem::Problem]) -> String {
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    lines.join("\n")
}
