//! A class with submissions that mean harm: each gets its verdict, those around it are graded as if
//! it were not there, and nothing of it is left.
//!
//! What one program can do in the sandbox, and on which machines, is `sandbox.rs`; here it is
//! handed in, with nothing but what a student can hand in: safe Rust, and archives.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use harness::class::record::{Record, State};

mod kit;

/// A server that keeps the contract.
const RIGHT: &str = include_str!("programs/echo/threads.rs");

/// What must become of a submission.
enum Fate {
    /// The deed came to nothing, and the server is judged like any right one.
    Harmless,
    /// It is judged, and has not all of the points.
    Judged,
    /// It does not compile, and the compiler's words hold this.
    Refused(&'static str),
    /// It is not read, and the reason holds this.
    Unreadable(&'static str),
}

use Fate::{Harmless, Judged, Refused, Unreadable};

/// A right server that does something first.
fn server_that(deed: &str) -> String {
    let main = "fn main() -> ExitCode {\n";
    assert!(RIGHT.contains(main), "the server has a main");
    let server = RIGHT.replace(main, &format!("{main}    deed();\n"));
    format!("{server}\n{CAME_THROUGH}\n{deed}")
}

/// What a deed calls that should not have succeeded: no check passes then.
const CAME_THROUGH: &str = r#"
#[allow(dead_code)]
fn came_through(what: impl std::fmt::Display) -> ! {
    eprintln!("came through: {what}");
    std::process::exit(77)
}
"#;

/// A class to be graded.
struct Class {
    folder: tempfile::TempDir,
    fates: BTreeMap<String, Fate>,
}

impl Class {
    fn new() -> Class {
        let folder = tempfile::tempdir().expect("a folder");
        let class = Class {
            folder,
            fates: BTreeMap::new(),
        };
        for name in ["submissions", "out", "home"] {
            fs::create_dir(class.path(name)).expect("a folder");
        }
        class
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn hand_in(&mut self, student: &str, server: &str, fate: Fate) -> PathBuf {
        let folder = self.path("submissions").join(student);
        let path = folder.join("src/bin/echo-server.rs");
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, server).expect("it is written");
        self.fates.insert(student.to_owned(), fate);
        folder
    }

    fn archive(&mut self, student: &str, files: &[(&str, &[u8])], fate: Fate) {
        let path = self.path("submissions").join(format!("{student}.zip"));
        let mut zip = zip::ZipWriter::new(fs::File::create(path).expect("a file"));
        for (name, contents) in files {
            let options = zip::write::SimpleFileOptions::default();
            zip.start_file(*name, options).expect("it is begun");
            zip.write_all(contents).expect("it is written");
        }
        zip.finish().expect("it is written");
        self.fates.insert(student.to_owned(), fate);
    }
}

#[test]
fn harm_comes_to_nothing_and_nobody_else_is_disturbed() {
    let mut class = Class::new();
    let mark = format!("roundtrip-mark-{}", std::process::id());
    hand_in_programs(&mut class, &mark);
    hand_in_builds(&mut class);
    hand_in_archives(&mut class);
    // One in front and one behind, who have done nothing.
    class.hand_in("aaron", RIGHT, Harmless);
    class.hand_in("zoe", RIGHT, Harmless);
    let scratch_before = scratch();
    let ended = kit::lab()
        .arg("grade")
        .arg(class.path("submissions"))
        .arg("--out")
        .arg(class.path("out"))
        .args(["--lab", "echo", "--no-explorer", "--seed", "4711"])
        .env("HOME", class.path("home"))
        .env("ROUNDTRIP_SECRET", "of the instructor")
        .env("RUSTUP_HOME", rustup_home())
        .assert()
        .success();
    let said = ended.get_output();
    for stream in [&said.stdout, &said.stderr] {
        assert!(!stream.contains(&0x1b), "an escape reaches the terminal");
    }
    compare(&class);
    assert_eq!(processes_with(&mark), Vec::<String>::new());
    assert_eq!(scratch(), scratch_before);
    for path in ["/var/tmp/roundtrip-new", "/dev/shm/roundtrip-new"] {
        assert!(!Path::new(path).exists(), "{path}");
    }
    let left = fs::read_dir(class.path("home"))
        .expect("it is there")
        .count();
    assert_eq!(left, 0, "something is in HOME");
    let out: BTreeSet<String> = names(&class.path("out"));
    let wanted = ["gradebook.jsonl", "lock", "run.json", "seed", "unread.json"];
    assert_eq!(out, wanted.map(str::to_owned).into());
}

/// What a running server may try: the programs in `hostile/deeds`.
fn hand_in_programs(class: &mut Class, mark: &str) {
    let kit = kit::root().canonicalize().expect("the kit is there");
    let secrets = [
        class.path("out").join("seed"),
        class.path("out").join("gradebook.jsonl"),
        class.path("submissions/aaron/src/bin/echo-server.rs"),
        kit.join("solutions/01-echo/src/server.rs"),
        kit.join("solutions/01-echo/talks"),
        kit.join("harness/src/lib.rs"),
        kit.join("Cargo.lock"),
        "/etc/passwd".into(),
        format!("/proc/{}/environ", std::process::id()).into(),
    ];
    let targets = [
        class.path("out").join("gradebook.jsonl"),
        class.path("out").join("new"),
        class.path("home").join("new"),
        class.path("submissions").join("new"),
        "/tmp/roundtrip-new".into(),
        "/var/tmp/roundtrip-new".into(),
        "/dev/shm/roundtrip-new".into(),
    ];
    let constants = format!(
        "#[allow(dead_code)]\nconst SECRETS: [&str; {}] = {secrets:?};\n#[allow(dead_code)]\nconst \
         TARGETS: [&str; {}] = {targets:?};\n#[allow(dead_code)]\nconst MARK: &str = {mark:?};\n",
        secrets.len(),
        targets.len()
    );
    let folder = kit.join("harness/tests/hostile/deeds");
    for entry in fs::read_dir(folder).expect("it is there") {
        let path = entry.expect("an entry").path();
        let deed = fs::read_to_string(&path).expect("it is text");
        let fate = deed.lines().find_map(|line| line.strip_prefix("// fate: "));
        let fate = match fate.expect("it says what becomes of it") {
            "harmless" => Harmless,
            "judged" => Judged,
            other => panic!("{}: {other}", path.display()),
        };
        let name = path
            .file_stem()
            .expect("a name")
            .to_string_lossy()
            .replace('_', "-");
        class.hand_in(&name, &server_that(&format!("{constants}{deed}")), fate);
    }
}

/// What may be tried while it is compiled.
fn hand_in_builds(class: &mut Class) {
    let kit = kit::root().canonicalize().expect("the kit is there");
    let secret = kit.join("solutions/01-echo/src/server.rs");
    let including = |path: &Path| {
        let path = path.display();
        format!(
            "const SECRET: &str = include_str!(\"{path}\");\nfn main() {{ println!(\"{{SECRET}}\") }}\n"
        )
    };
    class.hand_in(
        "includes-solution",
        &including(&secret),
        Refused("couldn't read"),
    );
    class.hand_in(
        "includes-passwd",
        &including(Path::new("/etc/passwd")),
        Refused("couldn't read"),
    );
    let seed = class.path("out").join("seed");
    class.hand_in("includes-seed", &including(&seed), Refused("couldn't read"));
    let other = class
        .path("submissions")
        .join("aaron/src/bin/echo-server.rs");
    class.hand_in(
        "includes-another",
        &including(&other),
        Refused("couldn't read"),
    );
    class.hand_in(
        "environment-at-build",
        "const S: &str = env!(\"ROUNDTRIP_SECRET\");\nfn main() { println!(\"{S}\") }\n",
        Refused("not defined"),
    );
    class.hand_in(
        "unsafe",
        "fn main() { unsafe { std::hint::unreachable_unchecked() } }\n",
        Refused("unsafe"),
    );
    class.hand_in("macro-memory", "macro_rules! m { ($($t:tt)*) => { m!($($t)* $($t)*); } }\n#[allow(unused)]\nfn main() { m!(a b c d); }\n", Refused(""));
    class.hand_in("big-binary", "static X: [u8; 1 << 30] = [1; 1 << 30];\nfn main() { println!(\"{}\", X[std::env::args().count()]) }\n", Refused(""));
    let folder = class.hand_in("build-script", RIGHT, Harmless);
    let target = class.path("home").join("built");
    fs::write(
        folder.join("build.rs"),
        format!("fn main() {{ std::fs::write({target:?}, \"\").unwrap(); }}"),
    )
    .expect("it is written");
    fs::create_dir(folder.join(".cargo")).expect("a folder");
    fs::write(
        folder.join(".cargo/config.toml"),
        "[build]\nrustc-wrapper = \"/bin/false\"\n",
    )
    .expect("it is written");
    fs::write(
        folder.join("Cargo.toml"),
        "[package]\nname = \"echo\"\nversion = \"0.0.0\"\nbuild = \"build.rs\"\n",
    )
    .expect("it is written");
}

/// What may be handed in.
fn hand_in_archives(class: &mut Class) {
    let folder = class.path("submissions").join("link");
    fs::create_dir_all(folder.join("src/bin")).expect("a folder");
    symlink("/etc/passwd", folder.join("src/bin/echo-server.rs")).expect("a link");
    class.fates.insert("link".into(), Unreadable("link"));
    let path = class.path("submissions").join("linked-src");
    fs::create_dir(&path).expect("a folder");
    symlink(kit::root().join("solutions/01-echo/src"), path.join("src")).expect("a link");
    class.fates.insert("linked-src".into(), Unreadable("link"));
    class.archive(
        "bomb",
        &[("src/bin/echo-server.rs", &vec![b' '; 512 << 20])],
        Unreadable(""),
    );
    class.archive(
        "climbs",
        &[
            ("../../out/gradebook.jsonl", b"{}"),
            ("src/bin/echo-server.rs", RIGHT.as_bytes()),
        ],
        Unreadable(".."),
    );
    let long = format!("src/{}/x.rs", "d/".repeat(2000));
    class.archive(
        "long",
        &[(&long, b"x"), ("src/bin/echo-server.rs", RIGHT.as_bytes())],
        Unreadable(""),
    );
    let odd = class
        .path("submissions")
        .join(OsStr::from_bytes(b"odd\xff\x1b[2J"));
    fs::create_dir_all(odd.join("src/bin")).expect("a folder");
    fs::write(odd.join("src/bin/echo-server.rs"), RIGHT).expect("it is written");
    class.fates.insert(r"odd\xff\x1b[2J".into(), Harmless);
    class.hand_in(
        "<script>alert(1)</script>".replace('/', "∕").as_str(),
        RIGHT,
        Harmless,
    );
}

fn compare(class: &Class) {
    let text = fs::read_to_string(class.path("out").join("gradebook.jsonl")).expect("a gradebook");
    let records: BTreeMap<String, Record> = text
        .lines()
        .map(|line| serde_json::from_str::<Record>(line).expect("a record"))
        .map(|record| (record.student.id.clone(), record))
        .collect();
    let right = records["aaron"].score;
    assert!(right.is_some_and(|score| score > 70), "{right:?}");
    let mut wrong = Vec::new();
    for (student, fate) in &class.fates {
        let Some(record) = records.get(student) else {
            wrong.push(format!("{student:?} has no verdict"));
            continue;
        };
        let said = record
            .compiler
            .clone()
            .or(record.reason.clone())
            .unwrap_or_default();
        let is_fated = match fate {
            Harmless => record.state == State::Judged && record.score == right,
            Judged => record.state == State::Judged && record.score < right,
            Refused(words) => record.state == State::Refused && said.contains(words),
            Unreadable(words) => record.state == State::Unreadable && said.contains(words),
        };
        if !is_fated {
            let failed = record
                .checks
                .iter()
                .filter(|check| check.entry.verdict != "passed");
            let failed =
                failed.map(|check| format!("{} {:?}", check.entry.name, check.entry.finding));
            wrong.push(format!(
                "{student}: {:?} {:?} {said} {:?}",
                record.state,
                record.score,
                failed.take(1).collect::<Vec<_>>()
            ));
        }
        assert!(!said.contains("root:x:0"), "{student}: a secret came out");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn rustup_home() -> PathBuf {
    let home = std::env::var_os("HOME")
        .map(PathBuf::from)
        .unwrap_or_default();
    std::env::var_os("RUSTUP_HOME").map_or_else(|| home.join(".rustup"), PathBuf::from)
}

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect()
}

/// What runs leave in the folder for temporary files, if they leave anything.
fn scratch() -> BTreeSet<String> {
    let mut all = names(&std::env::temp_dir());
    all.retain(|name| name.starts_with("roundtrip-class-") || name == "roundtrip-new");
    all
}

/// The processes whose arguments hold this.
fn processes_with(mark: &str) -> Vec<String> {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    processes
        .filter_map(|process| fs::read(process.path().join("cmdline")).ok())
        .map(|line| String::from_utf8_lossy(&line).replace('\0', " "))
        .filter(|line| line.contains(mark))
        .collect()
}
