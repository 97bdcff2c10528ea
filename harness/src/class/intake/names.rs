//! Whose submission a file or folder is, told by its name alone.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};

use super::super::submission::Student;
use crate::talk::escape;

/// What a name tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Whose it is.
    pub student: Student,
    /// Whether it is marked as late.
    pub late: bool,
    /// Which of the student's it is.
    pub rank: Rank,
}

/// The order of what one student has handed in; of two that are the same piece of work, the
/// greater one counts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank {
    /// Canvas's number of the attachment, which grows with every one; 0 elsewhere.
    pub attachment: u64,
    /// The `-N` that Canvas puts before the ending of what is handed in again under one name.
    pub attempt: u64,
    /// A folder goes before an archive of the same name, since somebody has unpacked it; a zip
    /// file before others.
    pub form: u8,
    /// The name of the piece of work, without attempt and ending; empty where nobody gave it one.
    pub piece: String,
}

/// What stands in the folder of submissions under a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A folder.
    Folder,
    /// A file.
    File,
}

/// The endings of archives that are read.
const ARCHIVES: [&str; 3] = [".zip", ".tar.gz", ".tgz"];
/// The endings of archives that are not.
const OTHER_ARCHIVES: [&str; 8] = [
    ".rar", ".7z", ".tar", ".gz", ".tar.bz2", ".tar.xz", ".tar.zst", ".bz2",
];

/// A name without the ending of an archive that is read, and which one that is.
pub fn strip_archive(name: &str) -> Option<(&str, u8)> {
    ARCHIVES.iter().zip([3, 2, 1]).find_map(|(ending, form)| {
        let at = name.len().checked_sub(ending.len())?;
        let (stem, end) = (name.get(..at)?, name.get(at..)?);
        end.eq_ignore_ascii_case(ending).then_some((stem, form))
    })
}

/// Reads one name.
///
/// # Errors
/// It is not that of a submission, and why, as what follows its name in a sentence.
pub fn read(name: &OsStr, form: Form) -> Result<Named, String> {
    let text = text_of(name);
    if let Some(moodle) = read_moodle(&text, form) {
        return moodle;
    }
    if let Some(canvas) = read_canvas(&text, form) {
        return canvas;
    }
    let (stem, rank) = match form {
        Form::Folder => (text.as_str(), 4),
        Form::File => strip(&text)?,
    };
    Ok(Named {
        student: student(stem, stem),
        late: false,
        rank: Rank {
            attachment: 0,
            attempt: 0,
            form: rank,
            piece: String::new(),
        },
    })
}

/// A name that is not UTF-8 is told apart from others by its bytes, written out.
fn text_of(name: &OsStr) -> String {
    match name.to_str() {
        Some(text) => text.to_owned(),
        None => escape::marks(name.as_encoded_bytes()).collect(),
    }
}

fn student(id: &str, name: &str) -> Student {
    Student {
        id: id.to_owned(),
        name: name.to_owned(),
    }
}

/// A file's name without its ending, if that is an archive's.
fn strip(name: &str) -> Result<(&str, u8), String> {
    if let Some((stem, form)) = strip_archive(name) {
        return match stem.is_empty() {
            true => Err("has no name before its ending".into()),
            false => Ok((stem, form)),
        };
    }
    let lower = name.to_ascii_lowercase();
    Err(
        if OTHER_ARCHIVES.iter().any(|ending| lower.ends_with(ending)) {
            "is an archive of a kind that is not read: ask for a .zip".into()
        } else if lower.ends_with(".rs") {
            "is a single source file, and a submission is a whole src/: ask for a .zip, or put the \
             files into DIR/STUDENT/src/"
                .into()
        } else {
            "is neither a folder nor a .zip, .tar.gz or .tgz file".into()
        },
    )
}

/// `Full Name_ID_assignsubmission_file`, a folder, with or without a `_` behind it, or in front
/// of a file's own name.
fn read_moodle(name: &str, form: Form) -> Option<Result<Named, String>> {
    let (head, rest) = name.split_once("_assignsubmission_")?;
    let (person, id) = head.rsplit_once('_')?;
    if person.is_empty() || !is_number(id) {
        return None;
    }
    let Some(rest) = rest.strip_prefix("file") else {
        return Some(Err(
            "is what was typed into Moodle's page, and not a file".into()
        ));
    };
    let (piece, rank) = match (form, rest.strip_prefix('_').unwrap_or(rest)) {
        (Form::Folder, _) => ("", 4),
        (Form::File, file) => match strip(file) {
            Ok(stripped) => stripped,
            Err(why) => return Some(Err(why)),
        },
    };
    Some(Ok(Named {
        student: student(id, person),
        late: false,
        rank: Rank {
            attachment: 0,
            attempt: 0,
            form: rank,
            piece: piece.to_owned(),
        },
    }))
}

