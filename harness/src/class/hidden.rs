//! Hidden checks: talks that students do not have, under `solutions/NN-NAME/talks/`.
//!
//! A file `NAME.talk` is the check `hidden-NAME`. It promises nothing that the lab's README does not,
//! in other words, and its first comments say what it is worth:
//!
//! ```text
//! # Two clients, and the second one is faster.
//! # points: 3
//! # promise: Each client gets its own bytes, in whatever order they speak.
//! # why: What threads share without meaning to shows in some orders only.
//! # needs: one-line, silent-client
//! # catches: shared-stream
//! 1 connect
//! …
//! ```
//!
//! `role: client` is for talks with a client; without it, it is a server that is judged. `catches`
//! names wrong programs that must fail, which the kit's tests see to.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail, ensure};

use crate::check::{Check, Proof};
use crate::lab::Lab;
use crate::program::Role;
use crate::source::Kit;
use crate::talk::text;

/// The step of all hidden checks.
pub const STEP: &str = "hidden";

/// The most that one hidden check is worth: nobody can mend what they cannot see.
const MOST_POINTS: u32 = 10;

/// A hidden check, and what it is known to catch.
#[derive(Clone)]
pub struct Hidden {
    /// The check.
    pub check: Check,
    /// The names of wrong programs that must fail it.
    pub catches: Vec<String>,
}

/// The hidden checks of a lab, by name; none where the kit has no talks for it.
///
/// # Errors
/// A file that cannot be read, whose header does not say what it must, or that is no talk: its name
/// and the line.
pub fn load(kit: &Kit, lab: &Lab) -> Result<Vec<Check>> {
    let hidden = read_all(kit, lab)?.into_iter();
    Ok(hidden.map(|hidden| hidden.check).collect())
}

/// The same, with what they catch.
///
/// # Errors
/// As those of [`load`].
pub fn read_all(kit: &Kit, lab: &Lab) -> Result<Vec<Hidden>> {
    let folder = kit.solution(lab).join("talks");
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut paths: Vec<PathBuf> = Vec::new();
    let entries =
        fs::read_dir(&folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "talk") {
            paths.push(path);
        }
    }
    paths.sort();
    paths.iter().map(|path| read(path, lab)).collect()
}

fn read(path: &Path, lab: &Lab) -> Result<Hidden> {
    let source =
        fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    parse(&stem, &source, lab).map_err(|fault| match fault.line {
        Some(line) => anyhow!("{}:{line}: {}", path.display(), fault.message),
        None => anyhow!("{}: {}", path.display(), fault.message),
    })
}

/// What is wrong with a file, and where.
#[derive(Debug)]
struct Fault {
    line: Option<usize>,
    message: String,
}

impl From<anyhow::Error> for Fault {
    fn from(error: anyhow::Error) -> Fault {
        Fault {
            line: None,
            message: format!("{error:#}"),
        }
    }
}

/// What the first comments say.
#[derive(Default)]
struct Header {
    points: Option<u32>,
    promise: Option<String>,
    why: Option<String>,
    role: Option<Role>,
    needs: Vec<&'static str>,
    catches: Vec<String>,
}

fn parse(stem: &str, source: &str, lab: &Lab) -> Result<Hidden, Fault> {
    let mut header = Header::default();
    let mut talk = String::new();
    let mut at_head = true;
    for (index, line) in source.lines().enumerate() {
        at_head = at_head && line.starts_with('#');
        let field = line.trim_start_matches('#').split_once(':');
        let is_field = match field.filter(|_| at_head) {
            Some((name, value)) => {
                header
                    .take(name.trim(), value.trim(), lab)
                    .map_err(|error| Fault {
                        line: Some(index + 1),
                        message: format!("{error:#}"),
                    })?
            }
            None => false,
        };
        // An empty comment keeps the lines of the talk where they are in the file.
        talk.push_str(if is_field { "#" } else { line });
        talk.push('\n');
    }
    if let Err(error) = text::parse(&talk, 1) {
        return Err(anyhow!("it is no talk:\n{error}").into());
    }
    let want = |name: &str| anyhow!("its first comments should say `# {name}: …`");
    let check = Check {
        name: leak(format!("hidden-{stem}")),
        step: STEP,
        role: header.role.unwrap_or(Role::Server),
        points: header.points.ok_or_else(|| want("points"))?,
        needs: Vec::leak(header.needs),
        promise: leak(header.promise.ok_or_else(|| want("promise"))?),
        why: leak(header.why.ok_or_else(|| want("why"))?),
        proof: Proof::Talks(Vec::leak(vec![leak(talk)])),
    };
    Ok(Hidden {
        check,
        catches: header.catches,
    })
}

