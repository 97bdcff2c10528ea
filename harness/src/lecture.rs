//! The lecture: which of its slides an exercise names.

/// The slides that speak of a step, by the line `The lecture: "…", "…".` of its section in an
/// exercise's README, whose heading is `## NUMBER STEP`. The line may go on in the next ones, up to
/// a blank one. Without one in the section, the slides that the README names first, of the whole
/// lab; none where it names none.
pub fn slides(readme: &str, step: &str) -> Vec<String> {
    let is_heading = |line: &&str| {
        let heading = line
            .strip_prefix("## ")
            .and_then(|line| line.split_once(' '));
        heading.is_some_and(|(_, title)| title.trim() == step)
    };
    let section = readme.lines().skip_while(|line| !is_heading(line)).skip(1);
    let named = named_first(section.take_while(|line| !line.starts_with("## ")));
    match named.is_empty() {
        true => named_first(readme.lines()),
        false => named,
    }
}

fn named_first<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<String> {
    let paragraph: Vec<&str> = lines
        .skip_while(|line| !line.starts_with("The lecture:"))
        .map(str::trim)
        .take_while(|line| !line.is_empty())
        .collect();
    let paragraph = paragraph.join(" ");
    let quoted = paragraph.split('"').skip(1).step_by(2);
    quoted.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const README: &str = "\
# Lab

The lecture: \"Lab 1\".

## 1 the loop

You learn.

The lecture: \"One `read`\", \"A stream has no
messages\".

\"no\"

## 2 any bytes

## 3 the client
";

    #[rstest]
    #[case::of_its_own_cut_by_the_end_of_a_line("the loop", &["One `read`", "A stream has no messages"])]
    #[case::none_in_its_section("any bytes", &["Lab 1"])]
    #[case::last_section("the client", &["Lab 1"])]
    #[case::no_section("bad clients", &["Lab 1"])]
    fn a_step_has_slides(#[case] step: &str, #[case] wanted: &[&str]) {
        assert_eq!(slides(README, step), wanted);
    }

    #[test]
    fn a_readme_may_name_none() {
        assert!(slides("# Lab\n\n## 1 the loop\n", "the loop").is_empty());
    }
}
