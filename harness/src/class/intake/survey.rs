//! What is in a container, looked through once before anything is taken: paths, and the names of
//! the packages.

use std::collections::BTreeMap;

use super::container::{Container, Kind, Place, shown};
use super::{limits, names};

/// The members of a container, in their order.
#[derive(Default)]
pub struct Survey {
    /// The files.
    pub files: Vec<(Place, u64)>,
    /// What is never read, and why not.
    pub odd: Vec<(Place, &'static str)>,
    /// What the manifests say, by the folders that they stand in.
    pub manifests: BTreeMap<Place, Manifest>,
}

/// What is read of a `Cargo.toml`.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// The package's name.
    pub name: Option<String>,
    /// The names of what it depends on.
    pub dependencies: Vec<String>,
}

impl Survey {
    /// Looks through a container.
    ///
    /// # Errors
    /// It cannot be read to its end, or is not to be trusted.
    pub fn of(container: &mut dyn Container) -> Result<Survey, String> {
        let mut survey = Survey::default();
        container.walk(&mut |place, kind, fetch| {
            match kind {
                Kind::Odd(why) => survey.odd.push((place, why)),
                Kind::File(size) => {
                    let is_manifest = place.last().is_some_and(|name| name == "Cargo.toml");
                    if is_manifest
                        && size <= limits::MANIFEST
                        && survey.manifests.len() < limits::MANIFESTS
                    {
                        // One that cannot be read tells nothing, and nothing of it is needed.
                        let text = fetch(limits::MANIFEST).unwrap_or_default();
                        let manifest = Manifest::read(&String::from_utf8_lossy(&text));
                        let folder = place[..place.len() - 1].to_vec();
                        survey.manifests.insert(folder, manifest);
                    }
                    survey.files.push((place, size));
                }
            }
            Ok(())
        })?;
        Ok(survey)
    }

    /// The archives among the files, those first that stand highest.
    pub fn archives(&self) -> Vec<&Place> {
        let mut archives: Vec<&Place> = self
            .files
            .iter()
            .map(|(place, _)| place)
            .filter(|place| {
                place
                    .last()
                    .is_some_and(|name| names::strip_archive(name).is_some())
            })
            .collect();
        archives.sort_by_key(|place| (place.len(), *place));
        archives
    }

    /// What is there, in a few words.
    pub fn summary(&self) -> String {
        let paths: Vec<String> = self
            .files
            .iter()
            .map(|(place, _)| place)
            .chain(self.odd.iter().map(|(place, _)| place))
            .map(|place| shown(&place.join("/")))
            .collect();
        match paths.as_slice() {
            [] => "it holds no files".into(),
            few @ ([_] | [_, _] | [_, _, _]) => format!("it holds {}", few.join(", ")),
            [first, second, rest @ ..] => {
                format!("it holds {first}, {second} and {} others", rest.len())
            }
        }
    }
}

impl Manifest {
    /// Reads the little that is wanted; what is no TOML says little.
    pub fn read(text: &str) -> Manifest {
        let mut manifest = Manifest::default();
        let mut section = "";
        for line in text.lines().map(str::trim) {
            if let Some(header) = line.strip_prefix('[') {
                section = header.split(']').next().unwrap_or("").trim();
                if let Some(name) = section.strip_prefix("dependencies.") {
                    manifest.dependencies.push(unquoted(name));
                }
                continue;
            }
            let Some((key, value)) = line.split_once('=') else {
                continue;
            };
            let key = unquoted(key.trim().split('.').next().unwrap_or(""));
            match section {
                "package" if key == "name" && manifest.name.is_none() => {
                    let value = value.split('#').next().unwrap_or("");
                    manifest.name = Some(unquoted(value.trim()));
                }
                "dependencies" if !key.starts_with('#') => manifest.dependencies.push(key),
                _ => {}
            }
        }
        manifest
    }
}

fn unquoted(text: &str) -> String {
    text.trim().trim_matches(['"', '\'']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_manifest_tells_its_name_and_what_it_wants() {
        let manifest = Manifest::read(
            "[package]\nname = \"echo\" # mine\nversion.workspace = true\n[dependencies]\n\
             # comment = 1\nrand = \"0.9\"\ntokio.workspace = true\n[dependencies.serde]\n\
             features = [\"derive\"]\n[dev-dependencies]\nharness = { path = \"..\" }\n",
        );
        assert_eq!(manifest.name.as_deref(), Some("echo"));
        assert_eq!(manifest.dependencies, ["rand", "tokio", "serde"]);
    }

    proptest! {
        #[test]
        fn no_manifest_panics(text in "([\\[\\]=.\"'# \nA-z]|name|package|dependencies){0,40}") {
            let _ = Manifest::read(&text);
        }
    }
}
