//! Lines as they are shown.

/// A part of a file, or of what a program printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// What highlights it: `rust`, `python`, or `text` for nothing.
    pub language: &'static str,
    /// Its lines, without what they are all indented by.
    pub lines: Vec<String>,
    /// Where it comes from, for who wants to read on.
    pub source: String,
    /// The error with which the compiler refuses it.
    pub refusal: Option<String>,
}

/// The language of a file, by its name.
pub fn language(path: &str) -> &'static str {
    match path.rsplit_once('.') {
        Some((_, "rs")) => "rust",
        Some((_, "py")) => "python",
        _ => "text",
    }
}

/// Takes off what all lines are indented by, and blank lines where nothing is between or around
/// them.
pub fn tidy<'a>(lines: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let lines: Vec<&str> = lines.into_iter().map(str::trim_end).collect();
    let filled = lines.iter().filter(|line| !line.is_empty());
    let indent = filled
        .map(|line| line.len() - line.trim_start_matches(' ').len())
        .min()
        .unwrap_or(0);
    let mut tidied: Vec<String> = Vec::new();
    for line in lines {
        let is_needless = tidied.last().is_none_or(String::is_empty);
        if !line.is_empty() {
            tidied.push(line[indent..].to_owned());
        } else if !is_needless {
            tidied.push(String::new());
        }
    }
    if tidied.last().is_some_and(String::is_empty) {
        tidied.pop();
    }
    tidied
}

/// Leaves out the lines that are nothing but a comment.
pub fn without_comments(lines: Vec<String>) -> Vec<String> {
    let code = |line: &&str| !line.trim_start().starts_with("//");
    tidy(lines.iter().map(String::as_str).filter(code))
}
