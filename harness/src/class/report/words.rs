//! A verdict in plain text, for whoever shows text: as the terminal has it, without its colours.

use crate::class::record::{Record, State, Verdict};
use crate::report::json::{Told, ToldFinding};
use crate::talk::escape::escape;

/// What a reader is told of a hidden check in place of what was found.
pub const HIDDEN: &str = "This check is not handed out: only its verdict and its points are told.";

/// What is told of a verdict; empty where that is nothing.
pub fn verdict(record: &Record, verdict: &Verdict) -> String {
    if verdict.hidden {
        return HIDDEN.to_owned();
    }
    let mut text = match &verdict.entry.finding {
        None => String::new(),
        Some(Told::Needs { needs }) => {
            format!("It waits for {}, which does not pass.\n", escape(needs))
        }
        Some(Told::Unexplored { unexplored }) => {
            format!("Not explored, and not counted: {}\n", escape(unexplored))
        }
        Some(Told::Broken { broken }) => format!(
            "It could not be judged. That is a fault of the kit or of the machine, not of the \
             program: {}\n",
            escape(broken)
        ),
        Some(Told::Finding(finding)) => self::finding(finding, &again(record, verdict)),
    };
    for note in &verdict.entry.notes {
        text.push_str(&format!("{}\n", escape(note)));
    }
    text
}

/// The command with which a student sees a failure again. The one that was recorded is the
/// grader's, with paths of the grader's machine.
pub fn again(record: &Record, verdict: &Verdict) -> String {
    format!(
        "cargo lab check {} --check {}",
        escape(&record.lab),
        escape(&verdict.entry.name)
    )
}

fn finding(finding: &ToldFinding, again: &str) -> String {
    let mut text = format!("{}\n", escape(&finding.headline));
    if let (Some(expected), Some(got)) = (&finding.expected, &finding.got) {
        let (expected, got) = (escape(expected), escape(got));
        text.push_str(&format!("\nexpected  {expected}\ngot       {got}\n"));
    }
    let why = std::slice::from_ref(&finding.why);
    let again = [again.to_owned()];
    let parts: [(&str, &[String]); 8] = [
        ("", &finding.difference),
        ("", &finding.conversation),
        ("", &finding.story),
        ("where it stood", &finding.stands),
        ("what it said on standard error", &finding.said),
        ("", &finding.remarks),
        ("why it matters", why),
        ("try it again", &again),
    ];
    for (title, lines) in parts {
        if lines.is_empty() {
            continue;
        }
        text.push('\n');
        let mut indent = "";
        if !title.is_empty() {
            text.push_str(&format!("{title}\n"));
            indent = "  ";
        }
        for line in lines {
            text.push_str(&format!("{indent}{}\n", escape(line)));
        }
    }
    text
}

/// What became of a record without verdicts, in a sentence, with the reason; none where it was
/// judged.
pub fn state(record: &Record) -> Option<String> {
    let sentence = match record.state {
        State::Judged => return None,
        State::Refused => "It does not compile.",
        State::Absent => "Nothing was handed in.",
        State::Unreadable => "The submission could not be read; a person has to look at it.",
        State::Broken => {
            "It could not be judged. That is a fault of the kit or of the machine, not of the \
             program."
        }
    };
    Some(match &record.reason {
        Some(reason) => format!("{}: {}", sentence.trim_end_matches('.'), escape(reason)),
        None => sentence.to_owned(),
    })
}

/// What the compiler said, line by line, without what a terminal would obey.
pub fn compiler(record: &Record) -> Option<String> {
    let lines = record.compiler.as_ref()?.lines();
    // Colours are no part of what it said; a tab would be seen as one.
    let plain = lines.map(|line| {
        let line = anstream::adapter::strip_str(line).to_string();
        escape(&line.replace('\t', "    ")) + "\n"
    });
    Some(plain.collect())
}
