//! Tables of learning platforms, filled.

use std::fs;

use harness::class::record::{Record, State};
use harness::class::report::fill::{Filled, Wanted, fill};
use rstest::rstest;

use crate::gradebook::{Out, in_state, record};
use crate::kit::lab;

const CANVAS: &str = "\u{feff}Student,ID,SIS Login ID,Section,Echo (501),Lab 2: Threaded Echo (502),Final Score\r\n\
    \"    Points Possible\",,,,30,30,(read only)\r\n\
    \"Other, Ann\",1,ann,\"A, B\",,,\r\n\
    \"Else, Bob\",2,bob,A,5,\"7\",50.5\r\n\
    \"Nobody, Ned\",99,ned,A,3,,\r\n\
    \"Student, Test\",,,,,,";

fn class() -> Vec<Record> {
    let mut second = record("2", "Bob Else", "echo");
    second.score = Some(21);
    vec![
        record("1", "Ann Other", "echo"),
        second,
        record("2", "Bob Else", "threaded-echo"),
        in_state("3", "Cid Missing", State::Refused),
    ]
}

fn filled(records: &[Record], table: &str, wanted: &Wanted) -> anyhow::Result<Filled> {
    let out = Out::new();
    out.write(records);
    fill(&out.read(), table.into(), wanted)
}

fn text(filled: &Filled) -> &str {
    std::str::from_utf8(&filled.bytes).expect("it is text")
}

#[test]
fn a_gradebook_of_canvas_keeps_every_other_byte() {
    let filled = filled(&class(), CANVAS, &Wanted::default()).expect("it is filled");
    let wanted = CANVAS
        .replace("\"A, B\",,,", "\"A, B\",8,,")
        .replace("A,5,\"7\",", "A,21,\"8\",");
    assert_eq!(text(&filled), wanted);
    assert_eq!(filled.strangers, ["99 Nobody, Ned"]);
    assert_eq!(filled.missing, ["3 Cid Missing"]);
    let columns: Vec<_> = filled
        .columns
        .iter()
        .map(|(lab, title, count)| (lab.as_str(), title.as_str(), *count))
        .collect();
    assert_eq!(
        columns,
        [
            ("echo", "Echo (501)", 2),
            ("threaded-echo", "Lab 2: Threaded Echo (502)", 1)
        ]
    );
}

#[test]
fn a_worksheet_of_moodle_is_known_by_its_participants() {
    let table = "Identifier,Full name,Status,Grade,Maximum Grade,Last modified (grade)\n\
                 Participant 1,Ann Other,\"Submitted, late\",,100.00,-\n\
                 Participant 77,Zoe,,,100.00,-\n";
    let wanted = Wanted {
        lab: Some("1".into()),
        out_of: Some(20.0),
        ..Wanted::default()
    };
    let filled = filled(&class(), table, &wanted).expect("it is filled");
    assert_eq!(
        text(&filled),
        table.replace("late\",,100", "late\",5.33,100")
    );
    assert_eq!(filled.strangers, ["Participant 77 Zoe"]);
}

#[test]
fn a_german_worksheet_has_semicolons_and_decimal_commas() {
    let table = "ID;Vollständiger Name;Bewertung;Bestwertung\r\n\
                 Teilnehmer/in1;Ann Other;;100,00\r\nTeilnehmer/in2;Bob Else;\"1,5\";100,00\r\n";
    let wanted = Wanted {
        lab: Some("echo".into()),
        column: Some("bewertung".into()),
        out_of: Some(20.0),
    };
    let filled = filled(&class(), table, &wanted).expect("it is filled");
    let wanted = table
        .replace("Other;;", "Other;5,33;")
        .replace("\"1,5\"", "\"14\"");
    assert_eq!(text(&filled), wanted);
}

#[rstest]
#[case::no_column(
    "ID,Name,Essay\n1,Ann,\n",
    None,
    None,
    "there are the columns \"ID\", \"Name\", \"Essay\""
)]
#[case::several(
    "ID,Echo (1),Echo (2)\n1,,\n",
    None,
    None,
    "several columns: \"Echo (1)\", \"Echo (2)\""
)]
#[case::no_such_column(
    "ID,Echo\n1,\n",
    None,
    Some("Ecco"),
    "no column \"Ecco\": there are \"ID\", \"Echo\""
)]
#[case::no_student("ID,Echo\n500,\n", None, None, "no row is a student's")]
#[case::which_lab(
    "ID,Essay\n1,\n",
    None,
    Some("Essay"),
    "Name it with --lab: echo, threaded-echo"
)]
#[case::no_such_lab(
    "ID,Essay\n1,\n",
    Some("calculator"),
    Some("Essay"),
    "there are echo, threaded-echo"
)]
#[case::not_text("\u{0}I\u{0}D", None, None, "UTF-8")]
fn what_cannot_be_told_is_asked(
    #[case] table: &str,
    #[case] lab: Option<&str>,
    #[case] column: Option<&str>,
    #[case] told: &str,
) {
    let wanted = Wanted {
        lab: lab.map(Into::into),
        column: column.map(Into::into),
        out_of: None,
    };
    let error = filled(&class(), table, &wanted).expect_err("it cannot be told");
    assert!(format!("{error:#}").contains(told), "{error:#}");
}

#[test]
fn who_has_no_score_is_left_and_named() {
    let records = [
        in_state("1", "Broken Person", State::Broken),
        in_state("2", "Absent Person", State::Absent),
        in_state("3", "Unreadable Person", State::Unreadable),
        in_state("4", "Refused Person", State::Refused),
        record("5", "Twice", "echo"),
        record("6", "Short Row", "echo"),
    ];
    let table = "ID,Name,Echo\n1,a,1\n2,b,2\n3,c,3\n4,d,4\n5,e,5\n5,e,5\n6,f\n";
    let filled = filled(&records, table, &Wanted::default()).expect("it is filled");
    assert_eq!(text(&filled), table.replace("4,d,4", "4,d,0"));
    assert_eq!(filled.left.len(), 4, "{:?}", filled.left);
}

#[test]
fn the_old_table_stays_unless_it_is_asked_for() {
    let out = Out::new();
    out.write(&class());
    let table = out.path().join("canvas.csv");
    fs::write(&table, CANVAS).expect("it can be written");
    let run = |more: &[&str]| {
        let mut lab = lab();
        lab.arg("report")
            .arg(out.path())
            .arg("--fill")
            .arg(&table)
            .args(more);
        let output = lab.output().expect("lab runs");
        (
            output.status.code(),
            String::from_utf8_lossy(&output.stdout).into_owned(),
        )
    };
    let (status, said) = run(&[]);
    assert_eq!(status, Some(0));
    assert!(said.contains("echo: 2 scores in \"Echo (501)\""), "{said}");
    assert_eq!(fs::read_to_string(&table).expect("it is there"), CANVAS);
    let beside = out.path().join("canvas.filled.csv");
    let filled = fs::read(&beside).expect("it is beside");
    let same = table.to_str().expect("a path");
    assert_eq!(run(&["--to", same]).0, Some(2));
    assert_eq!(run(&["--out-of", "-1"]).0, Some(2));
    assert_eq!(fs::read_to_string(&table).expect("it is there"), CANVAS);
    assert_eq!(run(&["--in-place"]).0, Some(0));
    assert_eq!(fs::read(&table).expect("it is there"), filled);
}
