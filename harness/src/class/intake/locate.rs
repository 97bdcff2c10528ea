//! Where in a container the work for each lab lies.

use std::collections::BTreeMap;

use super::container::{Place, shown};
use super::survey::Survey;
use crate::lab::Lab;
use crate::program::Role;

/// What was found.
#[derive(Default)]
pub struct Located {
    /// By the names of the labs, the folders that are `src/`, whatever they are called.
    pub sources: BTreeMap<&'static str, Place>,
    /// What a reader should know, as sentences.
    pub notes: Vec<String>,
}

/// A folder that may be somebody's `src/`.
struct Candidate {
    source: Place,
    lab: Option<&'static str>,
}

/// Finds the work for these labs.
pub fn find(survey: &Survey, labs: &[Lab]) -> Located {
    let known = Known {
        labs: crate::labs::all(),
    };
    let mut candidates = known.sources(survey);
    if candidates.is_empty() {
        candidates = known.bare_sources(survey);
    }
    let mut located = Located::default();
    for lab in labs {
        let own: Vec<&Candidate> = candidates
            .iter()
            .filter(|candidate| candidate.lab == Some(lab.name))
            .collect();
        located.choose(lab, &own);
    }
    // Where one lab is asked for, sources that say nothing of themselves are taken for it.
    let unknown: Vec<&Candidate> = candidates
        .iter()
        .filter(|candidate| candidate.lab.is_none())
        .collect();
    if let ([lab], [candidate], true) = (labs, unknown.as_slice(), located.sources.is_empty()) {
        located.notes.push(format!(
            "{} does not say for which lab it is, and is taken for {}",
            path(&candidate.source),
            lab.name
        ));
        located.sources.insert(lab.name, candidate.source.clone());
    }
    for source in located.sources.values() {
        tell_what_is_not_used(survey, source, &mut located.notes);
    }
    located
}

impl Located {
    /// Takes the likeliest of several: the one below `exercises/`, in a folder of the lab's name,
    /// nearest to the top.
    fn choose(&mut self, lab: &Lab, candidates: &[&Candidate]) {
        let distance = |candidate: &Candidate| {
            let folders = &candidate.source[..candidate.source.len().saturating_sub(1)];
            let is_named = folders.last() == Some(&lab.folder());
            let is_exercise = folders
                .iter()
                .rev()
                .nth(1)
                .is_some_and(|f| f == "exercises");
            (!is_exercise, !is_named, folders.len())
        };
        let mut candidates = candidates.to_vec();
        candidates.sort_by_key(|candidate| (distance(candidate), &candidate.source));
        let Some((first, others)) = candidates.split_first() else {
            return;
        };
        let is_tied = others
            .first()
            .is_some_and(|second| distance(second) == distance(first));
        let all = list(&candidates);
        if is_tied {
            self.notes.push(format!(
                "{all} are all of {}, and nobody can tell which is meant: none was taken",
                lab.name
            ));
            return;
        }
        if !others.is_empty() {
            self.notes.push(format!(
                "{all} are all of {}: the first was taken",
                lab.name
            ));
        }
        self.sources.insert(lab.name, first.source.clone());
    }
}

/// All labs that there are: work for one that is not asked for is not another one's.
struct Known {
    labs: Vec<Lab>,
}

impl Known {
    /// The folders called `src`.
    fn sources(&self, survey: &Survey) -> Vec<Candidate> {
        let mut found: BTreeMap<&[String], Option<&'static str>> = BTreeMap::new();
        for (file, _) in &survey.files {
            let folders = &file[..file.len() - 1];
            for (at, _) in folders
                .iter()
                .enumerate()
                .filter(|(_, part)| *part == "src")
            {
                // The harness has sources as well.
                if folders[..at].iter().any(|part| part == "harness") {
                    continue;
                }
                let told = found.entry(&folders[..=at]).or_default();
                *told = told.or_else(|| self.lab_of_binary(&file[at + 1..]));
            }
        }
        // Of those within one another, the one that says something is meant, else the outermost,
        // which comes first in the order of paths.
        let mut outermost: Option<&[String]> = None;
        let mut candidates = Vec::new();
        for (source, told) in found {
            let is_inner = outermost.is_some_and(|outer| source.starts_with(outer));
            if !is_inner {
                outermost = Some(source);
            }
            let lab = told.or_else(|| self.lab_of_package(survey, &source[..source.len() - 1]));
            if lab.is_some() || !is_inner {
                let source = source.to_vec();
                candidates.push(Candidate { source, lab });
            }
        }
        candidates
    }

