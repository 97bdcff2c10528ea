//! A part of a snippet between `// region: NAME` and `// endregion` (in Python, `# region: NAME`).

use crate::code::tidy;
use crate::problem::listed;

/// The lines of a region.
///
/// # Errors
/// There is none of this name, or more than one, or it is never closed.
pub fn find(text: &str, name: &str) -> Result<Vec<String>, String> {
    let mut regions: Vec<Region> = Vec::new();
    for (line, text) in text.lines().enumerate() {
        let open = regions.last_mut().filter(|region| !region.is_closed);
        match (marker(text), open) {
            (Some(Marker::Begin(_)), Some(open)) => return Err(open.unclosed()),
            (Some(Marker::Begin(name)), None) => regions.push(Region {
                name,
                begun: line + 1,
                lines: Vec::new(),
                is_closed: false,
            }),
            (Some(Marker::End), Some(open)) => open.is_closed = true,
            (Some(Marker::End), None) => {
                return Err(format!(
                    "its line {} closes a region that nothing has opened",
                    line + 1
                ));
            }
            (None, Some(open)) => open.lines.push(text),
            (None, None) => {}
        }
    }
    if let Some(open) = regions.last().filter(|region| !region.is_closed) {
        return Err(open.unclosed());
    }

    let found: Vec<&Region> = regions
        .iter()
        .filter(|region| region.name == name)
        .collect();
    match found[..] {
        [region] => Ok(tidy(region.lines.iter().copied())),
        [] => {
            let names = regions.iter().map(|region| region.name);
            Err(format!(
                "there is no region `{name}`; there is {}",
                listed(names)
            ))
        }
        _ => Err(format!("there are {} regions `{name}`", found.len())),
    }
}

struct Region<'a> {
    name: &'a str,
    begun: usize,
    lines: Vec<&'a str>,
    is_closed: bool,
}

impl Region<'_> {
    fn unclosed(&self) -> String {
        format!(
            "the region `{}`, opened in line {}, is never closed",
            self.name, self.begun
        )
    }
}

enum Marker<'a> {
    Begin(&'a str),
    End,
}

/// Whether a line is a marker.
fn marker(line: &str) -> Option<Marker<'_>> {
    let line = line.trim();
    let comment = line
        .strip_prefix("//")
        .or_else(|| line.strip_prefix('#'))?
        .trim();
    match comment.strip_prefix("region:") {
        Some(name) => Some(Marker::Begin(name.trim())),
        None => (comment == "endregion").then_some(Marker::End),
    }
}
