//! A zip file as a container. Only its directory and the wanted members are read.

use std::io::{Read, Seek, SeekFrom};

use zip::ZipArchive;

use super::container::{
    Container, FOLDER, Fetch, Gate, Kind, LINK, SPECIAL, Separator, Visit, read_at_most,
};
use super::limits;

/// A zip file.
pub struct Zip<R> {
    archive: ZipArchive<R>,
}

impl<R: Read + Seek> Zip<R> {
    /// Reads the directory.
    ///
    /// # Errors
    /// There is none that can be read, or it is not to be trusted.
    pub fn open(mut file: R) -> Result<Zip<R>, String> {
        measure(&mut file)?;
        let archive = ZipArchive::new(file).map_err(|error| broken(&error))?;
        // The library keeps the last one of a name, and other programs the first one.
        if archive.has_duplicate_names() {
            return Err("a path is in it twice, and nobody can tell which is meant".into());
        }
        Ok(Zip { archive })
    }
}

impl<R: Read + Seek> Container for Zip<R> {
    fn walk(&mut self, visit: &mut Visit<'_>) -> Result<(), String> {
        let mut gate = Gate::default();
        for index in 0..self.archive.len() {
            let entry = self
                .archive
                .by_index_data(index)
                .map_err(|error| broken(&error))?;
            let raw = entry.name_raw().to_vec();
            let (size, is_encrypted) = (entry.size(), entry.encrypted());
            let kind = match entry.unix_mode().map(|mode| mode & 0o170_000) {
                _ if entry.is_symlink() => Kind::Odd(LINK),
                _ if entry.is_dir() || raw.ends_with(b"\\") => Kind::Odd(FOLDER),
                None | Some(0 | 0o100_000) => Kind::File(size),
                Some(_) => Kind::Odd(SPECIAL),
            };
            let admitted = gate.admit(&raw, kind, Separator::Either)?;
            let Some((place, kind)) = admitted else {
                continue;
            };
            let archive = &mut self.archive;
            let mut fetch = |most: u64| {
                if is_encrypted {
                    return Err("is encrypted".into());
                }
                let file = archive.by_index(index).map_err(|error| broken(&error))?;
                read_at_most(file, most)
            };
            let fetch: &mut Fetch<'_> = &mut fetch;
            visit(place, kind, fetch)?;
        }
        Ok(())
    }
}

fn broken(error: &zip::result::ZipError) -> String {
    format!("the zip file is damaged, or of a kind that is not read: {error}")
}

/// The first four bytes of a directory's entry.
const ENTRY: [u8; 4] = *b"PK\x01\x02";
/// How long an entry is, its name, extra fields and comment left out.
const ENTRY_LENGTH: usize = 46;

/// Refuses a file whose directory could be too large to be held in memory, which the library does
/// without asking. No directory has more entries than there are beginnings of one in the file.
fn measure(file: &mut (impl Read + Seek)) -> Result<(), String> {
    let at_start = |error: std::io::Error| format!("it cannot be read: {error}");
    file.seek(SeekFrom::Start(0)).map_err(at_start)?;
    let mut window = Vec::new();
    let mut buffer = vec![0; 64 << 10];
    let (mut entries, mut bytes) = (0_usize, 0_usize);
    loop {
        let read = file.read(&mut buffer).map_err(at_start)?;
        window.extend_from_slice(&buffer[..read]);
        // At the end the last entry may be cut off, and then it is none.
        let whole = window.len().saturating_sub(ENTRY_LENGTH - 1);
        for at in 0..whole {
            if window[at] == b'P' && window[at..].starts_with(&ENTRY) {
                let lengths = &window[at + 28..at + 34];
                entries += 1;
                bytes += lengths
                    .chunks_exact(2)
                    .map(|pair| usize::from(u16::from_le_bytes([pair[0], pair[1]])))
                    .sum::<usize>();
            }
        }
        if entries > limits::MEMBERS || bytes > limits::PATHS {
            return Err(format!(
                "its directory is too large: more than {} members, or {} MiB of names",
                limits::MEMBERS,
                limits::PATHS >> 20
            ));
        }
        if read == 0 {
            break;
        }
        window.drain(..whole);
    }
    file.seek(SeekFrom::Start(0)).map_err(at_start)?;
    Ok(())
}
