//! `cargo lab submit`: what is handed in is what is graded, and no work is lost. Each test has a kit
//! of its own, with one small lab in it.

use std::fs;
use std::io::Read;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use hmac_sha256::Hash;
use predicates::prelude::*;
use predicates::str::contains;
use rstest::rstest;
use serde_json::Value;

mod kit;

use kit::small::{MAIN, SRC, Small};

impl Small {
    /// It is refused with these words, and nothing is left behind.
    #[track_caller]
    fn must_refuse(&self, code: i32, words: &str) {
        self.lab(&["submit", "echo"])
            .code(code)
            .stderr(contains(words));
        assert!(self.zips().is_empty(), "{:?}", self.zips());
    }
}

/// The members of a zip, in their order.
fn unpack(path: &Path) -> Vec<(String, Vec<u8>)> {
    let file = fs::File::open(path).expect("it is there");
    let mut zip = zip::ZipArchive::new(file).expect("it is a zip");
    (0..zip.len())
        .map(|at| {
            let mut member = zip.by_index(at).expect("it is read");
            let mut contents = Vec::new();
            member.read_to_end(&mut contents).expect("it is read");
            let name = member.name().expect("it is UTF-8").into_owned();
            (name, contents)
        })
        .collect()
}

#[test]
fn the_zip_holds_what_is_graded_and_its_manifest() {
    let small = Small::new();
    small.lab(&["submit", "echo"]).success().stdout(
        contains("✗ echo")
            .and(contains("submission-1.zip"))
            .and(contains(format!("  {SRC}/bin/echo-server.rs\n")))
            .and(contains("in the zip all the same"))
            .and(contains("cargo lab check echo")),
    );
    let members = unpack(&small.path("submission-1.zip"));
    let names: Vec<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
    let files = ["bin/echo-client.rs", "bin/echo-server.rs", "lib.rs"];
    let files = files.map(|file| format!("{SRC}/{file}"));
    assert_eq!(names[0], "manifest.json");
    assert_eq!(names[1..], files);
    let manifest: Value = serde_json::from_slice(&members[0].1).expect("it is JSON");
    assert_eq!(manifest["schema"], "roundtrip/submission/v1");
    let echo = &manifest["labs"][0];
    assert_eq!(echo["lab"], "echo");
    assert_eq!(echo["verdict"], "failed");
    assert_eq!(echo["of"], 100);
    for (at, (name, contents)) in members[1..].iter().enumerate() {
        assert_eq!(fs::read(small.path(name)).expect("it is read"), *contents);
        let digest = Hash::hash(contents);
        let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(echo["files"][at]["path"], *name);
        assert_eq!(echo["files"][at]["sha256"], digest);
    }
    // It was judged as by `lab check`, so that the lab is begun, and the first zip stays.
    let output = small.lab(&["submit", "--json"]).success();
    let told: Value = serde_json::from_slice(&output.get_output().stdout).expect("it is JSON");
    assert_eq!(told["schema"], "roundtrip/submission/v1");
    assert_eq!(small.zips(), ["submission-1.zip", "submission-2.zip"]);
    let bytes = |name: &str| fs::read(small.path(name)).expect("it is read");
    assert_eq!(bytes("submission-1.zip"), bytes("submission-2.zip"));
}

#[cfg(feature = "class")]
#[test]
fn the_instructors_intake_takes_all_of_it() {
    use harness::class::intake;

    let small = Small::new();
    fs::create_dir(small.path("class")).expect("it is made");
    small
        .lab(&["submit", "echo", "--to", "class/ada.zip"])
        .success();
    let listing = intake::list(&small.path("class")).expect("it is read");
    assert!(listing.unread.is_empty(), "{listing:?}");
    let [ada] = listing.candidates.as_slice() else {
        panic!("{listing:?}");
    };
    let submission = ada.read(&harness::labs::all()).expect("it is taken");
    assert!(submission.notes.is_empty(), "{:?}", submission.notes);
    let taken: Vec<(String, Vec<u8>)> = submission.works["echo"]
        .files
        .iter()
        .map(|file| (format!("{SRC}/{}", file.path), file.contents.clone()))
        .collect();
    assert_eq!(unpack(&small.path("class/ada.zip"))[1..], taken);
    assert_eq!(submission.works.len(), 1);
}

