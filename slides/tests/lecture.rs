//! The lecture as it is committed keeps its rules, and goes with the labs.

use slides::deck::Deck;
use slides::kit::Kit;
use slides::lecture::{LECTURE, Lecture};
use slides::problem::Problem;
use slides::rule;
use slides::slide::Slide;

#[track_caller]
fn lecture(kit: &Kit) -> Lecture {
    Lecture::read(kit).unwrap_or_else(|problems| panic!("{}", listed(&problems)))
}

fn listed(problems: &[Problem]) -> String {
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

#[test]
fn it_is_up_to_date() {
    let kit = Kit::own();
    let committed = kit.read(LECTURE).expect("it is there");
    let is_same = committed == lecture(&kit).markdown();
    assert!(is_same, "{LECTURE} is stale: cargo run -p slides");
}

#[test]
fn each_slide_keeps_the_rules() {
    let broken = rule::broken(&lecture(&Kit::own()));
    assert!(broken.is_empty(), "\n{}", listed(&broken));
}

#[test]
fn all_code_in_it_is_included() {
    let lecture = lecture(&Kit::own());
    let mut fenced = 0;
    let mut fence: Option<String> = None;
    for line in lecture.markdown().lines() {
        match &fence {
            Some(end) if *end == line => fence = None,
            Some(_) => fenced += 1,
            None if line.starts_with("```") => {
                fence = Some(line.trim_end_matches(char::is_alphanumeric).to_owned());
            }
            None => assert!(!line.starts_with("    "), "indented code: {line}"),
        }
    }
    let counts = lecture.counts();
    assert_eq!((fenced, counts.typed), (counts.lines, 0));
}

/// Sessions follow one another as their files do, and there is a slide for each lab.
#[test]
fn each_lab_is_introduced_and_its_readme_says_where() {
    let kit = Kit::own();
    let lecture = lecture(&kit);
    for (lab, folder) in kit.labs() {
        let slides = lecture.slides().filter(|slide| slide.labs.contains(&lab));
        let titles: Vec<String> = slides
            .map(|slide| format!("\"{}\"", slide.title()))
            .collect();
        assert!(!titles.is_empty(), "no slide has `<!-- lab: {lab} -->`");
        let readme = kit
            .read(&format!("{folder}/README.md"))
            .expect("it has one");
        let wanted = format!("The lecture: {}.", titles.join(", "));
        let paragraphs = readme.split("\n\n");
        let is_there = paragraphs
            .map(|paragraph| paragraph.split_whitespace().collect::<Vec<_>>().join(" "))
            .any(|paragraph| paragraph == wanted);
        assert!(is_there, "{folder}/README.md is to say:\n{wanted}");
    }
}

#[test]
fn there_are_three_sessions() {
    let lecture = lecture(&Kit::own());
    let files: Vec<&str> = lecture
        .sessions
        .iter()
        .map(|deck: &Deck| deck.file.as_str())
        .collect();
    assert_eq!(
        files,
        [
            "slides/deck/1-clients-and-threads.md",
            "slides/deck/2-sharing-and-protocols.md",
            "slides/deck/3-the-template.md",
        ]
    );
}

/// What an exercise's steps say of the lecture, slides have for their titles.
#[test]
fn each_step_of_a_lab_names_slides_that_there_are() {
    let kit = Kit::own();
    let lecture = lecture(&kit);
    let all: Vec<&str> = lecture.slides().map(Slide::title).collect();
    for (lab, folder) in kit.labs() {
        let readme = kit
            .read(&format!("{folder}/README.md"))
            .expect("it has one");
        let sections = readme.split("\n## ").skip(1);
        let steps = sections.filter(|section| section.starts_with(|c: char| c.is_ascii_digit()));
        for step in steps {
            let paragraph = step
                .split("\n\n")
                .find(|paragraph| paragraph.starts_with("The lecture:"));
            let heading = step.lines().next().unwrap_or_default();
            let paragraph = paragraph.unwrap_or_else(|| panic!("{lab}, {heading}: no slides"));
            let paragraph = paragraph.replace('\n', " ");
            for title in paragraph.split('"').skip(1).step_by(2) {
                assert!(all.contains(&title), "{lab}, {heading}: no slide `{title}`");
            }
        }
    }
}

/// What nobody shows or speaks of is not kept.
#[test]
fn every_snippet_diagram_and_finding_is_in_a_deck() {
    let kit = Kit::own();
    let decks: String = lecture(&kit)
        .sessions
        .iter()
        .map(|deck| kit.read(&deck.file).expect("it was just read"))
        .collect();
    let mut unused = Vec::new();
    for folder in ["slides/snippets", "slides/diagrams", "slides/findings"] {
        for name in kit.names(folder) {
            if !decks.contains(&name) {
                unused.push(format!("{folder}/{name}"));
            }
        }
    }
    assert!(unused.is_empty(), "in no deck: {unused:#?}");
}

/// Drawings in one style, which needs no font and no file, and is told in words.
#[test]
fn diagrams_are_drawn_in_one_style() {
    const COLOURS: [&str; 11] = [
        "#1f2937", "#6b7280", "#374151", "#1d4ed8", "#b91c1c", "#15803d", "#eff6ff", "#fef2f2",
        "#f0fdf4", "#f3f4f6", "#ffffff",
    ];
    let kit = Kit::own();
    for name in kit.names("slides/diagrams") {
        let svg = kit
            .read(&format!("slides/diagrams/{name}"))
            .expect("it is text");
        assert!(svg.contains("viewBox=\"0 0 960 "), "{name}: 960 wide");
        assert!(
            svg.contains("<title>") && svg.contains("<desc>"),
            "{name}: a title and a <desc>"
        );
        for foreign in [
            "href=\"http",
            "url(http",
            "@import",
            "<image",
            "<script",
            "<style",
        ] {
            assert!(!svg.contains(foreign), "{name}: {foreign}");
        }
        for (place, _) in svg.match_indices("=\"#") {
            let colour = svg[place + 2..].split('"').next().unwrap_or_default();
            assert!(
                COLOURS.contains(&colour.to_lowercase().as_str()),
                "{name}: {colour} is none of {COLOURS:?}"
            );
        }
        for size in svg.split("font-size=\"").skip(1) {
            let size = size.split('"').next().unwrap_or_default();
            let pixels: f64 = size.trim_end_matches("px").parse().expect("a number");
            assert!(pixels >= 17.0, "{name}: text of {size}");
        }
    }
}
