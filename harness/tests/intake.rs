//! A folder of submissions: what is understood, and what is refused.

use std::fs;
use std::io::{Cursor, Write};
use std::os::unix::fs::symlink;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use harness::class::intake::{self, Candidate, Listing};
use harness::class::submission::Submission;
use harness::lab::Lab;
use harness::labs;
use rstest::rstest;
use zip::write::SimpleFileOptions;

/// A folder of submissions, made for one test.
struct Class(tempfile::TempDir);

impl Class {
    fn new() -> Class {
        Class(tempfile::tempdir().expect("a folder"))
    }

    fn with(self, name: &str, contents: impl AsRef<[u8]>) -> Class {
        let path = self.0.path().join(name);
        let parent = path.parent().expect("it is in the folder");
        fs::create_dir_all(parent).expect("it is made");
        fs::write(path, contents).expect("it is written");
        self
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn list(&self) -> Listing {
        intake::list(self.path()).expect("it is read")
    }

    /// The only candidate.
    #[track_caller]
    fn only(&self) -> Candidate {
        let listing = self.list();
        assert_eq!(listing.candidates.len(), 1, "{listing:?}");
        listing.candidates[0].clone()
    }

    #[track_caller]
    fn read(&self) -> Submission {
        self.only()
            .read(&labs::all())
            .unwrap_or_else(|reason| panic!("{reason}"))
    }

    #[track_caller]
    fn refusal(&self) -> String {
        self.only()
            .read(&labs::all())
            .expect_err("it should be refused")
    }
}

/// A zip file of these members.
fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, contents) in members {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .expect("it is begun");
        writer.write_all(contents).expect("it is written");
    }
    writer.finish().expect("it is finished").into_inner()
}

/// The same, with names in place of others of their length, such as the library does not write.
fn forged_zip(members: &[(&str, &[u8])], forgeries: &[(&str, &str)]) -> Vec<u8> {
    let mut bytes = zip(members);
    for (from, to) in forgeries {
        assert_eq!(from.len(), to.len());
        replace(&mut bytes, from.as_bytes(), to.as_bytes());
    }
    bytes
}

fn replace(bytes: &mut [u8], from: &[u8], to: &[u8]) {
    let mut at = 0;
    while at + from.len() <= bytes.len() {
        if bytes[at..].starts_with(from) {
            bytes[at..at + to.len()].copy_from_slice(to);
        }
        at += 1;
    }
}

/// A `.tar.gz` of these members.
fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    tar_of(members.iter().map(|(name, contents)| {
        (
            header(name, tar::EntryType::Regular, contents.len()),
            *contents,
        )
    }))
}

/// A header with a name as it is given: the library refuses to write some.
fn header(name: &str, kind: tar::EntryType, size: usize) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
    header.set_entry_type(kind);
    header.set_size(size as u64);
    header.set_mode(0o644);
    header.set_cksum();
    header
}

fn tar_of<'a>(members: impl IntoIterator<Item = (tar::Header, &'a [u8])>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (header, contents) in members {
        bytes.extend(header.as_bytes());
        bytes.extend(contents);
        bytes.resize(bytes.len().next_multiple_of(512), 0);
    }
    bytes.resize(bytes.len() + 1024, 0);
    gz(&bytes)
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("it is written");
    encoder.finish().expect("it is finished")
}

fn files(submission: &Submission, lab: &str) -> Vec<String> {
    let work = submission.works.get(lab);
    let files = work.map(|work| work.files.iter());
    files
        .into_iter()
        .flatten()
        .map(|file| file.path.clone())
        .collect()
}

const LIB: (&str, &[u8]) = ("src/lib.rs", b"//! lib");
const SERVER: (&str, &[u8]) = ("src/bin/echo-server.rs", b"fn main() {}");

