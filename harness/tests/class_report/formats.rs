//! Each format, from a gradebook with hostile names and findings.

use std::fs;
use std::path::{Path, PathBuf};

use harness::class::record::State;
use harness::class::report::{self, Per};
use serde_json::Value;

use crate::gradebook::{HOSTILE, Out, SECRET, hostile, in_state, record};
use crate::kit::schema::Schemas;
use crate::kit::{lab, root};

/// What a terminal, a browser or a reader of text could obey: nothing of it is left in any report.
fn has_control(text: &str) -> bool {
    text.chars()
        .any(|c| (c.is_control() && c != '\n') || matches!(c, '\u{202e}' | '\u{200b}' | '\u{feff}'))
}

/// The files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("it can be listed") {
        let path = entry.expect("it can be listed").path();
        match path.is_dir() {
            true => found.extend(files(&path)),
            false => found.push(path),
        }
    }
    found
}

fn json(out: &Out) -> Value {
    let mut text = Vec::new();
    report::json(&out.read(), &mut text).expect("it is printed");
    serde_json::from_slice(&text).expect("it is JSON")
}

#[test]
fn json_is_what_its_schema_says() {
    let out = hostile();
    let class = json(&out);
    let schemas = Schemas::read(&root().join("harness/schemas"));
    assert_eq!(schemas.faults("class.schema.json", &class), [""; 0]);
    assert_eq!(class["students"].as_array().map(Vec::len), Some(15));
    assert_eq!(class["labs"][0]["lab"], "echo");
    assert_eq!(class["labs"][0]["states"]["broken"], 1);
    assert_eq!(class["unread"][0]["found"], HOSTILE[0]);
    // The schema is no empty promise.
    let mut other = class.clone();
    other["students"][0]["records"][0]["checks"][0]["verdict"] = "well done".into();
    other["students"][0]["extra"] = 1.into();
    assert_eq!(schemas.faults("class.schema.json", &other).len(), 2);
    let line = fs::read_to_string(out.path().join("gradebook.jsonl")).expect("it is there");
    for line in line.lines() {
        let line = serde_json::from_str(line).expect("it is JSON");
        assert_eq!(schemas.faults("gradebook.schema.json", &line), [""; 0]);
    }
}

#[test]
fn the_last_record_counts_and_a_torn_line_does_not() {
    let out = Out::new();
    let line = |record| serde_json::to_string(&record).expect("it is JSON");
    let mut second = record("1", "Ann Renamed", "echo");
    second.score = Some(20);
    let other = line(record("2", "Of Another Kit", "echo")).replace("gradebook/v1", "gradebook/v9");
    let torn = &line(record("3", "Torn", "echo"))[..200];
    out.write_text(&format!(
        "{}\n\n{}\n{other}\n{{\"schema\":\"roundtrip/gradebook/v2\"}}\nno record\n{torn}",
        line(record("1", "Ann", "echo")),
        line(second)
    ));
    let class = out.read();
    assert_eq!(class.members.len(), 1);
    assert_eq!(class.members[0].student.name, "Ann Renamed");
    assert_eq!(class.members[0].total().score, Some(20));
    let notices = class.notices.join("\n");
    for told in [
        "the last line of",
        "2 lines of",
        "there was roundtrip/gradebook/v2",
        "1 line of",
        "the first is line 6",
    ] {
        assert!(notices.contains(told), "{told}: {notices}");
    }
}

#[test]
fn csv_has_no_formulas_and_its_numbers_stay() {
    let out = hostile();
    let mut text = Vec::new();
    report::csv(&out.read(), Per::Student, &mut text).expect("it is printed");
    let mut table = csv::Reader::from_reader(text.as_slice());
    let titles = table.headers().expect("titles").clone();
    assert_eq!(titles.get(2), Some("echo score"));
    let rows = table.deserialize().map(|row| row.expect("a row"));
    let rows: Vec<Vec<String>> = rows.collect();
    assert_eq!(rows.len(), 15);
    for cell in rows.iter().flatten() {
        assert!(
            !cell.starts_with(['=', '+', '-', '@', '\t', '\r']),
            "{cell}"
        );
        assert!(!has_control(cell), "{cell:?}");
    }
    let ann = rows.iter().find(|row| &row[0] == "4711").expect("Ann");
    assert_eq!(ann[1..6], ["Ann Other", "8", "30", "judged", "yes"]);
    assert_eq!(ann[ann.len() - 2..], ["16", "60"]);
    let broken = rows.iter().find(|row| &row[0] == "4713").expect("broken");
    assert_eq!(broken[2..5], ["", "30", "broken"]);

    let mut text = Vec::new();
    report::csv(&out.read(), Per::Check, &mut text).expect("it is printed");
    let table = csv::Reader::from_reader(text.as_slice())
        .into_records()
        .count();
    assert_eq!(table, 12 * 5);
}

#[test]
fn junit_is_xml_with_a_suite_for_each_lab() {
    let out = hostile();
    let folder = out.path().join("junit");
    report::junit(&out.read(), &folder).expect("it is written");
    let all = files(&folder);
    assert_eq!(all.len(), 15);
    for file in &all {
        let text = fs::read_to_string(file).expect("it can be read");
        let read = quick_junit::Report::deserialize_from_str(&text).expect("it is JUnit's");
        assert!(
            read.test_suites
                .iter()
                .all(|suite| !suite.test_cases.is_empty())
        );
        assert!(!has_control(&text) && !text.contains(SECRET) && !text.contains("<script"));
    }
    let ann = fs::read_dir(&folder)
        .expect("a folder")
        .map(|file| file.expect("a file").path());
    let ann = ann
        .into_iter()
        .find(|file| file.to_string_lossy().contains("TEST-4711-"));
    let text = fs::read_to_string(ann.expect("Ann's")).expect("it can be read");
    let read = quick_junit::Report::deserialize_from_str(&text).expect("it is JUnit's");
    assert_eq!(read.test_suites.len(), 2);
    assert_eq!(
        (read.test_suites[0].tests, read.test_suites[0].failures),
        (5, 2)
    );
}

