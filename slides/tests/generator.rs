//! The generator on kits made up for it: what it finds, and what it says of what it does not.

use std::fs;

use slides::item;
use slides::kit::Kit;
use slides::lecture::Lecture;
use slides::region;
use slides::rule;
use slides::snippet::{self, Promise};
use tempfile::TempDir;

const SERVER: &str = r#"//! A server.

/// What is to be sent back.
#[must_use]
pub fn process_data(data: &[u8]) -> Vec<u8> {
    // As it came.
    data.to_vec()
}

/// Counters.
#[derive(Debug)]
pub struct Counters<'a> {
    /// Their values.
    values: &'a [i64],

    #[allow(dead_code)]
    names: Vec<String>,
}

impl Counters<'_> {
    /// Their sum.
    pub fn sum(&self) -> i64 {
        let text = "} // not the end";
        self.values.iter().sum()
    }
}

impl Drop for Counters<'_> {
    fn drop(&mut self) {}
}

mod inner {
    pub const LIMIT: usize = 3;
}
"#;

const SNIPPET: &str = "\
//! prints: 3
fn main() {
    // region: one
    if true {
        println!(\"3\");
    }
    // endregion
}
";

const NOTES: &str = "\n<!--\n2 min. Said.\n-->\n";

/// A kit with these files and one deck.
fn made_up(deck: &str) -> (TempDir, Kit) {
    let folder = tempfile::tempdir().expect("a folder");
    let files = [
        ("slides/deck/1-first.md", deck),
        ("solutions/01-echo/server.rs", SERVER),
        ("slides/snippets/one.rs", SNIPPET),
        (
            "slides/snippets/refused.rs",
            "//! fails: E0382\n// region: all\nlet a = b;\n// endregion\n",
        ),
        (
            "slides/snippets/open.rs",
            "//! runs\n// region: one\nfn main() {}\n",
        ),
        (
            "slides/findings/hang.txt",
            "$ cargo lab check echo\n  one\n    two\n\nthree\n",
        ),
        (
            "slides/diagrams/d.svg",
            "<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
        ),
        ("exercises/01-echo/README.md", "# Lab 1\n"),
    ];
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("it is in a folder")).expect("it is made");
        fs::write(path, text).expect("it is written");
    }
    let kit = Kit::at(folder.path());
    (folder, kit)
}

/// What a slide with these lines becomes.
#[track_caller]
fn markdown(lines: &str) -> String {
    let (_folder, kit) = made_up(&format!("# First\n\n{lines}\n{NOTES}"));
    let lecture = Lecture::read(&kit).expect("all is there");
    lecture.markdown()
}

/// What is said of a slide that has this in its third line.
#[track_caller]
fn problem(line: &str) -> String {
    let (_folder, kit) = made_up(&format!("# First\n\n{line}\n{NOTES}"));
    let problems = Lecture::read(&kit).expect_err("it is wrong");
    assert_eq!(problems.len(), 1, "{problems:?}");
    let said = problems[0].to_string();
    let place = "slides/deck/1-first.md:3: ";
    assert!(said.starts_with(place), "{said}");
    said[place.len()..].to_owned()
}

/// The rules that a deck of these slides breaks, but for its length.
fn broken(deck: &str) -> Vec<String> {
    let (_folder, kit) = made_up(deck);
    let lecture = Lecture::read(&kit).expect("all is there");
    let broken = rule::broken(&lecture).into_iter();
    broken
        .map(|problem| problem.to_string().replace("slides/deck/1-first.md:", ""))
        .filter(|said| !said.contains("the session takes"))
        .collect()
}

#[test]
fn an_item_is_shown_without_attributes_and_doc_comments() {
    let lines = item::find(SERVER, "fn process_data").expect("it is there");
    assert_eq!(
        lines,
        [
            "pub fn process_data(data: &[u8]) -> Vec<u8> {",
            "    // As it came.",
            "    data.to_vec()",
            "}"
        ]
    );
    let lines = item::find(SERVER, "struct Counters").expect("it is there");
    assert_eq!(
        lines,
        [
            "pub struct Counters<'a> {",
            "    values: &'a [i64],",
            "",
            "    names: Vec<String>,",
            "}"
        ]
    );
}

#[test]
fn a_method_is_named_by_its_type_and_loses_its_indentation() {
    let lines = item::find(SERVER, "fn Counters::sum").expect("it is there");
    assert_eq!(lines[0], "pub fn sum(&self) -> i64 {");
    assert_eq!(lines[1], "    let text = \"} // not the end\";");
    assert_eq!(lines.last().map(String::as_str), Some("}"));
}

#[test]
fn items_of_every_kind_are_found() {
    for name in [
        "impl Counters",
        "impl Drop for Counters",
        "fn Counters::drop",
        "mod inner",
        "const LIMIT",
    ] {
        item::find(SERVER, name).unwrap_or_else(|error| panic!("{error}"));
    }
}

#[test]
fn what_is_found_twice_is_not_guessed() {
    let text = "mod a { fn x() {} }\nmod b { fn x() {} }\n";
    let error = item::find(text, "fn x").expect_err("there are two");
    assert_eq!(error, "there are 2 of `fn x`");
}

