//! The lecture as a hall sees it: rendered by Marp, and looked at in a real browser, slide by slide.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;
use slides::kit::Kit;
use slides::lecture::Lecture;
use tempfile::TempDir;

use crate::kit::chromium::Chromium;

mod kit;

/// What is measured of the slide that is on the screen, in the slide's own pixels: Marp scales all
/// of it to the window.
const MEASURE: &str = r#"(() => {
    const svg = document.querySelector('svg.bespoke-marp-active')
    const section = svg.querySelector('foreignObject > section')
    const shown = [...section.querySelectorAll('pre, p, ul, ol, table, img, h1, h2, .columns')]
    const page = section.getBoundingClientRect()
    const scale = page.width / section.offsetWidth
    const style = getComputedStyle(section)
    const foot = page.bottom - parseFloat(style.paddingBottom) * scale
    const right = page.right - parseFloat(style.paddingRight) * scale
    return {
        title: section.querySelector('h1, h2')?.textContent,
        size: [section.clientWidth, section.clientHeight],
        overflow: [section, ...shown]
            .filter(e => e.tagName !== 'IMG')
            .filter(e => e.scrollWidth > e.clientWidth || e.scrollHeight > e.clientHeight)
            .map(e => e.tagName),
        outside: shown
            .filter(e => {
                const box = e.getBoundingClientRect()
                return box.bottom > foot + 1 || box.right > right + 1
            })
            .map(e => e.tagName + ' ' + e.textContent.slice(0, 40)),
        unloaded: [...section.querySelectorAll('img')]
            .filter(e => {
                const width = Math.min(
                    e.clientWidth, e.clientHeight * e.naturalWidth / e.naturalHeight)
                // The drawings are made for a width of 960.
                return !e.complete || e.naturalWidth === 0 || width < 0.85 * 960
            })
            .map(e => e.alt),
        code: [...section.querySelectorAll('code')]
            .map(e => parseFloat(getComputedStyle(e).fontSize)),
    }
})()"#;

/// Marp's page, made anew from what is committed.
#[track_caller]
fn rendered() -> Option<(TempDir, PathBuf)> {
    let folder = Kit::own().path("slides");
    let marp = folder.join("node_modules/.bin/marp");
    if !marp.is_file() {
        let is_needed = std::env::var_os("ROUNDTRIP_ALL_PROGRAMS").is_some();
        assert!(!is_needed, "Marp is not installed: make slides");
        eprintln!("not tried: Marp is not installed: make slides");
        return None;
    }
    let output = tempfile::tempdir().expect("a folder");
    let page = output.path().join("lecture.html");
    let marp = Command::new(marp)
        .current_dir(folder)
        .args(["lecture.md", "--output"])
        .arg(&page)
        .output()
        .expect("Marp runs");
    let said = String::from_utf8_lossy(&marp.stderr);
    assert!(marp.status.success() && page.is_file(), "{said}");
    Some((output, page))
}

#[test]
fn every_slide_fits_its_page_and_the_page_needs_nothing_else() {
    let Some((_folder, page)) = rendered() else {
        return;
    };
    let Some(mut browser) = Chromium::launch() else {
        return;
    };
    let lecture = Lecture::read(&Kit::own()).expect("all is there");
    browser.resize(1280, 720);
    browser.open(&page);

    let mut wrong = Vec::new();
    for (place, slide) in lecture.slides().enumerate() {
        let number = place + 1;
        browser.evaluate(&format!("location.hash = '#{number}'"));
        browser.wait_for(&format!(
            "[...document.querySelectorAll('svg.bespoke-marp-slide')]
                .findIndex(e => e.classList.contains('bespoke-marp-active')) === {place}
             && [...document.querySelectorAll('.bespoke-marp-active img')].every(e => e.complete)"
        ));
        let seen = browser.evaluate(MEASURE);
        let mut say = |message: String| {
            wrong.push(format!("{}:{}: {message}", slide.file, slide.line));
        };
        let title = slide.title().replace('`', "");
        if seen["title"] != *title {
            say(format!("slide {number} is {}", seen["title"]));
        }
        assert_eq!(seen["size"], serde_json::json!([1280, 720]));
        for (key, what) in [
            ("overflow", "more is in it than it shows"),
            ("outside", "it stands in the margin"),
            (
                "unloaded",
                "the picture does not load, or is too small to read",
            ),
        ] {
            for element in seen[key].as_array().expect("a list") {
                say(format!("{element}: {what}"));
            }
        }
        for size in seen["code"].as_array().expect("a list") {
            if size.as_f64().is_none_or(|size| size < 16.0) {
                say(format!("code of {size} px"));
            }
        }
    }
    let slides = browser.evaluate("document.querySelectorAll('svg.bespoke-marp-slide').length");
    assert_eq!(slides, Value::from(lecture.slides().count()));
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));

    // The drawings stand in the page, and so does all else.
    let asked = browser.requests().iter();
    let elsewhere: Vec<&String> = asked
        .filter(|url| !url.starts_with("data:") && !url.ends_with("/lecture.html"))
        .collect();
    assert!(elsewhere.is_empty(), "{elsewhere:?}");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

/// What is said stands in the presenter's view, word for word: a note that Marp takes for a
/// directive would be gone.
#[test]
fn all_notes_reach_the_presenter() {
    let Some((_folder, page)) = rendered() else {
        return;
    };
    let Some(mut browser) = Chromium::launch() else {
        return;
    };
    let lecture = Lecture::read(&Kit::own()).expect("all is there");
    browser.open(&page);
    let notes = browser
        .evaluate("[...document.querySelectorAll('.bespoke-marp-note')].map(e => e.textContent)");
    let notes = notes.as_array().expect("a list");
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    for (place, slide) in lecture.slides().enumerate() {
        let wanted = slide.notes.iter().map(|(_, notes)| words(notes));
        let there = notes.get(place).and_then(Value::as_str).map(words);
        assert_eq!(
            there,
            wanted.into_iter().next(),
            "{}:{}",
            slide.file,
            slide.line
        );
    }
}