#[test]
fn what_the_kit_hands_in_is_read() {
    let archive = zip(&[
        ("manifest.json", b"{}"),
        ("exercises/01-echo/src/lib.rs", b"one"),
        ("exercises/01-echo/src/bin/echo-server.rs", b"two"),
        ("exercises/02-threaded-echo/src/lib.rs", b"three"),
    ]);
    let class = Class::new().with("anna.zip", archive);
    let submission = class.read();
    assert_eq!(files(&submission, "echo"), ["bin/echo-server.rs", "lib.rs"]);
    assert_eq!(files(&submission, "threaded-echo"), ["lib.rs"]);
    assert_eq!(
        submission.works["threaded-echo"].files[0].contents,
        b"three"
    );
    assert!(submission.notes.is_empty(), "{:?}", submission.notes);
    // Nothing was handed in for a lab that was not asked for.
    let echo: Vec<Lab> = labs::find("echo").into_iter().collect();
    let read = class.only().read(&echo).expect("it is read");
    assert_eq!(read.works.len(), 1);
}

#[test]
fn one_work_is_the_same_in_whatever_it_comes() {
    let members: &[(&str, &[u8])] = &[LIB, SERVER];
    let mut digests = Vec::new();
    for class in [
        Class::new().with("a.zip", zip(members)),
        Class::new().with("a.tar.gz", tar(members)),
        Class::new().with("a.tgz", tar(members)),
        Class::new()
            .with("a/src/lib.rs", LIB.1)
            .with("a/src/bin/echo-server.rs", SERVER.1),
        Class::new().with("Ada_1_assignsubmission_file_/x.zip", zip(members)),
        Class::new().with("a.zip", zip(&[("a/b/inner.tar.gz", &tar(members))])),
        Class::new().with("a.zip", tar(members)),
        Class::new().with(
            "a.zip",
            zip(&[("lib.rs", LIB.1), ("bin/echo-server.rs", SERVER.1)]),
        ),
        Class::new().with(
            "a.zip",
            zip(&[
                ("src\\lib.rs", LIB.1),
                ("src\\bin\\echo-server.rs", SERVER.1),
            ]),
        ),
    ] {
        digests.push(class.read().works["echo"].digest());
    }
    digests.dedup();
    assert_eq!(digests.len(), 1);
}

#[test]
fn a_clone_of_the_kit_is_read_past_what_tools_have_left() {
    let class = Class::new()
        .with("anna/kit/exercises/01-echo/src/lib.rs", "")
        .with("anna/kit/exercises/01-echo/src/target/mod.rs", "")
        .with("anna/kit/exercises/01-echo/src/.DS_Store", "")
        .with("anna/kit/exercises/01-echo/build.rs", "")
        .with("anna/kit/harness/src/lib.rs", "")
        .with("anna/kit/target/debug/01-echo/src/lib.rs", "")
        .with("anna/.git/01-echo/src/lib.rs", "");
    let submission = class.read();
    assert_eq!(files(&submission, "echo"), ["lib.rs", "target/mod.rs"]);
    assert_eq!(submission.works.len(), 1);
    assert_eq!(
        submission.notes,
        ["build.rs beside kit/exercises/01-echo/src/ is not used"]
    );
}

#[test]
fn the_newest_attempt_counts_and_the_others_are_told() {
    let archive = |contents: &[u8]| zip(&[("src/lib.rs", contents), SERVER]);
    let class = Class::new()
        .with("ada_7_100_echo.zip", archive(b"old"))
        .with("ada_7_101_echo-1.zip", archive(b"newer"))
        .with("ada_LATE_7_102_echo-2.zip", archive(b"newest"))
        .with("ben.zip", archive(b""))
        .with("ben/src/lib.rs", "");
    let listing = class.list();
    let ada = &listing.candidates[0];
    assert_eq!((ada.student.id.as_str(), ada.late), ("7", true));
    assert_eq!(ada.found, "ada_LATE_7_102_echo-2.zip");
    let read = ada.read(&labs::all()).expect("it is read");
    assert_eq!(read.works["echo"].files[1].contents, b"newest");
    let unread: Vec<String> = listing
        .unread
        .iter()
        .map(|unread| format!("{} {}", unread.found, unread.reason))
        .collect();
    assert_eq!(
        unread,
        [
            "ada_7_100_echo.zip superseded by ada_LATE_7_102_echo-2.zip",
            "ada_7_101_echo-1.zip superseded by ada_LATE_7_102_echo-2.zip",
            "ben.zip superseded by ben",
        ]
    );
}