#[test]
fn a_directive_becomes_what_it_names() {
    let text = markdown("{{ code solutions/01-echo/server.rs fn process_data without comments }}");
    assert!(
        text.contains(
            "```rust\npub fn process_data(data: &[u8]) -> Vec<u8> {\n    data.to_vec()\n}\n```\n"
        ),
        "{text}"
    );
    assert!(
        text.contains("<p class=\"source\">solutions/01-echo/server.rs</p>"),
        "{text}"
    );

    let text = markdown("{{ code slides/snippets/one.rs region one }}");
    assert!(
        text.contains("```rust\nif true {\n    println!(\"3\");\n}\n```\n"),
        "{text}"
    );

    let text = markdown("{{ code slides/snippets/refused.rs region all }}");
    assert!(
        text.contains("\">slides/snippets/refused.rs: does not compile, E0382</p>"),
        "{text}"
    );

    let text = markdown("{{ output slides/snippets/one.rs }}");
    assert!(text.contains("```text\n3\n```\n"), "{text}");

    let text = markdown("{{ finding slides/findings/hang.txt lines 2-3 }}");
    assert!(text.contains("```text\none\n  two\n```\n"), "{text}");
    assert!(text.contains(">cargo lab check echo<"), "{text}");

    let text = markdown("{{ diagram slides/diagrams/d.svg \"A \"d\" & more.\" }}");
    let tag = "<img alt=\"A &quot;d&quot; &amp; more.\" src=\"data:image/svg+xml;base64,PHN2";
    assert!(text.contains(tag), "{text}");
}

#[test]
fn a_source_is_named_once_on_a_slide() {
    let include = "{{ code solutions/01-echo/server.rs fn process_data }}";
    let text = markdown(&format!("{include}\n{include}"));
    assert_eq!(text.matches("<p class=").count(), 1, "{text}");
    assert_eq!(text.matches("```rust").count(), 2, "{text}");
}

#[test]
fn columns_stand_side_by_side() {
    let text = markdown("{{ columns }}\nleft\n{{ column }}\nright\n{{ end }}");
    let wanted =
        "<div class=\"columns\">\n<div>\n\nleft\n\n</div>\n<div>\n\nright\n\n</div>\n</div>";
    assert!(text.contains(wanted), "{text}");
}

#[test]
fn what_is_missing_is_told_with_the_decks_line_and_what_there_is() {
    assert_eq!(
        problem("{{ code solutions/01-echo/client.rs fn run }}"),
        "there is no file `solutions/01-echo/client.rs`; in `solutions/01-echo` there is \
         `server.rs`"
    );
    assert_eq!(
        problem("{{ code solutions/echo/server.rs fn run }}"),
        "there is no file `solutions/echo/server.rs`, and no folder `solutions/echo`"
    );
    let said = problem("{{ code solutions/01-echo/server.rs fn handle_data }}");
    assert!(
        said.contains("there is no `fn handle_data`; there is `fn process_data`, "),
        "{said}"
    );
    assert_eq!(
        problem("{{ code slides/snippets/one.rs region two }}"),
        "in `slides/snippets/one.rs`: there is no region `two`; there is `one`"
    );
    assert_eq!(
        problem("{{ finding slides/findings/hang.txt lines 3-9 }}"),
        "in `slides/findings/hang.txt`: there are no lines 3-9; there are 5"
    );
    assert_eq!(
        problem("<!-- lab: ecko -->"),
        "there is no lab `ecko`; there is `echo`"
    );
}

#[test]
fn what_is_wrong_is_told_with_the_decks_line() {
    assert_eq!(
        problem("{{ code slides/snippets/open.rs region one }}"),
        "in `slides/snippets/open.rs`: the region `one`, opened in line 2, is never closed"
    );
    assert_eq!(
        problem("{{ code ../outside.rs fn main }}"),
        "`../outside.rs` is to be a path from the kit's folder, without `..`"
    );
    let said = problem("{{ code slides/findings/hang.txt fn main }}");
    assert!(said.contains("it is not Rust in its line 1"), "{said}");
    let said = problem("{{ output slides/snippets/open.rs }}");
    assert!(said.ends_with("its head has no line `prints: …`"), "{said}");
    let said = problem("{{ diagram slides/findings/hang.txt \"A drawing.\" }}");
    assert!(said.ends_with("it does not begin with `<svg`"), "{said}");
    assert!(problem("{{ include x }}").contains("is none of `code PATH"));
    assert!(problem("{{ diagram slides/diagrams/d.svg }}").contains("is none of"));
    assert!(problem("{{ columns }}").contains("never end"));
    assert!(problem("{{ end }}").contains("no columns have begun"));
    assert!(problem("{{ columns").contains("is to end with `}}`"));
    assert!(problem("See {{ end }}").contains("a line of its own"));
}

#[test]
fn a_comment_that_never_ends_is_told() {
    let (_folder, kit) = made_up("# First\n\n<!--\n1 min.\n");
    let problems = Lecture::read(&kit).expect_err("it is wrong");
    assert_eq!(
        problems[0].to_string(),
        "slides/deck/1-first.md:3: a comment is begun and never ended"
    );
}