    /// Where nothing is called `src`: the folders that hold what a `src/` does.
    fn bare_sources(&self, survey: &Survey) -> Vec<Candidate> {
        let mut found: BTreeMap<&[String], Option<&'static str>> = BTreeMap::new();
        for (file, _) in &survey.files {
            if file.iter().any(|part| part == "harness") {
                continue;
            }
            if file.last().is_some_and(|name| name == "lib.rs") {
                found.entry(&file[..file.len() - 1]).or_default();
            }
            if let Some(at) = file.len().checked_sub(2)
                && let Some(lab) = self.lab_of_binary(&file[at..])
            {
                found.insert(&file[..at], Some(lab));
            }
        }
        let candidate = |(source, lab): (&[String], _)| Candidate {
            source: source.to_vec(),
            lab,
        };
        found.into_iter().map(candidate).collect()
    }

    /// The lab whose program `bin/NAME-server.rs` or `bin/NAME-client.rs` is.
    fn lab_of_binary(&self, below: &[String]) -> Option<&'static str> {
        let [folder, file] = below else { return None };
        if folder != "bin" {
            return None;
        }
        let name = file.strip_suffix(".rs")?;
        self.labs
            .iter()
            .find(|lab| {
                [Role::Server, Role::Client]
                    .iter()
                    .any(|role| lab.binary(*role, "") == name)
            })
            .map(|lab| lab.name)
    }

    /// The lab that a folder's package, or else its own name, is called after.
    fn lab_of_package(&self, survey: &Survey, folder: &[String]) -> Option<&'static str> {
        let package = survey
            .manifests
            .get(folder)
            .and_then(|manifest| manifest.name.as_deref())
            .map(|name| name.strip_suffix("-solution").unwrap_or(name));
        let folder = folder.last().map(String::as_str);
        let named = |lab: &&Lab| folder == Some(lab.name) || folder == Some(&lab.folder());
        self.labs
            .iter()
            .find(|lab| package == Some(lab.name))
            .or_else(|| self.labs.iter().find(named))
            .map(|lab| lab.name)
    }
}

/// What a student would wonder about: files beside `src/` that do nothing here.
fn tell_what_is_not_used(survey: &Survey, source: &[String], notes: &mut Vec<String>) {
    let Some((name, folder)) = source.split_last() else {
        return;
    };
    if name != "src" {
        return;
    }
    let is_beside = |name: &str| {
        let mut place = folder.to_vec();
        place.push(name.to_owned());
        survey.files.iter().any(|(file, _)| *file == place)
    };
    for name in ["build.rs", "rust-toolchain", "rust-toolchain.toml"] {
        if is_beside(name) {
            notes.push(format!("{name} beside {} is not used", path(source)));
        }
    }
    if survey.files.iter().any(|(file, _)| {
        file.strip_prefix(folder)
            .is_some_and(|below| below[0] == ".cargo")
    }) {
        notes.push(format!(".cargo/ beside {} is not used", path(source)));
    }
    let dependencies = survey
        .manifests
        .get(folder)
        .map_or(&[][..], |manifest| &manifest.dependencies);
    if !dependencies.is_empty() {
        notes.push(format!(
            "the Cargo.toml beside {} is not used, so that {} is not there",
            path(source),
            shown(&dependencies.join(", "))
        ));
    }
}

/// The first few of them.
fn list(candidates: &[&Candidate]) -> String {
    let few = candidates.iter().take(4);
    let mut text = few
        .map(|candidate| path(&candidate.source))
        .collect::<Vec<_>>()
        .join(", ");
    if let Some(others @ 1..) = candidates.len().checked_sub(4) {
        text.push_str(&format!(" and {others} others"));
    }
    text
}

