//! The files of the kit that the lecture is made of.

use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::problem::listed;

/// The folder that holds `slides/`, `solutions/` and `exercises/`.
#[derive(Clone, Debug)]
pub struct Kit {
    root: PathBuf,
}

impl Kit {
    /// The kit in this folder.
    pub fn at(root: impl Into<PathBuf>) -> Kit {
        Kit { root: root.into() }
    }

    /// The kit that this program belongs to.
    pub fn own() -> Kit {
        Kit::at(Path::new(env!("CARGO_MANIFEST_DIR")).join(".."))
    }

    /// Where a file of the kit lies.
    pub fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// The text of a file that is named from the kit's folder.
    ///
    /// # Errors
    /// It is not there, with the names that are; or it is outside, or no text.
    pub fn read(&self, name: &str) -> Result<String, String> {
        let parts = Path::new(name).components();
        if !parts
            .into_iter()
            .all(|part| matches!(part, Component::Normal(_)))
        {
            return Err(format!(
                "`{name}` is to be a path from the kit's folder, without `..`"
            ));
        }
        fs::read_to_string(self.path(name)).map_err(|error| {
            if self.path(name).is_file() {
                return format!("`{name}` cannot be read: {error}");
            }
            let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
            match self.names(folder) {
                names if names.is_empty() => {
                    format!("there is no file `{name}`, and no folder `{folder}`")
                }
                names => format!(
                    "there is no file `{name}`; in `{folder}` there is {}",
                    listed(names.iter().map(String::as_str))
                ),
            }
        })
    }

    /// The names in a folder, in order; none where there is no such folder.
    pub fn names(&self, folder: &str) -> Vec<String> {
        let entries = fs::read_dir(self.path(folder)).into_iter().flatten();
        let mut names: Vec<String> = entries
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .collect();
        names.sort();
        names
    }

    /// The labs, by their names and in their order, with the folder of each exercise.
    pub fn labs(&self) -> Vec<(String, String)> {
        let folders = self.names("exercises").into_iter();
        folders
            .filter_map(|folder| {
                let (_, lab) = folder.split_once('-')?;
                Some((lab.to_owned(), format!("exercises/{folder}")))
            })
            .collect()
    }
}