/// `name[_LATE]_USER_ATTACHMENT_FILE`, or `[LATE_]anon_ID_ATTACHMENT_FILE`.
fn read_canvas(name: &str, form: Form) -> Option<Result<Named, String>> {
    let (late_first, rest) = match name.strip_prefix("LATE_") {
        Some(rest) if rest.starts_with("anon_") => (true, rest),
        _ => (false, name),
    };
    let (person, rest) = rest.split_once('_')?;
    let is_anonymous = person == "anon";
    let (late, rest) = match rest.strip_prefix("LATE_") {
        Some(rest) if !is_anonymous => (true, rest),
        _ => (late_first, rest),
    };
    let (id, rest) = rest.split_once('_')?;
    let (attachment, file) = rest.split_once('_')?;
    let is_id = match is_anonymous {
        true => !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric()),
        false => is_number(id),
    };
    let has_no_gaps = !person.is_empty() && !file.is_empty();
    let attachment = attachment
        .parse()
        .ok()
        .filter(|_| is_number(attachment) && is_id && has_no_gaps)?;
    let (stem, rank) = match form {
        Form::Folder => (file, 4),
        Form::File => match strip(file) {
            Ok(stripped) => stripped,
            Err(why) => return Some(Err(why)),
        },
    };
    let shown = if is_anonymous {
        format!("anon {id}")
    } else {
        person.to_owned()
    };
    let (piece, attempt) = split_attempt(stem);
    Some(Ok(Named {
        student: student(id, &shown),
        late,
        rank: Rank {
            attachment,
            attempt,
            form: rank,
            piece: piece.to_owned(),
        },
    }))
}

