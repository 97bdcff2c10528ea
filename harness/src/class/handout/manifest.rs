//! The handout's manifests: the kit's, with lines taken out.

use anyhow::{Result, bail};

/// Makes a file of the handout out of the kit's.
pub type Change = fn(&str) -> Result<String>;

/// The workspace: without the slides and the solutions, of which not even an empty folder is there, and with
/// the exercises as what `cargo test` is about.
///
/// # Errors
/// The kit's is not as it was when this was written.
pub fn workspace(text: &str) -> Result<String> {
    let mut text = drop_sections(text, |header| header.contains("-solution"));
    text = drop_entries(&text, |entry| entry.starts_with("default-members"));
    replace(
        &mut text,
        "members = [\"harness\", \"harness/launcher\", \"slides\", \"exercises/*\", \"solutions/*\"]\n",
        "members = [\"harness\", \"harness/launcher\", \"exercises/*\"]\n\
         # `cargo test` is about your work.\n\
         default-members = [\"exercises/*\"]\n",
    )?;
    // What is marked as the instructor's is left out by a feature that is not there.
    replace(
        &mut text,
        "check-cfg = [\"cfg(portable)\"]",
        "check-cfg = [\"cfg(portable)\", 'cfg(feature, values(\"class\"))']",
    )?;
    Ok(text)
}

/// The harness: without the feature `class`, what it depends on, and the kit's own tests.
///
/// # Errors
/// There is none.
pub fn harness(text: &str) -> Result<String> {
    let text = drop_sections(text, |header| {
        header == "[features]" || header.starts_with("[[")
    });
    Ok(drop_entries(&text, |entry| {
        entry.contains("optional = true")
    }))
}

/// The aliases: without those that need the feature `class`.
///
/// # Errors
/// There is none.
pub fn aliases(text: &str) -> Result<String> {
    Ok(drop_entries(text, |entry| {
        entry.contains("--features class")
    }))
}

/// Takes out whole sections, by their headers, with the comments before them.
fn drop_sections(text: &str, is_dropped: impl Fn(&str) -> bool) -> String {
    let mut kept = String::new();
    let mut comments = String::new();
    let mut drops = false;
    for line in text.lines() {
        if line.starts_with('#') || line.is_empty() {
            comments.push_str(line);
            comments.push('\n');
            continue;
        }
        if line.starts_with('[') {
            drops = is_dropped(line);
        }
        if !drops {
            kept.push_str(&comments);
            kept.push_str(line);
            kept.push('\n');
        }
        comments.clear();
    }
    kept.trim_start().to_owned()
}

/// Takes out entries of one line, with the comments right before them.
fn drop_entries(text: &str, is_dropped: impl Fn(&str) -> bool) -> String {
    let mut kept = String::new();
    let mut comments = String::new();
    for line in text.lines() {
        if line.starts_with('#') {
            comments.push_str(line);
            comments.push('\n');
            continue;
        }
        if !is_dropped(line) {
            kept.push_str(&comments);
            kept.push_str(line);
            kept.push('\n');
        }
        comments.clear();
    }
    kept
}

fn replace(text: &mut String, from: &str, to: &str) -> Result<()> {
    if !text.contains(from) {
        bail!(
            "has no `{}` any more: harness/src/class/handout/manifest.rs wants to be told what is \
             there now",
            from.trim_end()
        );
    }
    *text = text.replacen(from, to, 1);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_harness_loses_what_the_class_needs() {
        let kit = "[package]\nname = \"harness\"\n\n[features]\n# What only instructors need.\n\
                   class = [\"dep:zip\"]\n\n[dependencies]\n# Colour.\nanstyle = \"1\"\n\
                   # Archives.\n# Of submissions.\nzip = { version = \"9\", optional = true }\n\
                   # Folders.\ntempfile = \"3\"\n\n[[test]]\nname = \"intake\"\n";
        assert_eq!(
            harness(kit).expect("it is changed"),
            "[package]\nname = \"harness\"\n\n[dependencies]\n# Colour.\nanstyle = \"1\"\n\
             # Folders.\ntempfile = \"3\"\n"
        );
    }

    #[test]
    fn a_workspace_that_has_changed_is_told_of() {
        let error = workspace("[workspace]\nmembers = []\n").expect_err("it is not as it was");
        assert!(error.to_string().contains("members"), "{error}");
    }

    #[test]
    fn aliases_of_the_class_go() {
        let kit =
            "[alias]\n# One.\nlab = \"run --\"\n# Two.\ngrade = \"run --features class --\"\n";
        assert_eq!(
            aliases(kit).expect("it is changed"),
            "[alias]\n# One.\nlab = \"run --\"\n"
        );
    }
}
