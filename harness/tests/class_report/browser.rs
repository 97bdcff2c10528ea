//! The pages in a real browser.

use std::fs;
use std::path::Path;

use harness::class::report;

use crate::gradebook::hostile;
use crate::kit::chromium::Chromium;

const NAMES: &str = "[...document.querySelectorAll('#table tbody tr')].filter(row => !row.hidden)\
                     .map(row => row.cells[0].textContent)";

/// Whether any part of a page is wider than the screen, but for what scrolls by itself.
const IS_TOO_WIDE: &str = "document.documentElement.scrollWidth > innerWidth";

fn names(page: &mut Chromium) -> Vec<String> {
    let names = page.evaluate(NAMES);
    serde_json::from_value(names).expect("a list of names")
}

#[test]
fn the_class_is_sorted_filtered_and_opened() {
    let Some(mut page) = Chromium::launch() else {
        return;
    };
    let out = hostile();
    let folder = out.path().join("html");
    report::html(&out.read(), &folder).expect("they are written");
    page.open(&folder.join("index.html"));
    assert_eq!(names(&mut page).len(), 15);

    // By the keyboard alone: from the search box to what is searched.
    page.evaluate("document.getElementById('search').focus()");
    for letter in ["a", "n", "n"] {
        page.press(letter);
    }
    assert_eq!(names(&mut page), ["Ann Other"]);
    let count = page.evaluate("document.getElementById('count').textContent");
    assert_eq!(count, "1 of 15 shown");
    page.evaluate("search.value = '<SCRIPT>'; search.dispatchEvent(new Event('input'))");
    assert_eq!(names(&mut page), ["<script>alert(1)</script>"]);
    page.evaluate("search.value = ''; search.dispatchEvent(new Event('input'))");

    page.evaluate("filter.value = 'broken'; filter.dispatchEvent(new Event('change'))");
    assert_eq!(names(&mut page), ["Broken Person"]);
    page.evaluate("filter.value = ''; filter.dispatchEvent(new Event('change'))");

    // The total, up and down; who has none comes last both times.
    page.evaluate("[...document.querySelectorAll('#table thead button')].at(-1).focus()");
    let is_seen = page.evaluate("document.activeElement.matches(':focus-visible')");
    assert_eq!(is_seen, true);
    let sorted = "[...document.querySelectorAll('#table thead th')].at(-1).ariaSort";
    for order in ["ascending", "descending"] {
        page.press("Enter");
        assert_eq!(page.evaluate(sorted), order);
        let names = names(&mut page);
        assert_eq!(names.last().map(String::as_str), Some("Broken Person"));
        let first = names[0] == "Ann Other";
        assert_eq!(first, order == "descending", "{names:?}");
    }

    // A student's page, by the link of the one with the worst name.
    page.evaluate(
        "[...document.querySelectorAll('#table a')].find(a => a.textContent.includes('<script>')).click()",
    );
    page.wait_for("location.pathname.includes('/students/') && document.readyState === 'complete'");
    let name = page.evaluate("document.querySelector('h1').textContent");
    assert_eq!(name, "<script>alert(1)</script>");
    assert_eq!(page.evaluate("document.scripts.length"), 0);
    let drawn = "document.querySelectorAll('svg.sequence polygon').length";
    assert_eq!(page.evaluate(drawn), 3);
    let told = page.evaluate("document.body.textContent");
    let told = told.as_str().expect("a text");
    for part in [
        "Where it stood",
        "Why it matters",
        "As text",
        "What the threads did",
    ] {
        assert!(told.contains(part), "{part}");
    }

    let away: Vec<&String> = page
        .requests()
        .iter()
        .filter(|url| !url.starts_with("file://"))
        .collect();
    assert_eq!(away, [""; 0]);
    assert_eq!(page.requests().len(), 2, "a page is one file");
    assert_eq!(page.complaints(), [""; 0]);
}

