//! A zip whose members are stored as they are.
//!
//! Of the libraries that write one, `zip` is an eighth of a student's first build, and `rawzip` puts
//! the length of a member behind it, which programs that unpack as they read refuse (`funzip`, Java's
//! `ZipInputStream`). What is needed here is little: some small files, neither compressed nor
//! encrypted.

use anyhow::{Context, Result};

/// The version of the format that a reader must know: 1.0.
const VERSION: u16 = 10;
/// Names are UTF-8.
const FLAGS: u16 = 1 << 11;
/// Stored, and last changed on 1 January 1980, the first day that can be told: the same files give
/// the same bytes.
const METHOD_TIME_AND_DATE: [u16; 3] = [0, 0, (1 << 5) | 1];
/// Written on a Unix.
const MADE_BY: u16 = (3 << 8) | VERSION;
/// A regular file, for its owner to write and for everybody to read.
const MODE: u32 = 0o100_644;

/// A zip that grows by one member after another.
#[derive(Default)]
pub struct Stored {
    members: Bytes,
    /// What comes behind them: where each is, once more with all that is said of it.
    directory: Bytes,
    count: u16,
}

impl Stored {
    /// Adds a file by its path, whose parts are separated by `/`.
    ///
    /// # Errors
    /// There are more files, or longer ones, than the format has numbers for.
    pub fn add(&mut self, path: &str, contents: &[u8]) -> Result<()> {
        let start = self.members.count()?;
        let length = u32::try_from(contents.len()).context("a file of 4 GiB")?;
        let name = u16::try_from(path.len()).context("a path of 64 KiB")?;
        self.count = self.count.checked_add(1).context("65536 files")?;

        let mut about = Bytes::default();
        about.shorts(&[VERSION, FLAGS]);
        about.shorts(&METHOD_TIME_AND_DATE);
        about.longs(&[crc32fast::hash(contents), length, length]);
        // Of the path and of what else could be said of the file.
        about.shorts(&[name, 0]);

        self.members.0.extend(b"PK\x03\x04");
        self.members.0.extend(&about.0);
        self.members.0.extend(path.as_bytes());
        self.members.0.extend(contents);

        self.directory.0.extend(b"PK\x01\x02");
        self.directory.shorts(&[MADE_BY]);
        self.directory.0.extend(&about.0);
        // No comment, on the first disk, nothing known of its kind.
        self.directory.shorts(&[0, 0, 0]);
        self.directory.longs(&[MODE << 16, start]);
        self.directory.0.extend(path.as_bytes());
        Ok(())
    }

    /// The whole file.
    ///
    /// # Errors
    /// It is longer than the format has numbers for.
    pub fn finish(self) -> Result<Vec<u8>> {
        let lengths = [self.directory.count()?, self.members.count()?];
        let mut all = self.members;
        all.0.extend(&self.directory.0);
        all.0.extend(b"PK\x05\x06");
        // The first and only disk, twice; the members on it, and on all.
        all.shorts(&[0, 0, self.count, self.count]);
        all.longs(&lengths);
        // No comment.
        all.shorts(&[0]);
        Ok(all.0)
    }
}

/// Bytes, to which numbers are added as the format has them: the lowest byte first.
#[derive(Default)]
struct Bytes(Vec<u8>);

impl Bytes {
    fn shorts(&mut self, numbers: &[u16]) {
        self.0.extend(numbers.iter().flat_map(|n| n.to_le_bytes()));
    }

    fn longs(&mut self, numbers: &[u32]) {
        self.0.extend(numbers.iter().flat_map(|n| n.to_le_bytes()));
    }

    fn count(&self) -> Result<u32> {
        u32::try_from(self.0.len()).context("a zip of 4 GiB")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::io::{Cursor, Read};

    use proptest::prelude::*;
    use zip::ZipArchive;

    use super::*;

    proptest! {
        /// The library reads what is written here, and checks the sums.
        #[test]
        fn what_is_stored_is_read(
            files in proptest::collection::btree_map(
                "[a-zä漢]{1,9}(/[a-zä漢]{1,9}){0,3}\\.rs",
                proptest::collection::vec(any::<u8>(), 0..300),
                0..6,
            )
        ) {
            let mut stored = Stored::default();
            for (path, contents) in &files {
                stored.add(path, contents).expect("it is small");
            }
            let bytes = stored.finish().expect("it is small");
            let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("it is a zip");
            let mut read = BTreeMap::new();
            for at in 0..archive.len() {
                let mut member = archive.by_index(at).expect("it is there");
                prop_assert_eq!(member.unix_mode(), Some(MODE));
                let mut contents = Vec::new();
                member.read_to_end(&mut contents).expect("it is read");
                read.insert(member.name().expect("it is UTF-8").into_owned(), contents);
            }
            prop_assert_eq!(read, files);
        }
    }
}
