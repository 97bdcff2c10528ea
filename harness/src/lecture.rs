//! The lecture: which of its slides an exercise names.

/// The slides on the line `The lecture: "…", "…".` of an exercise's README; none without it. The
/// line may go on in the next ones, up to a blank one.
pub fn slides(readme: &str) -> Vec<String> {
    let mut lines = readme
        .lines()
        .skip_while(|line| !line.starts_with("The lecture:"))
        .take_while(|line| !line.trim().is_empty());
    let mut paragraph = lines.next().unwrap_or_default().trim().to_owned();
    for line in lines {
        paragraph.push(' ');
        paragraph.push_str(line.trim());
    }
    let quoted = paragraph.split('"').skip(1).step_by(2);
    quoted.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_may_be_cut_by_the_end_of_a_line() {
        let readme =
            "# Lab\n\nThe lecture: \"One `read`\", \"A stream has no\nmessages\".\n\n\"no\"\n";
        assert_eq!(slides(readme), ["One `read`", "A stream has no messages"]);
        assert!(slides("# Lab\n").is_empty());
    }
}