#[test]
fn several_pieces_of_one_student_are_put_together() {
    let class = Class::new()
        .with(
            "ada_7_100_lab-1.zip",
            zip(&[("01-echo/src/lib.rs", b"old")]),
        )
        .with(
            "ada_7_101_lab-2.zip",
            zip(&[("02-threaded-echo/src/lib.rs", b"")]),
        )
        .with(
            "ada_7_102_again.zip",
            zip(&[("01-echo/src/lib.rs", b"new")]),
        )
        .with("ada_7_103_empty.zip", zip(&[("notes.txt", b"")]));
    let submission = class.read();
    assert_eq!(submission.works["echo"].files[0].contents, b"new");
    assert!(submission.works.contains_key("threaded-echo"));
    let notes = submission.notes.join("\n");
    assert!(notes.contains("lab-1.zip holds echo, too"), "{notes}");
    assert!(notes.contains("empty.zip: there is no"), "{notes}");
}

#[test]
fn clones_are_their_users() {
    let class = Class::new()
        .with("echo-anna/src/bin/echo-server.rs", "")
        .with("echo-anna-lena/src/bin/echo-server.rs", "")
        .with("zoe-x.zip", zip(&[LIB]));
    let listing = class.list();
    let ids = listing.candidates.iter().map(|one| one.student.id.as_str());
    assert_eq!(ids.collect::<Vec<_>>(), ["anna", "anna-lena", "zoe-x"]);
}

#[test]
fn what_is_no_submission_is_listed_with_a_reason() {
    let class = Class::new()
        .with(".DS_Store", "")
        .with("__MACOSX/x", "")
        .with(".hidden/x", "")
        .with("Thumbs.db", "")
        .with("grades\u{1b}[2J.csv", "")
        .with("ada_7_100_server.rs", "")
        .with("anna.rar", "");
    symlink("/etc", class.path().join("ben")).expect("it is made");
    assert_cmd::Command::new("mkfifo")
        .arg(class.path().join("cleo.zip"))
        .assert()
        .success();
    let listing = class.list();
    assert!(listing.candidates.is_empty());
    let unread: Vec<String> = listing
        .unread
        .iter()
        .map(|unread| format!("{}: {}", unread.found, unread.reason))
        .collect();
    let starts = [
        ".DS_Store, .hidden, Thumbs.db, __MACOSX: hidden",
        "ada_7_100_server.rs: is a single source file",
        "anna.rar: is an archive of a kind",
        "ben: is neither a file nor a folder",
        "cleo.zip: is neither a file nor a folder",
        "grades\\x1b[2J.csv: is neither a folder nor a .zip",
    ];
    assert_eq!(unread.len(), starts.len(), "{unread:#?}");
    for (line, start) in unread.iter().zip(starts) {
        assert!(line.starts_with(start), "{line}");
    }
}

#[test]
fn a_submission_without_work_says_what_was_looked_for_and_what_was_there() {
    let class = Class::new()
        .with("anna/server.rs", "")
        .with("anna/notes\u{7}.txt", "");
    let reason = class.refusal();
    assert!(reason.contains("no exercises/01-echo or 02-"), "{reason}");
    assert!(
        reason.contains("it holds notes\\x07.txt, server.rs"),
        "{reason}"
    );
    let class = Class::new();
    fs::create_dir(class.path().join("empty")).expect("it is made");
    assert!(class.refusal().ends_with("it holds no files"));
}

#[rstest]
#[case::nothing(b"", "it is empty")]
#[case::text(b"this is no archive", "begins neither like")]
#[case::zip_start(b"PK\x03\x04 and no more", "damaged")]
#[case::gz_start(b"\x1f\x8b\x08 and no more", "damaged")]
fn a_file_that_is_no_archive_is_refused(#[case] contents: &[u8], #[case] why: &str) {
    let reason = Class::new().with("anna.zip", contents).refusal();
    assert!(reason.contains(why), "{reason}");
}

#[rstest]
#[case::up("src/xx/x.rs", "src/../x.rs", "leads out of it")]
#[case::up_at_once("xx/etc/x.rs", "../etc/x.rs", "leads out of it")]
#[case::up_by_backslash("src/xx/x.rs", "src\\..\\x.rs", "leads out of it")]
#[case::absolute("xetc/x.rs", "/etc/x.rs", "absolute")]
#[case::drive("xx/src/x.rs", "C:/src/x.rs", "absolute")]
#[case::twice("src/lib.xx", "src/lib.rs", "twice")]
#[case::twice_otherwise("src/x/lib.rs", "src/./lib.rs", "twice")]
#[case::nul("src/xy.rs", "src/\0y.rs", "NUL")]
fn a_zip_that_cannot_be_trusted_is_refused(
    #[case] from: &str,
    #[case] to: &str,
    #[case] why: &str,
) {
    let archive = forged_zip(&[LIB, SERVER, (from, b"evil")], &[(from, to)]);
    let reason = Class::new().with("anna.zip", archive).refusal();
    assert!(reason.contains(why), "{reason}");
}

