//! Which row of a platform's table is whose, and which column is a lab's.

use std::collections::{BTreeSet, HashMap};

use anyhow::{Result, bail};

use super::{Sheet, Wanted};
use crate::class::reading::Class;
use crate::class::shown::cell;

/// Whose row is which.
#[derive(Debug, Default)]
pub struct Rows {
    /// Students by their place in the class, and their rows.
    pub matched: Vec<(usize, usize)>,
    /// The rows of nobody in the class, as the table names them.
    pub strangers: Vec<String>,
    /// Students in no row.
    pub missing: Vec<usize>,
    /// Students in several rows, as sentences.
    pub doubtful: Vec<String>,
}

/// Titles of the column by which platforms tell students apart: Canvas's, then Moodle's.
const IDENTIFIERS: [&str; 2] = ["ID", "Identifier"];

/// The titles of columns into which a platform wants no score, or that it works out itself.
const NEVER: &str = "(read only)";

/// Finds the rows of the students: by the column that platforms have for it or, where the titles
/// are in another language, by the one in which most students are found.
pub fn rows_of_students(class: &Class, sheet: &Sheet) -> Result<Rows> {
    let members: HashMap<&str, usize> = (class.members.iter().enumerate())
        .map(|(place, member)| (member.student.id.as_str(), place))
        .collect();
    let find = |row: usize, column: usize| {
        let text = sheet.text(row, column);
        let text = text.trim();
        members
            .get(text)
            .or_else(|| members.get(number(text)?))
            .copied()
    };
    let count = |column: &usize| {
        let rows = (1..sheet.rows()).filter(|row| find(*row, *column).is_some());
        rows.count()
    };
    let titled = |column: &usize| IDENTIFIERS.contains(&sheet.text(0, *column).trim());
    let columns = 0..sheet.columns(0);
    let column = match columns
        .clone()
        .find(|column| titled(column) && count(column) > 0)
    {
        Some(column) => Some(column),
        // The first of equals.
        None => columns
            .rev()
            .max_by_key(count)
            .filter(|column| count(column) > 0),
    };
    let Some(column) = column else {
        let some = class
            .members
            .iter()
            .take(3)
            .map(|member| cell(&member.student.id));
        bail!(
            "no row is a student's: a column with ids such as {} was wanted, and there are the \
             columns {}. Is it the gradebook of this course?",
            some.collect::<Vec<_>>().join(", "),
            titles(sheet)
        );
    };
    let mut rows = Rows::default();
    let mut found: HashMap<usize, Vec<usize>> = HashMap::new();
    for row in 1..sheet.rows() {
        match find(row, column) {
            Some(member) => found.entry(member).or_default().push(row),
            // Canvas has rows that are no student's under the titles: "    Points Possible".
            None if sheet.text(row, column).trim().is_empty() => {}
            None => rows.strangers.push(named(sheet, row, column)),
        }
    }
    for (place, member) in class.members.iter().enumerate() {
        match found.get(&place).map(Vec::as_slice) {
            None => rows.missing.push(place),
            Some(&[row]) => rows.matched.push((place, row)),
            Some(several) => rows.doubtful.push(format!(
                "{} is in {} rows, and none of them was filled",
                cell(&member.student.id),
                several.len()
            )),
        }
    }
    Ok(rows)
}

/// The number at the end of a word, as in Moodle's `Participant 4711`, in whatever language.
fn number(text: &str) -> Option<&str> {
    let word = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = &text[word.len()..];
    let is_word = |c: char| c.is_alphabetic() || c.is_whitespace() || matches!(c, '/' | '(' | ')');
    (!word.is_empty() && !number.is_empty() && word.chars().all(is_word)).then_some(number)
}

/// A row as a person finds it: its first cell, and its identifier.
fn named(sheet: &Sheet, row: usize, column: usize) -> String {
    let mut words = vec![cell(sheet.text(row, column).trim())];
    let other = (0..sheet.columns(row))
        .find(|other| *other != column && !sheet.text(row, *other).trim().is_empty());
    words.extend(other.map(|other| cell(sheet.text(row, other).trim())));
    words.join(" ")
}

/// The column of each lab that is to be filled in.
pub fn targets(class: &Class, sheet: &Sheet, wanted: &Wanted) -> Result<Vec<(String, usize)>> {
    let lab = match &wanted.lab {
        Some(lab) => Some(find_lab(class, lab)?),
        None => None,
    };
    if let Some(title) = &wanted.column {
        let column = titled(sheet, title)?;
        let lab = match (lab, by_name(class, sheet, column), class.labs.as_slice()) {
            (Some(lab), ..) => lab,
            (None, Some(lab), _) => lab,
            (None, None, [only]) => only,
            (None, None, labs) => bail!(
                "which lab goes into \"{}\"? Name it with --lab: {}",
                cell(title),
                labs.join(", ")
            ),
        };
        return Ok(vec![(lab.to_owned(), column)]);
    }
    let labs: Vec<&str> = match lab {
        Some(lab) => vec![lab],
        None => class.labs.iter().map(String::as_str).collect(),
    };
    let mut targets = Vec::new();
    for lab in &labs {
        match columns_of(class, sheet, lab).as_slice() {
            [] => {}
            [column] => targets.push(((*lab).to_owned(), *column)),
            several => bail!(
                "{lab} could go into several columns: {}. Name one with --lab {lab} --column TITLE",
                list(sheet, several)
            ),
        }
    }
    if let (true, [only], Some(column)) = (targets.is_empty(), labs.as_slice(), worksheet(sheet)) {
        targets.push(((*only).to_owned(), column));
    }
    if targets.is_empty() {
        bail!(
            "no column for {}: a title with the lab's name was wanted, and there are the columns \
             {}. Name one with --lab LAB --column TITLE",
            labs.join(", "),
            titles(sheet)
        );
    }
    Ok(targets)
}

