//! A `.tar.gz` as a container. It can only be read from its beginning to its end, so that what is
//! passed over costs time, too: how much it unpacks to is limited.

use std::io::{self, Read, Seek, SeekFrom};

use flate2::read::MultiGzDecoder;
use tar::{Archive, EntryType};

use super::container::{
    Container, FOLDER, Fetch, Gate, Kind, LINK, SPECIAL, Separator, Visit, read_at_most,
};
use super::limits;

/// A compressed tar file.
pub struct Tar<R> {
    file: R,
    most: u64,
}

impl<R: Read + Seek> Tar<R> {
    /// Of this file, which may unpack to so many bytes; nothing is read yet.
    pub fn of(file: R, most: u64) -> Tar<R> {
        Tar { file, most }
    }
}

impl<R: Read + Seek> Container for Tar<R> {
    fn walk(&mut self, visit: &mut Visit<'_>) -> Result<(), String> {
        self.file
            .seek(SeekFrom::Start(0))
            .map_err(|error| broken(&error))?;
        let mut archive = Archive::new(Metered::new(&mut self.file, self.most));
        let mut gate = Gate::default();
        let mut ahead = Ahead::default();
        // Raw, since the library would hold a long name in memory however long it is.
        let entries = archive.entries().map_err(|error| broken(&error))?.raw(true);
        for entry in entries {
            let mut entry = entry.map_err(|error| broken(&error))?;
            let size = entry.size();
            let kind = match entry.header().entry_type() {
                EntryType::GNULongName | EntryType::GNULongLink | EntryType::XHeader => {
                    let what = entry.header().entry_type();
                    let text = read_at_most(&mut entry, 2 * limits::PATH as u64)
                        .map_err(|error| format!("a header of the tar file {error}"))?;
                    ahead.take(what, &text)?;
                    continue;
                }
                EntryType::XGlobalHeader => continue,
                EntryType::Regular | EntryType::Continuous => Kind::File(size),
                EntryType::Directory => Kind::Odd(FOLDER),
                EntryType::Symlink | EntryType::Link => Kind::Odd(LINK),
                _ => Kind::Odd(SPECIAL),
            };
            let ahead = std::mem::take(&mut ahead);
            if ahead.size.is_some_and(|said| said != size) {
                return Err("the tar file gives two sizes for one member".into());
            }
            let raw = match ahead.path {
                Some(path) => path,
                None => entry.path_bytes().into_owned(),
            };
            // An old way to say that it is a folder.
            let kind = match raw.ends_with(b"/") {
                true => Kind::Odd(FOLDER),
                false => kind,
            };
            let admitted = gate.admit(&raw, kind, Separator::Slash)?;
            let Some((place, kind)) = admitted else {
                continue;
            };
            let mut fetch = |most: u64| read_at_most(&mut entry, most);
            let fetch: &mut Fetch<'_> = &mut fetch;
            visit(place, kind, fetch)?;
        }
        Ok(())
    }
}

fn broken(error: &io::Error) -> String {
    match error.get_ref() {
        Some(inner) if inner.is::<TooMuch>() => inner.to_string(),
        _ => format!("the .tar.gz is damaged, or breaks off: {error}"),
    }
}

/// What extension headers say of the member behind them.
#[derive(Default)]
struct Ahead {
    path: Option<Vec<u8>>,
    size: Option<u64>,
}

impl Ahead {
    fn take(&mut self, what: EntryType, text: &[u8]) -> Result<(), String> {
        match what {
            EntryType::GNULongName => {
                let end = text.iter().position(|byte| *byte == 0);
                self.path = Some(text[..end.unwrap_or(text.len())].to_vec());
            }
            EntryType::XHeader => {
                for extension in tar::PaxExtensions::new(text) {
                    let extension = extension.map_err(|error| broken(&error))?;
                    match extension.key_bytes() {
                        b"path" => self.path = Some(extension.value_bytes().to_vec()),
                        b"size" => self.size = extension.value().ok().and_then(|n| n.parse().ok()),
                        _ => {}
                    }
                }
            }
            // Where links lead is nobody's concern here.
            _ => {}
        }
        Ok(())
    }
}

/// What comes out of a decompressor, up to a limit.
struct Metered<R> {
    decoder: MultiGzDecoder<Counted<R>>,
    unpacked: u64,
    most: u64,
}

impl<R: Read> Metered<R> {
    fn new(file: R, most: u64) -> Metered<R> {
        Metered {
            decoder: MultiGzDecoder::new(Counted {
                inner: file,
                bytes: 0,
            }),
            unpacked: 0,
            most,
        }
    }
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.decoder.read(buffer)?;
        self.unpacked += read as u64;
        let packed = self.decoder.get_ref().bytes;
        if self.unpacked > self.most {
            return Err(io::Error::other(TooMuch::Bytes(self.most)));
        }
        if self.unpacked > limits::RATIO_FROM && self.unpacked / limits::RATIO > packed {
            return Err(io::Error::other(TooMuch::Ratio));
        }
        Ok(read)
    }
}

/// Why no more is unpacked.
#[derive(Debug, thiserror::Error)]
enum TooMuch {
    #[error(
        "it unpacks to more than {} MiB: leave out target/ and whatever is not source",
        .0 >> 20
    )]
    Bytes(u64),
    #[error(
        "it unpacks to more than {} times its size, as no sources do",
        limits::RATIO
    )]
    Ratio,
}

/// Counts what is read.
struct Counted<R> {
    inner: R,
    bytes: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.bytes += read as u64;
        Ok(read)
    }
}