#[rstest]
#[case::up("src/../../x.rs", "leads out of it")]
#[case::absolute("/etc/x.rs", "absolute")]
#[case::twice("src/lib.rs", "twice")]
#[case::twice_otherwise("./src/lib.rs", "twice")]
fn a_tar_that_cannot_be_trusted_is_refused(#[case] name: &str, #[case] why: &str) {
    let archive = tar(&[LIB, SERVER, (name, b"evil")]);
    let reason = Class::new().with("anna.tgz", archive).refusal();
    assert!(reason.contains(why), "{reason}");
}

#[test]
fn a_link_is_never_followed() {
    let kinds = [
        (tar::EntryType::Symlink, "src/link.rs"),
        (tar::EntryType::Link, "src/hard.rs"),
        (tar::EntryType::Fifo, "src/pipe.rs"),
        (tar::EntryType::Char, "src/device.rs"),
    ];
    let mut members = vec![
        (header(LIB.0, tar::EntryType::Regular, LIB.1.len()), LIB.1),
        (
            header(SERVER.0, tar::EntryType::Regular, SERVER.1.len()),
            SERVER.1,
        ),
    ];
    for (kind, name) in kinds {
        let mut header = header(name, kind, 0);
        header.as_old_mut().linkname[..11].copy_from_slice(b"/etc/passwd");
        header.set_cksum();
        members.push((header, b""));
    }
    let class = Class::new().with("anna.tgz", tar_of(members));
    let submission = class.read();
    assert_eq!(files(&submission, "echo"), ["bin/echo-server.rs", "lib.rs"]);
    assert_eq!(
        submission.notes.len(),
        kinds.len(),
        "{:?}",
        submission.notes
    );

    let archive = Cursor::new(zip(&[LIB, SERVER]));
    let mut writer = zip::ZipWriter::new_append(archive).expect("it is opened");
    writer
        .add_symlink("src/link.rs", "/etc/passwd", SimpleFileOptions::default())
        .expect("it is added");
    let archive = writer.finish().expect("it is finished").into_inner();
    let submission = Class::new().with("anna.zip", archive).read();
    assert_eq!(
        submission.notes,
        ["src/link.rs is a link, and links are not followed: it was left out"]
    );

    let class = Class::new()
        .with("anna/src/lib.rs", "")
        .with("anna/src/bin/echo-server.rs", "");
    let source = class.path().join("anna/src");
    symlink("/etc/passwd", source.join("link.rs")).expect("it is made");
    symlink("/", source.join("root")).expect("it is made");
    assert_cmd::Command::new("mkfifo")
        .arg(source.join("pipe.rs"))
        .assert()
        .success();
    let submission = class.read();
    assert_eq!(files(&submission, "echo"), ["bin/echo-server.rs", "lib.rs"]);
    assert_eq!(submission.notes.len(), 3, "{:?}", submission.notes);

    let class = Class::new()
        .with("elsewhere/lib.rs", "")
        .with("anna/notes", "");
    let elsewhere = class.path().join("elsewhere");
    symlink(elsewhere, class.path().join("anna/src")).expect("it is made");
    let candidates = class.list().candidates;
    let reason = candidates[0]
        .read(&labs::all())
        .expect_err("it holds a link");
    assert!(reason.contains("src is a link"), "{reason}");
}

#[test]
fn an_encrypted_zip_is_refused() {
    let mut archive = zip(&[LIB, SERVER]);
    // The lowest flag, in each header: at 6 behind a local one's beginning, at 8 behind the other.
    for at in 0..archive.len() - 10 {
        if archive[at..].starts_with(b"PK\x03\x04") {
            archive[at + 6] |= 1;
        } else if archive[at..].starts_with(b"PK\x01\x02") {
            archive[at + 8] |= 1;
        }
    }
    let reason = Class::new().with("anna.zip", archive).refusal();
    assert!(
        reason.contains("src/bin/echo-server.rs is encrypted")
            || reason.contains("src/lib.rs is encrypted"),
        "{reason}"
    );
}

