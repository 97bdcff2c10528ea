//! How much of a submission is looked at. Real ones stay far below; a hostile one is given up
//! here, before it costs memory or an evening.

/// The most members of an archive or a folder, those that are passed over included.
pub const MEMBERS: usize = 50_000;
/// The most bytes of all paths together.
pub const PATHS: usize = 16 << 20;
/// The longest path, in bytes.
pub const PATH: usize = 4_000;
/// The longest part of a path, in bytes: file systems take no more.
pub const PART: usize = 255;
/// How deep folders may stand in folders.
pub const DEPTH: usize = 64;
/// The largest archive, in bytes, as it lies in the folder.
pub const ARCHIVE: u64 = 256 << 20;
/// The largest archive within an archive or a folder, which is held in memory.
pub const INNER_ARCHIVE: u64 = 32 << 20;
/// The most archives that are opened within one.
pub const INNER_ARCHIVES: usize = 8;
/// How deep archives may stand in archives: one within one.
pub const NESTING: usize = 2;
/// The most bytes that a compressed stream may unpack to.
pub const UNPACKED: u64 = 256 << 20;
/// The same for an archive within something, of which there may be several.
pub const INNER_UNPACKED: u64 = 32 << 20;
/// From so many unpacked bytes on, …
pub const RATIO_FROM: u64 = 8 << 20;
/// … they are at most so many for each packed one. Sources come to 5, and a bomb to 1,000.
pub const RATIO: u64 = 200;
/// The most bytes of one file that is taken.
pub const FILE: u64 = 1 << 20;
/// The most files of one submission that are taken.
pub const FILES: usize = 500;
/// The most bytes of all files that are taken of one submission.
pub const FILES_TOTAL: u64 = 4 << 20;
/// The most bytes of a `Cargo.toml` that is looked into.
pub const MANIFEST: u64 = 64 << 10;
/// The most `Cargo.toml`s that are looked into.
pub const MANIFESTS: usize = 200;
/// The most entries of the folder of submissions.
pub const SUBMISSIONS: usize = 100_000;
/// The most notes on one submission.
pub const NOTES: usize = 50;