#[test]
fn all_problems_are_told_at_once() {
    let (_folder, kit) = made_up("# First\n{{ end }}\n---\n## Second\n{{ x }}\n{{ y }}\n");
    let problems = Lecture::read(&kit).expect_err("it is wrong");
    let lines: Vec<usize> = problems.iter().map(|problem| problem.line).collect();
    assert_eq!(lines, [2, 5, 6]);
}

#[test]
fn regions_are_told_apart() {
    let text = "// region: a\n  x\n// endregion\n# region: b\n\ty\n# endregion\n";
    assert_eq!(region::find(text, "a").expect("it is there"), ["x"]);
    assert_eq!(region::find(text, "b").expect("it is there"), ["\ty"]);
    let nested = "// region: a\n// region: b\n// endregion\n";
    assert!(region::find(nested, "b").is_err_and(|error| error.contains("`a`, opened in line 1")));
    let twice = "// region: a\nx\n// endregion\n// region: a\ny\n// endregion\n";
    assert!(region::find(twice, "a").is_err_and(|error| error.contains("2 regions")));
    let stray = "x\n// endregion\n";
    assert!(region::find(stray, "a").is_err_and(|error| error.contains("line 2 closes")));
}

#[test]
fn a_snippet_promises_one_thing() {
    let promise = |text| snippet::promise(text);
    assert_eq!(
        promise("//! Two lines.\n//! prints: a\n//! prints:\n//! prints:  b\n"),
        Ok(Promise::Prints("a\n\n b\n".into()))
    );
    assert_eq!(promise("# A clock.\n# runs\nx = 1\n"), Ok(Promise::Runs));
    assert_eq!(
        promise("//! fails: E0382\n"),
        Ok(Promise::Fails("E0382".into()))
    );
    assert_eq!(promise("//! compiles\n"), Ok(Promise::Compiles));
    assert!(promise("//! It runs\nfn main() {}\n// runs\n").is_err());
    assert!(promise("//! runs\n//! compiles\n").is_err());
}

#[test]
fn a_slide_that_keeps_the_rules_is_not_told_of() {
    let deck = format!("# First\n\n- some `inc a 1` words\n{NOTES}\n---\n\n## Second\n{NOTES}");
    assert_eq!(broken(&deck), Vec::<String>::new());
}

#[test]
fn each_broken_rule_is_told() {
    let slide = |body: &str| broken(&format!("# First\n{NOTES}\n---\n## Second\n{body}{NOTES}"));
    assert_eq!(slide("```\nx\n```\n").len(), 3);
    assert_eq!(
        slide("\n    let x = 1;\n"),
        ["10: code is typed into the slide; include it"]
    );
    assert_eq!(
        slide("<pre>x</pre>\n"),
        ["9: code is typed into the slide; include it"]
    );
    assert_eq!(slide("### Third\n"), ["9: the slide has a second title"]);
    assert_eq!(slide(&"word ".repeat(40)), ["8: 41 words, more than 40"]);
    assert_eq!(
        slide(&format!("`{}`", "word ".repeat(40))),
        Vec::<String>::new()
    );
    assert_eq!(slide(NOTES), ["14: the slide has notes twice"]);

    assert_eq!(broken("# First\n"), ["1: the slide has no notes"]);
    assert_eq!(
        broken("# First\n<!--\nSome words.\n-->\n"),
        ["2: the notes begin with `1 min.`, `2 min.` or `3 min.`"]
    );
    assert_eq!(
        broken("# First\n<!-- 4 min. A lot. -->\n"),
        ["2: the notes begin with `1 min.`, `2 min.` or `3 min.`"]
    );
    assert_eq!(
        broken(NOTES).first().map(String::as_str),
        Some("1: the slide has no title")
    );
    let twice = format!("# First\n{NOTES}\n---\n## First\n{NOTES}");
    assert_eq!(broken(&twice), ["8: its title is that of line 1, too"]);
}

#[test]
fn long_and_wide_code_is_told() {
    let (folder, kit) = made_up(&format!(
        "# First\n{{{{ code slides/snippets/long.rs region all }}}}\n{NOTES}"
    ));
    let wide = format!("// {}\n", "x".repeat(62));
    let long = format!(
        "//! runs\n// region: all\n{}{wide}// endregion\n",
        "x();\n".repeat(12)
    );
    fs::write(folder.path().join("slides/snippets/long.rs"), long).expect("it is written");
    let lecture = Lecture::read(&kit).expect("all is there");
    let said: Vec<String> = rule::broken(&lecture)
        .iter()
        .map(ToString::to_string)
        .collect();
    assert!(
        said[0].ends_with(":2: 13 lines of code, more than 12"),
        "{said:?}"
    );
    assert!(said[1].contains(":2: 65 columns, more than 64"), "{said:?}");
    assert!(
        said[2].ends_with(":1: the session takes 2 minutes, and not 40 to 45"),
        "{said:?}"
    );
}
