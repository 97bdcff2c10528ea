//! A class that is made up: solutions, stubs and wrong programs, with names, comments and
//! formatting changed, handed in as students do; and what each of them must be told.

#![allow(dead_code, reason = "each user takes what it needs")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use harness::audit::{self, Wrong};
use harness::lab::Lab;
use harness::source::Kit;

/// A submission that was made up.
#[derive(Clone, Debug)]
pub struct Made {
    /// The name of its student.
    pub student: String,
    /// Its lab.
    pub lab: String,
    /// What it is made of, for messages.
    pub origin: String,
    /// What must come of it.
    pub expected: Expected,
}

/// What must come of a submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// All points.
    Everything,
    /// Next to none.
    NextToNothing,
    /// Just these checks fail, beside hidden ones.
    Failed(BTreeSet<String>),
}

/// What a submission is made of.
enum Origin {
    Solution,
    Stubs,
    Wrong(Wrong),
}

/// Files by their paths below `src/`.
type Files = BTreeMap<String, String>;

/// Makes a class of so many, with each of the labs' programs about equally often, and hands it in
/// in a folder.
pub fn make(kit: &Kit, labs: &[Lab], folder: &Path, count: usize) -> Result<Vec<Made>> {
    let mut pool = Vec::new();
    for lab in labs {
        let mut origins = vec![Origin::Solution, Origin::Stubs];
        for wrong in audit::load_wrong(kit, lab)? {
            if wrong.path.extension().is_some_and(|ending| ending == "rs") {
                origins.push(Origin::Wrong(wrong));
            }
        }
        pool.extend(origins.into_iter().map(|origin| (lab, origin)));
    }
    // Strides that have no divisor in common visit all of the pool, in an order of no meaning.
    let stride = (0..)
        .map(|step| 89 + step)
        .find(|step| gcd(*step, pool.len()) == 1);
    let stride = stride.context("there is such a stride")?;
    let mut class = Vec::new();
    for number in 0..count {
        let (lab, origin) = &pool[number * stride % pool.len()];
        let files = disguise(files(kit, lab, origin)?, number);
        let student = format!("ada{number:03}");
        hand_in(&files, lab, &student, number, folder)?;
        class.push(Made {
            student,
            lab: lab.name.to_owned(),
            origin: match origin {
                Origin::Solution => "solution".into(),
                Origin::Stubs => "stubs".into(),
                Origin::Wrong(wrong) => wrong.name.clone(),
            },
            expected: match origin {
                Origin::Solution => Expected::Everything,
                Origin::Stubs => Expected::NextToNothing,
                Origin::Wrong(wrong) => Expected::Failed(wrong.caught_by.clone()),
            },
        });
    }
    Ok(class)
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}

fn files(kit: &Kit, lab: &Lab, origin: &Origin) -> Result<Files> {
    let name = lab.name.replace('-', "_");
    let mut files = Files::new();
    match origin {
        Origin::Stubs => read(&kit.exercise(lab).join("src"), "", &mut files)?,
        Origin::Solution | Origin::Wrong(_) => {
            read(&kit.solution(lab).join("src"), "", &mut files)?;
            for text in files.values_mut() {
                *text = text.replace(&format!("{name}_solution"), &name);
            }
        }
    }
    if let Origin::Wrong(wrong) = origin {
        let program = lab.binary(wrong.role, "");
        let text = fs::read_to_string(&wrong.path)?.replace("\"../", "\"../shared/");
        files.insert(format!("bin/{program}.rs"), text);
        let shared = kit.root().join("harness").join("wrong");
        for entry in fs::read_dir(shared)? {
            let path = entry?.path();
            if path.is_file() {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                files.insert(format!("shared/{name}"), fs::read_to_string(&path)?);
            }
        }
        // The program stands alone; the library is for the other role.
        if !lab.checks.iter().any(|check| check.role != wrong.role) {
            files.retain(|path, _| path.starts_with("bin/") || path.starts_with("shared/"));
        }
    }
    Ok(files)
}

fn read(folder: &Path, below: &str, files: &mut Files) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let place = format!("{below}{name}");
        if path.is_dir() {
            read(&path, &format!("{place}/"), files)?;
        } else {
            files.insert(place, fs::read_to_string(&path)?);
        }
    }
    Ok(())
}

/// Other names, comments and formatting, and the same program.
fn disguise(mut files: Files, number: usize) -> Files {
    let all: String = files.values().map(String::as_str).collect();
    let renamed: BTreeMap<String, String> = functions(&all)
        .into_iter()
        .filter(|name| can_be_renamed(&all, name))
        .enumerate()
        .map(|(place, name)| (name.to_owned(), format!("{name}_{}", place + number)))
        .collect();
    for text in files.values_mut() {
        *text = reformat(&rename(text, &renamed), number);
    }
    files
}