#[test]
fn gradescope_keeps_the_total_visible_and_hidden_checks_silent() {
    let out = hostile();
    let class = out.read();
    let mut text = Vec::new();
    let ann = class.member("4711").expect("Ann");
    report::gradescope(&class, ann, &mut text).expect("it is printed");
    let text = String::from_utf8(text).expect("it is text");
    assert!(!text.contains(SECRET) && !text.contains("/graders/own"));
    let results: Value = serde_json::from_str(&text).expect("it is JSON");
    assert_eq!(results["score"], 16);
    let tests = results["tests"].as_array().expect("tests");
    assert_eq!(tests.len(), 10);
    assert!(tests.iter().all(|test| test["visibility"] == "visible"));
    assert_eq!(tests[0]["number"], "1.1");
    assert_eq!(tests[1]["status"], "failed");
    assert!(
        tests[1]["output"]
            .as_str()
            .is_some_and(|text| text.contains("why it matters"))
    );
    assert_eq!(tests[3]["name"], "echo · hidden-one");
    assert_eq!(
        (&tests[3]["score"], &tests[3]["max_score"]),
        (&0.into(), &4.into())
    );

    let folder = out.path().join("gradescope");
    let written = report::gradescope_folder(&class, &folder).expect("it is written");
    assert_eq!(
        (written.results, written.unjudged),
        (14, vec!["4713".to_owned()])
    );
    for file in files(&folder) {
        let text = fs::read_to_string(&file).expect("it can be read");
        let mut results: Value = serde_json::from_str(&text).expect("it is JSON");
        // The id is there for programs, as it is.
        results["extra_data"].take();
        let text = serde_json::to_string(&results).expect("it is JSON");
        assert!(
            !has_control(&text) && !text.contains(SECRET),
            "{}",
            file.display()
        );
    }
    let broken = class.member("4713").expect("it is there");
    let error = report::gradescope(&class, broken, &mut Vec::new()).expect_err("no score");
    assert!(error.to_string().contains("echo was not judged"), "{error}");
    let error = class.member("nobody").expect_err("nobody has it");
    assert!(error.to_string().contains("--format csv"), "{error}");
}

#[test]
fn pages_hold_hostile_words_as_words() {
    let out = hostile();
    let folder = out.path().join("html");
    let pages = report::html(&out.read(), &folder).expect("they are written");
    let all = files(&folder);
    assert_eq!((pages, all.len()), (16, 16));
    for file in &all {
        let name = file
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        assert!(
            name.bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-.".contains(&b)),
            "{name}"
        );
        let text = fs::read_to_string(file).expect("it can be read");
        assert!(!has_control(&text), "{name}");
        assert_eq!(
            text.matches("<script").count(),
            usize::from(name == "index.html")
        );
        assert!(
            !text.contains("<img") && !text.contains("style=\"") && !text.contains("href=\"http")
        );
        assert!(text.contains("default-src 'none'; style-src 'sha256-"));
        assert!(!text.contains(SECRET), "{name} tells of a hidden check");
        if name != "index.html" {
            assert!(
                !text.contains("/graders/own"),
                "{name} tells of the grader's machine"
            );
            let others = ["Ann Other", "Refused Person"].into_iter();
            assert!(
                others.filter(|other| text.contains(other)).count() <= 1,
                "{name}"
            );
        }
    }
    let index = fs::read_to_string(folder.join("index.html")).expect("it is there");
    assert!(index.contains("&lt;script&gt;alert(1)"));
    assert!(index.contains("it is no archive"));
    // A second time over the first: the same pages.
    report::html(&out.read(), &folder).expect("they are written");
    let again = fs::read_to_string(folder.join("index.html")).expect("it is there");
    assert!(again == index, "the order of threads is seen");
}

#[test]
fn a_class_of_nobody_has_a_page() {
    let out = Out::new();
    out.write(&[]);
    let folder = out.path().join("html");
    assert_eq!(
        report::html(&out.read(), &folder).expect("it is written"),
        1
    );
    assert_eq!(json(&out)["students"], serde_json::json!([]));
    out.write(&[in_state("1", "Nobody", State::Absent)]);
    assert_eq!(
        report::html(&out.read(), &folder).expect("they are written"),
        2
    );
}

#[test]
fn the_command_says_what_it_wants() {
    let out = hostile();
    let told = |arguments: &[&str]| {
        let output = lab()
            .arg("report")
            .args(arguments)
            .output()
            .expect("lab runs");
        let text = [output.stdout, output.stderr].concat();
        (
            output.status.code(),
            String::from_utf8_lossy(&text).into_owned(),
        )
    };
    let path = out.path().to_str().expect("a path");
    let (status, text) = told(&[path, "--format", "csv"]);
    assert_eq!(status, Some(0), "{text}");
    assert!(text.starts_with("id,name,echo score"), "{text}");
    let (status, text) = told(&["nowhere", "--format", "csv"]);
    assert_eq!(status, Some(2));
    assert!(
        text.contains("nowhere/gradebook.jsonl is not there"),
        "{text}"
    );
    assert_eq!(told(&[path]).0, Some(2));
    assert_eq!(
        told(&[path, "--format", "csv", "--student", "1"]).0,
        Some(2)
    );
    let (status, text) = told(&[path, "--format", "html"]);
    assert_eq!(status, Some(0), "{text}");
    assert!(out.path().join("html/index.html").is_file());
}
