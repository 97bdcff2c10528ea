//! What a program may do.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// What one program may do, besides reading the system's programs and libraries, and having a
/// folder of its own as its working folder, its home and its place for temporary files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confinement {
    /// Files, and folders with all that is in them, that it may read and execute. Where the
    /// harness runs as root, the program is another user, to whom they must be readable.
    pub read: Vec<PathBuf>,
    /// Folders that it may also write.
    pub write: Vec<PathBuf>,
    /// Ports of TCP that it may listen on and connect to, besides those that its arguments name
    /// and 9999, the labs' own. They only matter where there is no private network.
    pub ports: Vec<u16>,
    /// Variables that it gets besides the usual ones.
    pub environment: Vec<(OsString, OsString)>,
    /// How much it may use.
    pub limits: Limits,
}

/// How much a program may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Resident memory of all its processes together, in bytes.
    pub memory: u64,
    /// Memory that one of its processes may ask for, in bytes: stacks count whole.
    pub data: u64,
    /// Time on processors of one of its processes, in seconds.
    pub processor: u64,
    /// Length of one file, in bytes.
    pub file: u64,
    /// All that it may write to its folders, in bytes.
    pub disk: u64,
    /// How many files it may have there.
    pub files: u64,
    /// Descriptors that one of its processes may have open.
    pub descriptors: u64,
    /// Threads of all its processes together.
    pub threads: u64,
    /// Its processes. A server needs one; a bomb of them would keep the machine busy for as long as
    /// it is judged.
    pub processes: u64,
}

const MIB: u64 = 1024 * 1024;

impl Default for Limits {
    /// Those of a student's server or client.
    fn default() -> Limits {
        Limits {
            memory: 512 * MIB,
            // A thousand threads with stacks of 2 MiB, which they hardly ever fill.
            data: 2048 * MIB,
            processor: 60,
            file: 64 * MIB,
            disk: 64 * MIB,
            files: 10_000,
            // Checks keep some hundred clients connected.
            descriptors: 4096,
            threads: 1024,
            processes: 64,
        }
    }
}

impl Limits {
    /// Those of a compiler.
    pub fn compiler() -> Limits {
        Limits {
            memory: 2048 * MIB,
            data: 8192 * MIB,
            file: 512 * MIB,
            disk: 1024 * MIB,
            ..Limits::default()
        }
    }
}

/// The port of the labs' examples.
const USUAL_PORT: u16 = 9999;

impl Confinement {
    /// Adds what these words name: the program's own file, and its ports.
    pub(super) fn with_own(mut self, words: &[String]) -> Confinement {
        if let Some(file) = words.first().and_then(|word| locate(word)) {
            self.read.push(file);
        }
        let addresses = words.iter().skip(1);
        let addresses = addresses.filter_map(|word| word.parse::<SocketAddr>().ok());
        self.ports.extend(addresses.map(|address| address.port()));
        self.ports.push(USUAL_PORT);
        self
    }
}

/// The file that a command names, as execvp(3) finds it.
fn locate(word: &str) -> Option<PathBuf> {
    if word.contains('/') {
        return std::path::absolute(Path::new(word)).ok();
    }
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(word))
        .find(|file| file.is_file())
}