fn find_lab<'a>(class: &'a Class, wanted: &str) -> Result<&'a str> {
    let by_number = crate::labs::find(wanted).map(|lab| lab.name);
    let found = (class.labs.iter()).find(|lab| *lab == wanted || Some(lab.as_str()) == by_number);
    match found {
        Some(lab) => Ok(lab),
        None => bail!(
            "nothing was graded of lab \"{}\": there are {}",
            cell(wanted),
            class.labs.join(", ")
        ),
    }
}

/// The column with just this title, or with the same letters in another case, or without the
/// number that Canvas adds.
fn titled(sheet: &Sheet, wanted: &str) -> Result<usize> {
    let columns = || 0..sheet.columns(0);
    let text = |column: usize| sheet.text(0, column).trim().to_owned();
    let wanted = wanted.trim();
    let same = |column: &usize| text(*column) == wanted;
    let alike = |column: &usize| {
        let (text, wanted) = (text(*column).to_lowercase(), wanted.to_lowercase());
        text == wanted || without_number(&text) == wanted
    };
    let exact: Vec<usize> = columns().filter(same).collect();
    let found = match exact.is_empty() {
        true => columns().filter(alike).collect(),
        false => exact,
    };
    match found.as_slice() {
        [column] => Ok(*column),
        [] => bail!(
            "no column \"{}\": there are {}",
            cell(wanted),
            titles(sheet)
        ),
        several => bail!(
            "{} columns have the title \"{}\", and one was wanted",
            several.len(),
            cell(wanted)
        ),
    }
}

/// The columns whose titles name a lab: just so or, if there is none, among other words.
fn columns_of(class: &Class, sheet: &Sheet, lab: &str) -> Vec<usize> {
    let named = |column: &usize| {
        !sheet.text(1, *column).trim().eq_ignore_ascii_case(NEVER)
            && by_name(class, sheet, *column) == Some(lab)
    };
    let columns: Vec<usize> = (0..sheet.columns(0)).filter(named).collect();
    let just = |column: &usize| {
        let title = words(without_number(sheet.text(0, *column).trim()));
        names(lab).contains(&title)
    };
    let exact: Vec<usize> = columns.iter().copied().filter(just).collect();
    if exact.is_empty() { columns } else { exact }
}

/// The lab that a column's title names: where it names several, the one with the longest name,
/// since "threaded-echo" is not "echo".
fn by_name<'a>(class: &'a Class, sheet: &Sheet, column: usize) -> Option<&'a str> {
    let title = words(without_number(sheet.text(0, column).trim()));
    let longest = |lab: &str| {
        let names = names(lab).into_iter();
        names
            .filter(|name| holds(&title, name))
            .map(|name| name.concat().len())
            .max()
    };
    let known = crate::labs::all();
    let others = known.iter().map(|lab| lab.name);
    let best = class
        .labs
        .iter()
        .map(String::as_str)
        .chain(others)
        .filter_map(|lab| Some((longest(lab)?, lab)));
    let (_, best) = best.max_by_key(|(length, _)| *length)?;
    class
        .labs
        .iter()
        .map(String::as_str)
        .find(|lab| *lab == best)
}

/// The ways to write a lab's name: its own, its title, "lab 3".
fn names(lab: &str) -> Vec<Vec<String>> {
    let mut names = vec![words(lab)];
    if let Some(known) = crate::labs::find(lab) {
        names.push(words(known.title));
        names.push(words(&format!("lab {}", known.number)));
        names.push(words(&format!("lab {} {lab}", known.number)));
        names.push(words(&known.folder()));
    }
    names
}

fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

fn holds(text: &[String], part: &[String]) -> bool {
    !part.is_empty() && text.windows(part.len()).any(|window| window == part)
}

/// A title of Canvas's, `Echo (4711)`, without the number of its assignment.
fn without_number(title: &str) -> &str {
    let bare = title
        .strip_suffix(')')
        .and_then(|title| title.rsplit_once(" ("));
    match bare {
        Some((bare, number)) if number.bytes().all(|byte| byte.is_ascii_digit()) => bare,
        _ => title,
    }
}

/// The column for the grade in Moodle's worksheet, which is of one assignment alone.
fn worksheet(sheet: &Sheet) -> Option<usize> {
    let find =
        |title: &str| (0..sheet.columns(0)).find(|column| sheet.text(0, *column).trim() == title);
    find("Identifier").and(find("Grade"))
}

fn titles(sheet: &Sheet) -> String {
    let columns: Vec<usize> = (0..sheet.columns(0)).collect();
    list(sheet, &columns)
}

fn list(sheet: &Sheet, columns: &[usize]) -> String {
    let titles: BTreeSet<(usize, String)> = columns
        .iter()
        .map(|column| {
            (
                *column,
                format!("\"{}\"", cell(sheet.text(0, *column).trim())),
            )
        })
        .collect();
    titles
        .into_iter()
        .map(|(_, title)| title)
        .collect::<Vec<_>>()
        .join(", ")
}
