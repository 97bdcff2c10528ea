//! A submission: one student's files for one or more labs.

use std::collections::BTreeMap;

use hmac_sha256::Hash;
use serde::{Deserialize, Serialize};

use crate::digest::in_hex;

/// A student, as the name of a file or folder tells.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Student {
    /// What tells this student from all others: the learning platform's number where there is
    /// one, else the name in the form of the file system. May hold any character.
    pub id: String,
    /// The name, for people. May hold any character.
    pub name: String,
}

/// The files of one student, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Submission {
    /// By the names of the labs, what was handed in for each.
    pub works: BTreeMap<String, Work>,
    /// What was left out or looked odd, as sentences.
    pub notes: Vec<String>,
}

/// What was handed in for one lab: the files below `src/`, in the order of their paths.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Work {
    /// The files.
    pub files: Vec<File>,
}

/// One file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Its path below `src/`, its parts separated by `/`, none of them `.`, `..` or empty.
    pub path: String,
    /// What it holds.
    pub contents: Vec<u8>,
}

impl Work {
    /// What tells this work from any other: SHA-256, in hexadecimal digits, over the paths in
    /// their order and the contents, each behind its length, so that no two works read alike.
    pub fn digest(&self) -> String {
        let mut files: Vec<&File> = self.files.iter().collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let mut hasher = Hash::new();
        for file in files {
            for bytes in [file.path.as_bytes(), &file.contents] {
                hasher.update((bytes.len() as u64).to_le_bytes());
                hasher.update(bytes);
            }
        }
        in_hex(&hasher.finalize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn work(files: &[(&str, &str)]) -> Work {
        let file = |(path, contents): &(&str, &str)| File {
            path: (*path).to_owned(),
            contents: contents.as_bytes().to_vec(),
        };
        Work {
            files: files.iter().map(file).collect(),
        }
    }

    #[test]
    fn equal_works_have_equal_digests_and_others_have_not() {
        let one = work(&[("a.rs", "1"), ("b.rs", "2")]);
        assert_eq!(one.digest(), work(&[("b.rs", "2"), ("a.rs", "1")]).digest());
        for other in [
            work(&[]),
            work(&[("a.rs", "1")]),
            work(&[("a.rs", "1b"), (".rs", "2")]),
            work(&[("a.rs", "12"), ("b.rs", "")]),
            work(&[("a.rs1", ""), ("b.rs", "2")]),
        ] {
            assert_ne!(one.digest(), other.digest());
        }
        assert_eq!(
            work(&[]).digest(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
    }
}
