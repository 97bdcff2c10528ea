//! A captured report of the kit: a first line `$ cargo lab …`, and what that command prints.

/// The command of a captured report, as words.
///
/// # Errors
/// Its first line names none.
pub fn command(text: &str) -> Result<Vec<&str>, String> {
    let first = text.lines().next().unwrap_or_default();
    match first.strip_prefix("$ cargo lab ") {
        Some(arguments) => Ok(arguments.split_whitespace().collect()),
        None => Err(format!(
            "its first line is `{first}`, and not `$ cargo lab …`"
        )),
    }
}

/// Some of its lines, counted from 1, or all.
///
/// # Errors
/// It has not that many.
pub fn lines(text: &str, range: Option<(usize, usize)>) -> Result<Vec<&str>, String> {
    command(text)?;
    let lines: Vec<&str> = text.lines().collect();
    let (first, last) = range.unwrap_or((1, lines.len()));
    match lines.get(first.wrapping_sub(1)..last) {
        Some(lines) if !lines.is_empty() => Ok(lines.to_vec()),
        _ => Err(format!(
            "there are no lines {first}-{last}; there are {}",
            lines.len()
        )),
    }
}