/// A folder, as people write it.
fn path(place: &[String]) -> String {
    match place {
        [] => "the folder itself".into(),
        parts => format!("{}/", shown(&parts.join("/"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::class::intake::survey::Manifest;
    use rstest::rstest;

    fn place(path: &str) -> Place {
        path.split('/').map(str::to_owned).collect()
    }

    fn survey(paths: &[&str]) -> Survey {
        Survey {
            files: paths.iter().map(|path| (place(path), 1)).collect(),
            ..Survey::default()
        }
    }

    fn located(survey: &Survey, labs: &[Lab]) -> Vec<String> {
        find(survey, labs)
            .sources
            .iter()
            .map(|(lab, place)| format!("{lab}: {}", place.join("/")))
            .collect()
    }

    #[rstest]
    #[case::handed_in(&["exercises/01-echo/src/lib.rs", "manifest.json"], &["echo: exercises/01-echo/src"])]
    #[case::clone(
        &["kit/exercises/01-echo/src/lib.rs", "kit/exercises/04-calculator/src/bin/calculator-client.rs",
          "kit/harness/src/lib.rs"],
        &["calculator: kit/exercises/04-calculator/src", "echo: kit/exercises/01-echo/src"]
    )]
    #[case::bare_src(&["src/lib.rs", "src/bin/echo-client.rs"], &["echo: src"])]
    #[case::one_labs_folder(&["01-echo/src/lib.rs"], &["echo: 01-echo/src"])]
    #[case::without_its_folder(&["lib.rs", "bin/echo-server.rs"], &["echo: "])]
    #[case::renamed(&["mine/server/src/bin/threaded-echo-server.rs"], &["threaded-echo: mine/server/src"])]
    #[case::in_a_folder_called_src(&["src/x/01-echo/src/bin/echo-server.rs"], &["echo: src/x/01-echo/src"])]
    #[case::binary_before_folder(&["01-echo/src/bin/calculator-server.rs"], &["calculator: 01-echo/src"])]
    #[case::copy(&["old/01-echo/src/lib.rs", "01-echo/src/lib.rs"], &["echo: 01-echo/src"])]
    #[case::solutions(&["exercises/01-echo/src/lib.rs", "solutions/01-echo/src/lib.rs"],
        &["echo: exercises/01-echo/src"])]
    #[case::two_copies(&["a/src/bin/echo-server.rs", "b/src/bin/echo-server.rs"], &[])]
    #[case::unknown(&["src/main.rs"], &[])]
    #[case::nothing(&["server.rs", "notes.txt"], &[])]
    fn the_work_is_found(#[case] paths: &[&str], #[case] wanted: &[&str]) {
        assert_eq!(located(&survey(paths), &crate::labs::all()), wanted);
    }

    #[test]
    fn where_one_lab_is_asked_for_unknown_sources_are_its() {
        let labs: Vec<Lab> = crate::labs::find("echo").into_iter().collect();
        assert_eq!(located(&survey(&["x/src/lib.rs"]), &labs), ["echo: x/src"]);
        assert_eq!(located(&survey(&["lib.rs"]), &labs), ["echo: "]);
        // Those of another lab are not.
        let none: [&str; 0] = [];
        assert_eq!(located(&survey(&["04-calculator/src/lib.rs"]), &labs), none);
        assert_eq!(located(&survey(&["harness/src/lib.rs"]), &labs), none);
    }

    #[test]
    fn a_package_tells_its_lab() {
        let mut survey = survey(&["mine/Cargo.toml", "mine/src/lib.rs", "mine/build.rs"]);
        let manifest = Manifest {
            name: Some("echo".into()),
            dependencies: vec!["rand".into()],
        };
        survey.manifests.insert(place("mine"), manifest);
        let found = find(&survey, &crate::labs::all());
        assert_eq!(found.sources["echo"], place("mine/src"));
        assert_eq!(
            found.notes,
            [
                "build.rs beside mine/src/ is not used",
                "the Cargo.toml beside mine/src/ is not used, so that rand is not there",
            ]
        );
    }
}
