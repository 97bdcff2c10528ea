//! What a submission came in: a folder, a zip file, or a compressed tar file. All three are walked
//! from beginning to end, under the same rules for paths, and nothing is ever unpacked to a disk.

use std::collections::HashSet;
use std::io::Read;

use super::limits;
use crate::talk::escape;

/// Something with files in it.
pub trait Container {
    /// Calls `visit` for each member that is not a folder, in an order that is always the same.
    ///
    /// # Errors
    /// Why it cannot be read to its end, as a sentence for a person; or what `visit` said.
    fn walk(&mut self, visit: &mut Visit<'_>) -> Result<(), String>;
}

/// What is called for a member: where it stands, what it is, and how its contents are had.
pub type Visit<'a> = dyn FnMut(Place, Kind, &mut Fetch<'_>) -> Result<(), String> + 'a;

/// Reads a member's contents, which are an error where they are longer than this.
pub type Fetch<'a> = dyn FnMut(u64) -> Result<Vec<u8>, String> + 'a;

/// The parts of a member's path: none is empty, `.` or `..`.
pub type Place = Vec<String>;

/// What a member is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A file of so many bytes, if what is said of it is true.
    File(u64),
    /// Something that is never read, and why not.
    Odd(&'static str),
}

/// Why a link is not read.
pub const LINK: &str = "is a link, and links are not followed";
/// A folder's own entry in an archive: its path has to be harmless like others, and there is nothing
/// to read.
pub const FOLDER: &str = "is a folder";
/// Why a device, a pipe or a socket is not read.
pub const SPECIAL: &str = "is neither a file nor a folder";

/// What stands between the parts of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Separator {
    /// A slash.
    Slash,
    /// A slash, or the backslash of some programs that make zip files on Windows.
    Either,
}

/// The rules for the members of one walk.
#[derive(Default)]
pub struct Gate {
    members: usize,
    bytes: usize,
    seen: HashSet<Vec<u8>>,
}

impl Gate {
    /// Lets a member in, or passes it over: `None` is one that a submission never consists of.
    ///
    /// # Errors
    /// The whole container is not to be trusted, and why.
    pub fn admit(
        &mut self,
        raw: &[u8],
        kind: Kind,
        separator: Separator,
    ) -> Result<Option<(Place, Kind)>, String> {
        self.members += 1;
        if self.members > limits::MEMBERS {
            return Err(format!(
                "it has more than {} members: hand in the sources alone",
                limits::MEMBERS
            ));
        }
        if raw.len() > limits::PATH {
            let start = shown(&String::from_utf8_lossy(&raw[..40]));
            return Err(format!(
                "the path that begins with {start} has {} bytes, and {} are the most",
                raw.len(),
                limits::PATH
            ));
        }
        let text = String::from_utf8_lossy(raw);
        let place = split(&text, separator)?;
        if kind == Kind::Odd(FOLDER) || is_passed_over(&place) {
            return Ok(None);
        }
        self.bytes += raw.len();
        if self.bytes > limits::PATHS {
            return Err(format!(
                "its paths come to more than {} MiB",
                limits::PATHS >> 20
            ));
        }
        // What two members have in common is where they stand, however it is written; names that
        // are not UTF-8 are as many as they have bytes.
        let key = match std::str::from_utf8(raw) {
            Ok(_) => place.join("/").into_bytes(),
            Err(_) => raw.to_vec(),
        };
        if !self.seen.insert(key) {
            return Err(format!(
                "{} is in it twice, and nobody can tell which is meant",
                shown(&place.join("/"))
            ));
        }
        let odd = if std::str::from_utf8(raw).is_err() {
            Some("has a name that is not UTF-8")
        } else if place.iter().any(|part| part.contains('\\')) {
            Some("has a backslash in its name")
        } else if place.iter().any(|part| part.len() > limits::PART) {
            Some("has a name of more than 255 bytes")
        } else {
            None
        };
        Ok(Some((place, odd.map_or(kind, Kind::Odd))))
    }
}

/// The parts of a path that stays below where it begins.
fn split(text: &str, separator: Separator) -> Result<Place, String> {
    let separates = |c: char| c == '/' || (c == '\\' && separator == Separator::Either);
    let has_drive = text.as_bytes().get(1) == Some(&b':') && separator == Separator::Either;
    if text.starts_with(separates) || has_drive {
        return Err(format!(
            "{} is an absolute path, which no submission needs",
            shown(text)
        ));
    }
    if text.contains('\0') {
        return Err(format!("the path {} holds a NUL", shown(text)));
    }
    let parts: Place = text
        .split(separates)
        .filter(|part| !part.is_empty() && *part != ".")
        .map(str::to_owned)
        .collect();
    if parts.iter().any(|part| part == "..") {
        return Err(format!("the path {} leads out of it by `..`", shown(text)));
    }
    if parts.len() > limits::DEPTH {
        return Err(format!(
            "{} stands more than {} folders deep",
            shown(text),
            limits::DEPTH
        ));
    }
    Ok(parts)
}