impl Header {
    /// Takes one line; `false` is an ordinary comment.
    fn take(&mut self, name: &str, value: &str, lab: &Lab) -> Result<bool> {
        match name {
            "points" => {
                let points = value.parse().ok();
                let points = points.filter(|points| (1..=MOST_POINTS).contains(points));
                self.points = Some(points.with_context(|| {
                    format!("`points` wants a number from 1 to {MOST_POINTS}, not `{value}`")
                })?);
            }
            "promise" => self.promise = Some(sentence(name, value)?),
            "why" => self.why = Some(sentence(name, value)?),
            "role" => {
                self.role = match value {
                    "server" => Some(Role::Server),
                    "client" => Some(Role::Client),
                    _ => bail!("`role` wants `server` or `client`, not `{value}`"),
                }
            }
            "needs" => {
                for needed in words(value) {
                    let check = lab.check(needed).with_context(|| {
                        format!("lab {} has no check `{needed}` to need", lab.name)
                    })?;
                    self.needs.push(check.name);
                }
            }
            "catches" => self.catches.extend(words(value).map(str::to_owned)),
            _ => return Ok(false),
        }
        Ok(true)
    }
}

fn sentence(name: &str, value: &str) -> Result<String> {
    ensure!(!value.is_empty(), "`{name}` wants a sentence");
    Ok(value.to_owned())
}

fn words(list: &str) -> impl Iterator<Item = &str> {
    list.split(',')
        .map(str::trim)
        .filter(|word| !word.is_empty())
}

/// The checks of a lab are constants, and these are no others: a process loads each lab once, and
/// needs it until it ends.
fn leak(text: String) -> &'static str {
    String::leak(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const HEAD: &str = "# About.\n# points: 3\n# promise: P: p.\n# why: W.\n";

    fn parse(source: &str) -> Result<Hidden, Fault> {
        let lab = crate::labs::find("echo").expect("there is such a lab");
        super::parse("x", source, &lab)
    }

    #[test]
    fn a_header_is_read() {
        let source = format!("{HEAD}# needs: one-line\n# catches: a, b\n1 connect\n# points: 9\n");
        let hidden = parse(&source).expect("it is one");
        let check = hidden.check;
        assert_eq!(
            (check.name, check.step, check.points),
            ("hidden-x", STEP, 3)
        );
        assert_eq!((check.promise, check.why), ("P: p.", "W."));
        assert_eq!((check.role, check.needs), (Role::Server, &["one-line"][..]));
        assert_eq!(hidden.catches, ["a", "b"]);
        let Proof::Talks([talk]) = check.proof else {
            panic!("it is a talk")
        };
        assert!(talk.starts_with("# About.\n#\n") && talk.ends_with("1 connect\n# points: 9\n"));
    }

    #[rstest]
    #[case::points("# points: many\n", Some(1), "from 1 to 10, not `many`")]
    #[case::too_many("# points: 1\n# points: 11\n", Some(2), "from 1 to 10")]
    #[case::role("# role: proxy\n", Some(1), "`server` or `client`")]
    #[case::needs("# needs: one-lime\n", Some(1), "no check `one-lime`")]
    #[case::why("# why:\n", Some(1), "wants a sentence")]
    #[case::missing("# points: 3\n# why: W.\n1 connect\n", None, "`# promise: …`")]
    #[case::no_talk("# points: 3\n\n1 konnect\n", None, "line 3, column 3")]
    fn a_mistake_is_told_with_its_line(
        #[case] source: &str,
        #[case] line: Option<usize>,
        #[case] message: &str,
    ) {
        let Err(fault) = parse(source) else {
            panic!("it should be refused")
        };
        assert_eq!(fault.line, line);
        assert!(fault.message.contains(message), "{}", fault.message);
    }
}