/// The functions that these sources define.
fn functions(text: &str) -> BTreeSet<&str> {
    text.match_indices("fn ")
        .filter_map(|(place, _)| {
            let rest = &text[place + 3..];
            let end = rest.find(|character: char| !is_of_a_word(character))?;
            (end > 0).then_some(&rest[..end])
        })
        .collect()
}

/// Methods keep their names, since a library's own may have the same.
fn can_be_renamed(all: &str, name: &str) -> bool {
    let is_known = [
        "main",
        "from",
        "new",
        "fmt",
        "default",
        "drop",
        "from_str",
        "__student_main",
    ];
    let is_module = all.contains(&format!("mod {name}"));
    !is_known.contains(&name)
        && !is_module
        && !all.contains(&format!(".{name}"))
        && !is_of_a_type(all, name)
        && !all.contains(&format!("{name}:"))
        && !all.contains(&format!("\"{name}"))
}

/// Whether it stands behind a type's name, as in `TcpStream::connect`.
fn is_of_a_type(all: &str, name: &str) -> bool {
    all.match_indices(&format!("::{name}")).any(|(place, _)| {
        let before = all[..place]
            .rsplit(|character| !is_of_a_word(character))
            .next();
        before.is_some_and(|word| word.starts_with(char::is_uppercase))
    })
}

fn is_of_a_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

fn rename(text: &str, renamed: &BTreeMap<String, String>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let is_word = rest.starts_with(is_of_a_word);
        let end = rest
            .find(|character: char| is_of_a_word(character) != is_word)
            .unwrap_or(rest.len());
        let (part, after) = rest.split_at(end);
        out.push_str(renamed.get(part).map_or(part, String::as_str));
        rest = after;
    }
    out
}

/// Comments go, others come, and the indentation is another.
fn reformat(text: &str, number: usize) -> String {
    let indent = ["\t", "  ", "   ", "    "][number % 4];
    let mut out = format!("// Handed in by student {number}.\n");
    for line in text.lines() {
        let bare = line.trim_start();
        if bare.starts_with("//") {
            continue;
        }
        if bare.starts_with("fn ") || bare.starts_with("pub fn ") {
            out.push_str(&format!("\n// as in the lecture ({number})\n"));
        }
        let depth = (line.len() - bare.len()) / 4;
        out.push_str(&indent.repeat(depth));
        out.push_str(bare);
        out.push('\n');
    }
    out
}

/// In the forms in which submissions come.
fn hand_in(files: &Files, lab: &Lab, student: &str, number: usize, folder: &Path) -> Result<()> {
    let exercise = format!("exercises/{}/src/", lab.folder());
    match number % 4 {
        // A clone of the students' kit.
        0 => write(files, &folder.join(student).join(exercise)),
        // The sources alone.
        1 => write(files, &folder.join(student).join("src")),
        2 => {
            let path = folder.join(format!("{student}.zip"));
            let mut archive = zip::ZipWriter::new(fs::File::create(path)?);
            for (name, text) in files {
                let options = zip::write::SimpleFileOptions::default();
                archive.start_file(format!("{exercise}{name}"), options)?;
                archive.write_all(text.as_bytes())?;
            }
            archive.finish()?;
            Ok(())
        }
        _ => {
            let path = folder.join(format!("{student}.tar.gz"));
            let stream =
                flate2::write::GzEncoder::new(fs::File::create(path)?, flate2::Compression::fast());
            let mut archive = tar::Builder::new(stream);
            for (name, text) in files {
                let mut header = tar::Header::new_gnu();
                header.set_size(text.len() as u64);
                header.set_mode(0o644);
                let path = format!("{}/src/{name}", lab.folder());
                archive.append_data(&mut header, path, text.as_bytes())?;
            }
            archive.into_inner()?.finish()?;
            Ok(())
        }
    }
}

fn write(files: &Files, folder: &Path) -> Result<()> {
    for (name, text) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().context("a file is in a folder")?)?;
        fs::write(path, text)?;
    }
    Ok(())
}

/// How a record differs from what must come of a submission; `None` where it does not.
pub fn differs(made: &Made, record: &harness::class::record::Record) -> Option<String> {
    let failed: BTreeSet<String> = record
        .checks
        .iter()
        .filter(|check| !check.hidden && check.entry.verdict == "failed")
        .map(|check| check.entry.name.clone())
        .collect();
    let is_as_expected = match &made.expected {
        Expected::Everything => record.score == Some(record.max_score),
        Expected::NextToNothing => record.score.is_some_and(|score| score <= 5),
        Expected::Failed(names) => *names == failed && record.score.is_some(),
    };
    (!is_as_expected).then(|| {
        format!(
            "{}, {} of lab {}: {:?} was expected, and there is {:?}, {:?} of {}, failed {failed:?}, {:?} {:?}",
            made.student,
            made.origin,
            made.lab,
            made.expected,
            record.state,
            record.score,
            record.max_score,
            record.reason,
            record.compiler,
        )
    })
}