/// Whether something is what tools leave behind, and no part of anybody's work.
pub fn is_passed_over(place: &[String]) -> bool {
    let Some((name, folders)) = place.split_last() else {
        return true;
    };
    // A module may be called `target`, too.
    let above = place.iter().position(|part| part == "src");
    let outside = &place[..above.unwrap_or(place.len())];
    is_junk(name)
        || folders.iter().any(|part| is_left_behind(part))
        || outside.iter().any(|part| part == "target")
}

/// A folder that is not even looked into.
pub fn is_left_behind(folder: &str) -> bool {
    matches!(folder, ".git" | "__MACOSX" | "node_modules")
}

/// A file that a file manager has left.
pub fn is_junk(name: &str) -> bool {
    matches!(name, ".DS_Store" | "Thumbs.db" | "desktop.ini") || name.starts_with("._")
}

/// Reads to the end.
///
/// # Errors
/// There are more bytes than these, or they cannot be read.
pub fn read_at_most(mut source: impl Read, most: u64) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    source
        .by_ref()
        .take(most + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| error.to_string())?;
    if bytes.len() as u64 > most {
        return Err(format!(
            "holds more than the {most} bytes that were to come"
        ));
    }
    Ok(bytes)
}

/// A stranger's name, short and harmless.
pub fn shown(name: &str) -> String {
    let start: String = name.chars().take(200).collect();
    escape::cut(&escape::escape(&start), 100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    fn admit(raw: &[u8], separator: Separator) -> Result<Option<(Place, Kind)>, String> {
        Gate::default().admit(raw, Kind::File(1), separator)
    }

    #[rstest]
    #[case::plain("src/lib.rs", &["src", "lib.rs"])]
    #[case::dotted("./src//bin/./a.rs", &["src", "bin", "a.rs"])]
    #[case::backslashes("src\\bin\\a.rs", &["src", "bin", "a.rs"])]
    #[case::a_module_called_target("01-echo/src/target/mod.rs", &["01-echo", "src", "target", "mod.rs"])]
    fn a_path_is_taken_apart(#[case] raw: &str, #[case] parts: &[&str]) {
        let (place, kind) = admit(raw.as_bytes(), Separator::Either)
            .expect("it is harmless")
            .expect("it is let in");
        assert_eq!(place, parts);
        assert_eq!(kind, Kind::File(1));
    }

    #[rstest]
    #[case::up(b"src/../../lib.rs", "leads out")]
    #[case::up_by_backslash(b"src\\..\\lib.rs", "leads out")]
    #[case::absolute(b"/etc/passwd", "absolute")]
    #[case::absolute_by_backslash(b"\\\\server\\share", "absolute")]
    #[case::drive(b"C:\\lib.rs", "absolute")]
    #[case::nul(b"src/a\0.rs", "NUL")]
    #[case::even_where_nobody_looks(b"target/../../x", "leads out")]
    fn a_path_that_leads_out_is_refused(#[case] raw: &[u8], #[case] why: &str) {
        let reason = admit(raw, Separator::Either).expect_err("it is refused");
        assert!(reason.contains(why), "{reason}");
    }

    #[rstest]
    #[case("target/debug/x")]
    #[case("a/.git/config")]
    #[case("__MACOSX/src/._lib.rs")]
    #[case("src/.DS_Store")]
    #[case(".")]
    fn what_tools_leave_behind_is_passed_over(#[case] raw: &str) {
        assert_eq!(admit(raw.as_bytes(), Separator::Slash), Ok(None));
    }

    #[test]
    fn long_paths_and_deep_ones_are_refused() {
        let long = "x/".repeat(limits::PATH / 2 + 1);
        assert!(admit(long.as_bytes(), Separator::Slash).is_err());
        let deep = "x/".repeat(limits::DEPTH + 1);
        assert!(admit(deep.as_bytes(), Separator::Slash).is_err());
    }

    #[test]
    fn the_same_path_twice_is_refused_however_it_is_written() {
        let mut gate = Gate::default();
        let mut admit = |raw: &str| gate.admit(raw.as_bytes(), Kind::File(1), Separator::Either);
        assert!(admit("src/a.rs").is_ok());
        assert!(admit("src/A.rs").is_ok());
        assert!(admit("./src\\a.rs").is_err());
    }

    #[test]
    fn too_many_members_are_refused() {
        let mut gate = Gate::default();
        let mut admit = |number: usize| {
            let raw = format!("target/{number}").into_bytes();
            gate.admit(&raw, Kind::File(1), Separator::Slash)
        };
        assert!((0..limits::MEMBERS).all(|number| admit(number).is_ok()));
        assert!(admit(limits::MEMBERS).is_err());
    }

    proptest! {
        #[test]
        fn no_path_panics_and_none_leads_out(raw in proptest::collection::vec(any::<u8>(), 0..60)) {
            for separator in [Separator::Slash, Separator::Either] {
                if let Ok(Some((place, _))) = admit(&raw, separator) {
                    prop_assert!(!place.is_empty());
                    for part in place {
                        prop_assert!(!part.is_empty() && part != "." && part != ".." && !part.contains('/'));
                    }
                }
            }
        }
    }
}