#[test]
fn what_does_not_compile_is_not_handed_in() {
    let small = Small::new();
    small.put(&format!("{SRC}/lib.rs"), "fn half(\n");
    small.must_refuse(2, "unclosed delimiter");
    small.must_refuse(2, "nothing was written");
}

#[test]
fn links_are_refused() {
    let small = Small::new();
    symlink("lib.rs", small.path(&format!("{SRC}/other.rs"))).expect("it is made");
    small.must_refuse(2, "src/other.rs is a symbolic link");
    let source = small.path(SRC);
    fs::rename(&source, small.path("elsewhere")).expect("it is moved");
    symlink(small.path("elsewhere"), &source).expect("it is made");
    small.must_refuse(2, "01-echo/src is a symbolic link");
}

#[rstest]
#[case::one_file("long.rs", (1 << 20) + 1, "src/long.rs is longer than 1 MiB")]
#[case::at_the_edge("long.rs", 1 << 20, "")]
fn long_files_are_refused(#[case] name: &str, #[case] length: usize, #[case] words: &str) {
    let small = Small::new();
    small.put(&format!("{SRC}/{name}"), &" ".repeat(length));
    match words {
        "" => drop(small.lab(&["submit", "echo"]).success()),
        words => small.must_refuse(2, words),
    }
}

#[test]
fn without_sources_there_is_nothing_to_hand_in() {
    let small = Small::new();
    fs::remove_dir_all(small.path(SRC)).expect("it is removed");
    small.must_refuse(2, "there is no exercises/01-echo/src");
    fs::create_dir(small.path(SRC)).expect("it is made");
    small.must_refuse(2, "is empty");
    small
        .lab(&["submit"])
        .code(2)
        .stderr(contains("no lab was judged yet"));
    small
        .lab(&["submit", "ecko"])
        .code(2)
        .stderr(contains("there is no lab `ecko`"));
}

#[test]
fn no_file_is_overwritten() {
    let small = Small::new();
    small.put("mine.zip", "precious");
    small
        .lab(&["submit", "echo", "--to", "mine.zip"])
        .code(2)
        .stderr(contains("mine.zip is there already"));
    let kept = fs::read_to_string(small.path("mine.zip")).expect("it is there");
    assert_eq!(kept, "precious");
    // A link that leads nowhere is there as well.
    symlink("nowhere", small.path("link.zip")).expect("it is made");
    small
        .lab(&["submit", "echo", "--to", "link.zip"])
        .code(2)
        .stderr(contains("link.zip is there already"));
    assert!(!small.path("nowhere").exists());
}

#[test]
fn a_folder_that_cannot_be_written_is_told_of() {
    let small = Small::new();
    small
        .lab(&["submit", "echo", "--to", "missing/a.zip"])
        .code(2)
        .stderr(contains("could not be written in missing").and(contains("--to FILE")));
    let locked = small.path("locked");
    fs::create_dir(&locked).expect("it is made");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o555)).expect("it is locked");
    if fs::write(locked.join("probe"), "").is_ok() {
        return; // The superuser writes everywhere.
    }
    small
        .lab(&["submit", "echo", "--to", "locked/a.zip"])
        .code(2)
        .stderr(contains("could not be written in locked"));
}

/// A file system that takes no new file, whoever asks.
#[cfg(target_os = "linux")]
#[test]
fn a_place_that_takes_no_file_is_told_of() {
    let small = Small::new();
    small
        .lab(&["submit", "echo", "--to", "/proc/a.zip"])
        .code(2)
        .stderr(contains("could not be written in /proc"));
}

#[test]
#[cfg(target_os = "linux")]
fn work_that_cannot_be_saved_stays_where_it_is() {
    let small = Small::new();
    small.put("harness/stubs/01-echo/src/lib.rs", "todo!()");
    // A folder that takes nothing, whoever asks.
    symlink("/proc", small.path(".lab")).expect("it is made");
    small
        .lab(&["reset", "echo"])
        .code(2)
        .stderr(contains("is where it was"));
    let main = small.path(&format!("{SRC}/bin/echo-server.rs"));
    assert_eq!(fs::read_to_string(main).expect("it is there"), MAIN);
    let left = fs::read_dir(small.path("exercises/01-echo")).expect("it is read");
    assert_eq!(left.count(), 3, "Cargo.toml, notes.txt, src");
}