#[test]
fn pages_fit_a_phone_and_are_readable_in_the_dark() {
    let Some(mut page) = Chromium::launch() else {
        return;
    };
    let out = hostile();
    let folder = out.path().join("html");
    report::html(&out.read(), &folder).expect("they are written");
    let mut pages: Vec<_> = fs::read_dir(folder.join("students"))
        .expect("they are there")
        .map(|page| page.expect("a page").path())
        .collect();
    pages.push(folder.join("index.html"));
    page.resize(360, 740);
    for file in &pages {
        page.open(file);
        assert_eq!(page.evaluate(IS_TOO_WIDE), false, "{}", file.display());
        assert_is_readable(&mut page, file);
    }
    let paper = "getComputedStyle(document.body).backgroundColor";
    let light = page.evaluate(paper);
    page.prefer("prefers-color-scheme", "dark");
    page.open(&folder.join("index.html"));
    assert_ne!(page.evaluate(paper), light);
    assert_is_readable(&mut page, &folder.join("index.html"));
}

#[test]
fn without_script_the_table_is_there_and_what_needs_script_is_not() {
    let Some(mut page) = Chromium::launch() else {
        return;
    };
    let out = hostile();
    let folder = out.path().join("html");
    report::html(&out.read(), &folder).expect("they are written");
    page.script(false);
    page.open(&folder.join("index.html"));
    let text = page.evaluate("document.body.innerText");
    let text = text.as_str().expect("a text");
    assert!(
        text.contains("Ann Other") && !text.contains("Search"),
        "{text}"
    );
    assert_eq!(
        page.evaluate("document.querySelectorAll('thead button').length"),
        0
    );
}

/// What a screen reader and weak eyes need: names for all that has a role, and contrast.
#[track_caller]
fn assert_is_readable(page: &mut Chromium, file: &Path) {
    let faults = page.evaluate(AUDIT);
    assert_eq!(faults, serde_json::json!([]), "{}", file.display());
}

/// Landmarks, labels, captions, scopes, unique ids, and 4.5 : 1 for every text (WCAG 2.2).
const AUDIT: &str = r#"(() => {
  const faults = [];
  const all = (selector) => [...document.querySelectorAll(selector)];
  const need = (is, what) => { if (!is) faults.push(what); };
  need(all("main").length === 1 && all("h1").length === 1 && document.title && document.documentElement.lang, "landmarks");
  for (const table of all("table")) need(table.caption && table.caption.textContent.trim(), "caption");
  for (const th of all("th")) need(th.scope, "scope: " + th.textContent);
  for (const input of all("input, select")) need(input.labels.length, "label: " + input.id);
  for (const svg of all("svg")) {
    const ids = (svg.getAttribute("aria-labelledby") || "").split(" ");
    need(svg.ariaHidden === "true" || (svg.querySelector("title") && svg.querySelector("desc") && ids.every((id) => document.getElementById(id))), "svg");
  }
  for (const scroller of all(".scroller")) need(scroller.tabIndex === 0 && scroller.ariaLabel, "scroller");
  const ids = all("[id]").map((element) => element.id);
  need(new Set(ids).size === ids.length, "ids");
  const light = (color) => {
    const [r, g, b] = color.match(/[\d.]+/g).map((part) => part / 255).map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = getComputedStyle(at).backgroundColor;
      if (!color.endsWith(", 0)")) return color;
    }
    return "rgb(255, 255, 255)";
  };
  for (const element of all("body *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own || ["TITLE", "title", "desc", "SCRIPT"].includes(element.tagName)) continue;
    const style = getComputedStyle(element);
    const [a, b] = [light(element.closest("svg") ? style.fill : style.color), light(ground(element))].sort((a, b) => b - a);
    need((a + 0.05) / (b + 0.05) >= 4.5, "contrast: " + element.tagName + "." + element.className + " " + element.textContent.slice(0, 40));
  }
  return faults;
})()"#;