#[test]
fn an_archive_that_breaks_off_is_refused_wherever_that_is() {
    let members: &[(&str, &[u8])] = &[LIB, SERVER, ("src/more.rs", &[b'x'; 3000])];
    for (name, archive) in [("anna.zip", zip(members)), ("anna.tgz", tar(members))] {
        // Behind the end there is padding that nobody misses.
        for end in (0..archive.len() - 30).step_by(7) {
            let class = Class::new().with(name, &archive[..end]);
            assert!(class.only().read(&labs::all()).is_err(), "{name} at {end}");
        }
    }
}

#[test]
fn a_byte_that_was_changed_does_no_harm() {
    let members: &[(&str, &[u8])] = &[LIB, SERVER];
    for (name, archive) in [("anna.zip", zip(members)), ("anna.tgz", tar(members))] {
        for at in 0..archive.len() {
            for flip in [0x01, 0x80, 0xff] {
                let mut archive = archive.clone();
                archive[at] ^= flip;
                let class = Class::new().with(name, archive);
                // Whatever comes of it: no panic, and no more than there was.
                if let Ok(submission) = class.only().read(&labs::all()) {
                    assert!(submission.works.values().all(|work| work.files.len() <= 2));
                }
            }
        }
    }
}

#[test]
fn a_size_that_is_a_lie_is_refused() {
    let mut archive = zip(&[LIB, SERVER, ("src/big.rs", &[b' '; 100_000])]);
    replace(
        &mut archive,
        &100_000_u32.to_le_bytes(),
        &10_u32.to_le_bytes(),
    );
    let reason = Class::new().with("anna.zip", archive).refusal();
    assert!(reason.contains("src/big.rs"), "{reason}");
}

#[test]
fn a_large_file_is_left_out() {
    let large = vec![b'x'; (1 << 20) + 1];
    let members: &[(&str, &[u8])] = &[LIB, SERVER, ("src/large.rs", &large), ("video", &large)];
    for (name, archive) in [("anna.zip", zip(members)), ("anna.tgz", tar(members))] {
        let submission = Class::new().with(name, archive).read();
        assert_eq!(files(&submission, "echo"), ["bin/echo-server.rs", "lib.rs"]);
        assert_eq!(submission.notes.len(), 1, "{:?}", submission.notes);
    }
}

#[test]
fn a_gigabyte_beside_the_sources_of_a_folder_is_not_read() {
    let class = Class::new()
        .with("anna/src/lib.rs", "")
        .with("anna/src/bin/echo-server.rs", "");
    let video = fs::File::create(class.path().join("anna/video")).expect("it is made");
    video.set_len(1 << 30).expect("it has holes");
    assert!(class.read().notes.is_empty());
}

#[test]
fn a_bomb_is_given_up() {
    // A gigabyte of zeros in a megabyte, behind work that is all right.
    let zeros = vec![0; 1 << 20];
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder
        .write_all(header("zeros", tar::EntryType::Regular, 1 << 30).as_bytes())
        .expect("it is written");
    for _ in 0..64 {
        encoder.write_all(&zeros).expect("it is written");
    }
    let bomb = encoder.finish().expect("it is finished");
    let class = Class::new().with("anna.tgz", &bomb);
    let reason = class.refusal();
    assert!(
        reason.starts_with("it unpacks to more than 200 times its size"),
        "{reason}"
    );
    // The same where it is the name of a file.
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder
        .write_all(header("x", tar::EntryType::GNULongName, 1 << 30).as_bytes())
        .expect("it is written");
    encoder.write_all(&zeros).expect("it is written");
    let bomb = encoder.finish().expect("it is finished");
    let reason = Class::new().with("anna.tgz", bomb).refusal();
    assert!(reason.contains("a header of the tar file"), "{reason}");
}