/// `echo-2` is the third time that `echo` is handed in. It may be a name of the student's own, too:
/// whoever asks has to see whether there is an `echo`.
fn split_attempt(stem: &str) -> (&str, u64) {
    match stem.rsplit_once('-') {
        Some((piece, number)) if !piece.is_empty() && is_number(number) => match number.parse() {
            Ok(number) => (piece, number),
            Err(_) => (stem, 0),
        },
        _ => (stem, 0),
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.len() <= 20 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// For folders that are GitHub's clones, `ASSIGNMENT-USER`: the user of each.
///
/// The assignment is what all folders with the same first word have in common. Since `anna-lena`
/// and `anna-maria` have something in common, too, it is only believed where the name is a lab's,
/// where all of them are git's, or where there are three at least and most folders are of them.
pub fn users(folders: &[(OsString, Origin)], labs: &[&str]) -> BTreeMap<OsString, String> {
    let mut groups: BTreeMap<&str, Vec<(&str, &OsString, Origin)>> = BTreeMap::new();
    for (name, origin) in folders {
        let Some(text) = name.to_str() else { continue };
        if let Some((first, _)) = text.split_once('-') {
            groups.entry(first).or_default().push((text, name, *origin));
        }
    }
    let mut users = BTreeMap::new();
    for group in groups.values().filter(|group| group.len() > 1) {
        let length = common(group.iter().map(|(text, ..)| *text));
        let assignment = &group[0].0[..length];
        let is_a_labs = labs.iter().any(|lab| assignment.contains(lab));
        let is_gits = group.iter().all(|(.., origin)| *origin == Origin::Git);
        let is_most = group.len() > 2 && 2 * group.len() > folders.len();
        let leaves_users = group.iter().all(|(text, ..)| text.len() > length);
        if leaves_users && (is_a_labs || is_gits || is_most) {
            for (text, name, _) in group {
                users.insert((*name).clone(), text[length..].to_owned());
            }
        }
    }
    users
}

/// What made a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Git: there is a `.git` in it.
    Git,
    /// Nobody knows.
    Unknown,
}

/// How many bytes all names have in common, up to a `-`, that included.
fn common<'a>(mut names: impl Iterator<Item = &'a str>) -> usize {
    let Some(first) = names.next() else { return 0 };
    let mut length = first.len();
    for name in names {
        let same = first.bytes().zip(name.bytes());
        length = length.min(same.take_while(|(a, b)| a == b).count());
    }
    // A byte of `-` is never inside of a character.
    first.as_bytes()[..length]
        .iter()
        .rposition(|byte| *byte == b'-')
        .map_or(0, |at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;
    use std::os::unix::ffi::OsStringExt;

    #[rstest]
    #[case::plain("anna.zip", "anna", "anna", false)]
    #[case::plain_tar("Anna Müller.tar.gz", "Anna Müller", "Anna Müller", false)]
    #[case::plain_tgz("anna.TGZ", "anna", "anna", false)]
    #[case::underscores(
        "anna_lena_01-echo.zip",
        "anna_lena_01-echo",
        "anna_lena_01-echo",
        false
    )]
    #[case::canvas("lovelaceada_4711_90210_echo.zip", "4711", "lovelaceada", false)]
    #[case::canvas_late("lovelaceada_LATE_4711_90210_my_echo.zip", "4711", "lovelaceada", true)]
    #[case::canvas_letters("dvořákantonín_4711_90210_a.tar.gz", "4711", "dvořákantonín", false)]
    #[case::anonymous("anon_x8Kd2_90210_echo.zip", "x8Kd2", "anon x8Kd2", false)]
    #[case::anonymous_late("LATE_anon_x8Kd2_90210_echo.zip", "x8Kd2", "anon x8Kd2", true)]
    #[case::moodle_flat(
        "Ada Lovelace_815_assignsubmission_file_echo.zip",
        "815",
        "Ada Lovelace",
        false
    )]
    fn a_file_tells_whose_it_is(
        #[case] file: &str,
        #[case] id: &str,
        #[case] name: &str,
        #[case] late: bool,
    ) {
        let named = read(OsStr::new(file), Form::File).expect("it is a submission's");
        assert_eq!(named.student, student(id, name));
        assert_eq!(named.late, late);
    }

    #[rstest]
    #[case::plain("anna-lena", "anna-lena", "anna-lena")]
    #[case::dot("anna.zip", "anna.zip", "anna.zip")]
    #[case::moodle("Ada Lovelace_815_assignsubmission_file", "815", "Ada Lovelace")]
    #[case::moodle_dash(
        "Ada_King Lovelace_815_assignsubmission_file_",
        "815",
        "Ada_King Lovelace"
    )]
    #[case::moodle_blind("Participant 815_815_assignsubmission_file_", "815", "Participant 815")]
    #[case::unpacked("lovelaceada_4711_90210_echo", "4711", "lovelaceada")]
    fn a_folder_tells_whose_it_is(#[case] folder: &str, #[case] id: &str, #[case] name: &str) {
        let named = read(OsStr::new(folder), Form::Folder).expect("it is a submission's");
        assert_eq!(named.student, student(id, name));
    }

    #[rstest]
    #[case("grades.csv", "neither a folder nor")]
    #[case("anna.rar", "ask for a .zip")]
    #[case("anna.tar", "ask for a .zip")]
    #[case("lovelaceada_4711_90210_server.rs", "single source file")]
    #[case("Ada_815_assignsubmission_file_notes.txt", "neither a folder nor")]
    #[case("Ada_815_assignsubmission_onlinetext_.html", "typed into Moodle")]
    #[case(".tar.gz", "no name")]
    fn what_is_no_submission_is_told(#[case] file: &str, #[case] why: &str) {
        let reason = read(OsStr::new(file), Form::File).expect_err("it is none");
        assert!(reason.contains(why), "{reason}");
    }

    #[test]
    fn later_attempts_rank_higher() {
        let rank = |name: &str| read(OsStr::new(name), Form::File).expect("it is one").rank;
        let first = rank("ada_1_100_echo.zip");
        let second = rank("ada_1_100_echo-1.zip");
        let third = rank("ada_1_99_echo-2.zip");
        assert!(third < first && first < second);
        assert_eq!(first.piece, second.piece);
        assert!(rank("ada.tar.gz") < rank("ada.zip"));
    }

    #[test]
    fn names_that_are_not_text_stay_apart() {
        let read = |byte| read(&OsString::from_vec(vec![b'a', byte]), Form::Folder);
        assert_ne!(
            read(0xfe).expect("one").student,
            read(0xff).expect("two").student
        );
    }

    #[rstest]
    #[case::labs(&["echo-anna", "echo-ben"], Origin::Unknown, &["anna", "ben"])]
    #[case::numbered(&["lab-01-echo-anna", "lab-01-echo-anna-x", "ben"], Origin::Unknown, &["anna", "anna-x"])]
    #[case::gits(&["hw-anna", "hw-ben"], Origin::Git, &["anna", "ben"])]
    #[case::most(&["hw-anna", "hw-ben", "hw-c-d", "zoe"], Origin::Unknown, &["anna", "ben", "c-d"])]
    #[case::two_assignments(&["echo-a", "echo-b", "calculator-a", "calculator-b"], Origin::Unknown, &["a", "b", "a", "b"])]
    #[case::people(&["anna-lena", "anna-maria", "ben"], Origin::Unknown, &[])]
    #[case::alone(&["echo-anna"], Origin::Git, &[])]
    #[case::no_user(&["echo-", "echo-ben"], Origin::Git, &[])]
    #[case::nothing_in_common(&["a-b", "c-d"], Origin::Git, &[])]
    fn clones_tell_their_users(
        #[case] names: &[&str],
        #[case] origin: Origin,
        #[case] wanted: &[&str],
    ) {
        let folders: Vec<_> = names
            .iter()
            .map(|name| (OsString::from(name), origin))
            .collect();
        let users = users(&folders, &["echo", "calculator"]);
        let found: Vec<&str> = names
            .iter()
            .filter_map(|name| users.get(OsStr::new(name)).map(String::as_str))
            .collect();
        assert_eq!(found, wanted);
    }

    proptest! {
        #[test]
        fn no_name_panics(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            let name = OsString::from_vec(bytes);
            let _ = read(&name, Form::File);
            let _ = read(&name, Form::Folder);
            let _ = users(&[(name.clone(), Origin::Git), (name, Origin::Git)], &["echo"]);
        }

        #[test]
        fn no_name_like_a_platforms_panics(name in "(LATE_)?(anon|é)_?(LATE_)?[0-9a]{0,22}_[0-9]{0,22}_[-.0-9é]{0,4}(_assignsubmission_)?(file)?(.zip|.tar.gz)?") {
            let _ = read(OsStr::new(&name), Form::File);
            let _ = read(OsStr::new(&name), Form::Folder);
        }
    }
}