#[test]
fn what_unpacks_to_too_much_is_given_up() {
    // Some of it cannot be packed, as of a program that was left in the folder.
    let mut state = 1_u64;
    let noise: Vec<u8> = std::iter::repeat_with(|| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 56) as u8
    })
    .take(1 << 20)
    .collect();
    let program = [noise, vec![0; 10 << 20]].concat().repeat(3);
    let archive = tar(&[("program", &program), LIB, SERVER]);
    let inner = Class::new().with("anna/inner.tgz", &archive);
    let reason = inner.refusal();
    assert!(reason.contains("leave out target/"), "{reason}");
    // By itself it may be larger.
    let alone = Class::new().with("anna.tgz", &archive);
    assert_eq!(files(&alone.read(), "echo").len(), 2);
}

#[test]
fn archives_are_opened_one_within_one() {
    let two = zip(&[("inner.zip", &zip(&[LIB, SERVER]))]);
    assert_eq!(
        files(&Class::new().with("anna.zip", &two).read(), "echo").len(),
        2
    );
    let three = zip(&[("inner.zip", &two)]);
    let reason = Class::new().with("anna.zip", &three).refusal();
    assert!(
        reason.contains("archive in an archive in an archive"),
        "{reason}"
    );
    // A folder is no archive.
    let class = Class::new().with("anna/two.zip", &two);
    assert_eq!(files(&class.read(), "echo").len(), 2);
}

#[test]
fn too_many_files_are_refused() {
    let names: Vec<String> = (0..501).map(|number| format!("src/{number}.rs")).collect();
    let mut members: Vec<(&str, &[u8])> =
        names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    members.push(SERVER);
    let reason = Class::new().with("anna.zip", zip(&members)).refusal();
    assert!(reason.contains("more than 500 files"), "{reason}");
    let large = vec![b'x'; 1 << 20];
    let members: Vec<(&str, &[u8])> = ["src/1", "src/2", "src/3", "src/4", "src/5"]
        .into_iter()
        .map(|name| (name, large.as_slice()))
        .chain([SERVER])
        .collect();
    let reason = Class::new().with("anna.tgz", tar(&members)).refusal();
    assert!(reason.contains("more than 4 MiB"), "{reason}");
}

#[test]
fn a_directory_of_too_many_members_is_refused_before_it_is_read() {
    // Nothing but beginnings of entries: a real directory would take as much room.
    let mut archive = b"PK\x03\x04".to_vec();
    for _ in 0..50_001 {
        archive.extend(b"PK\x01\x02");
        archive.extend([0; 42]);
    }
    let reason = Class::new().with("anna.zip", archive).refusal();
    assert!(reason.contains("directory is too large"), "{reason}");
}

#[test]
fn long_names_of_a_tar_are_read() {
    let name = format!("{}/src/bin/echo-server.rs", "x".repeat(150));
    let mut builder = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    let mut header = tar::Header::new_gnu();
    header.set_size(4);
    builder
        .append_data(&mut header, &name, &b"main"[..])
        .expect("it is written");
    let mut header = tar::Header::new_ustar();
    header.set_size(3);
    builder
        .append_pax_extensions([("path", format!("{}/src/lib.rs", "x".repeat(150)).as_bytes())])
        .expect("it is written");
    builder
        .append_data(&mut header, "short", &b"lib"[..])
        .expect("it is written");
    let archive = builder
        .into_inner()
        .and_then(GzEncoder::finish)
        .expect("it is finished");
    let submission = Class::new().with("anna.tgz", archive).read();
    assert_eq!(files(&submission, "echo"), ["bin/echo-server.rs", "lib.rs"]);
}

#[test]
fn names_that_are_not_text_are_left_out() {
    let mut archive = zip(&[LIB, SERVER, ("src/xy.rs", b"")]);
    replace(&mut archive, b"src/xy.rs", b"src/\xff\xfe.rs");
    let submission = Class::new().with("anna.zip", archive).read();
    assert_eq!(files(&submission, "echo"), ["bin/echo-server.rs", "lib.rs"]);
    assert!(
        submission.notes[0].contains("not UTF-8"),
        "{:?}",
        submission.notes
    );
}

#[test]
fn names_that_differ_in_capital_letters_are_told() {
    let submission = Class::new()
        .with("anna.zip", zip(&[LIB, SERVER, ("src/LIB.rs", b"")]))
        .read();
    assert_eq!(
        submission.notes,
        ["echo: src/LIB.rs and src/lib.rs differ in capital letters alone"]
    );
}
