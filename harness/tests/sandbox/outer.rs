//! The outer process: prepares what is needed, starts the inner one, and looks from outside.

use std::fs::{self, Permissions};
use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::os::unix::fs::{PermissionsExt, chown, symlink};
use std::os::unix::net::UnixListener;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use harness::audit;
use harness::source::{Built, Kit, Source};
use libtest_mimic::{Arguments, Failed, Trial};
use rustix::process::geteuid;
use tempfile::TempDir;

use super::cases::{ABOUT_FILES, CASES};
use super::inner;
use super::mode::{self, Mode};

pub fn run() -> ExitCode {
    if cfg!(not(target_arch = "x86_64")) {
        eprintln!("not tried: the hostile programs know the calls of x86-64 only");
        return ExitCode::SUCCESS;
    }
    let mut trials = Vec::new();
    for mode in mode::ALL {
        let own = ["starts", "judges", "builds", "is_killed"];
        for deed in CASES.iter().map(|case| case.name).chain(own) {
            let is_about_files = ABOUT_FILES.contains(&deed) || deed == "builds";
            if is_about_files && !mode.keeps_files_apart() {
                continue;
            }
            let name = format!("{}::{deed}", mode.name());
            trials.push(Trial::test(name, move || try_in(mode, deed)));
        }
    }
    for case in CASES.iter().filter(|case| case.is_tried_bare) {
        let name = format!("without_a_sandbox::{}", case.name);
        trials.push(Trial::test(name, || {
            let world = World::new()?;
            world.inner(Mode::Root, &format!("bare/{}", case.name))
        }));
    }
    trials.push(Trial::test("escapes_are_shown_not_obeyed", escapes));
    let conclusion = libtest_mimic::run(&Arguments::from_args(), trials);
    // Nothing that is static is dropped.
    if let Some(Ok(programs)) = PROGRAMS.get() {
        let _ = fs::remove_dir_all(programs.folder.path());
    }
    conclusion.exit_code()
}

/// What a program prints goes to a terminal only as text.
fn escapes() -> Result<(), Failed> {
    let program = Programs::get()?.folder.path().join("escapes");
    let output = Command::new(env!("CARGO_BIN_EXE_lab"))
        .args(["check", "echo", "--check", "one-line", "--server"])
        .arg(format!("{} {{addr}}", program.display()))
        .env("NO_COLOR", "1")
        .output()?;
    let is_obeyed = |byte: &u8| byte.is_ascii_control() && *byte != b'\n';
    let text = String::from_utf8_lossy(&output.stdout);
    if output.stdout.iter().any(is_obeyed) || text.contains('\u{9b}') || text.is_empty() {
        return Err(format!("{text:?}").into());
    }
    Ok(())
}

fn try_in(mode: Mode, deed: &str) -> Result<(), Failed> {
    if let Some(obstacle) = mode.obstacle() {
        if std::env::var_os("ROUNDTRIP_ALL_PROGRAMS").is_some() {
            return Err(obstacle.into());
        }
        eprintln!("not tried: {obstacle}");
        return Ok(());
    }
    let world = World::new()?;
    if !mode.is_root() && geteuid().is_root() {
        world.give_secrets_to_user()?;
    }
    if deed == "is_killed" {
        return world.is_left_alone_when_killed(mode);
    }
    world.inner(mode, deed)?;
    world.is_untouched(deed)
}

/// The programs, built once for all tests.
struct Programs {
    folder: TempDir,
    sysroot: PathBuf,
}

static PROGRAMS: OnceLock<Result<Programs, String>> = OnceLock::new();

impl Programs {
    fn get() -> Result<&'static Programs, Failed> {
        let built =
            PROGRAMS.get_or_init(|| Programs::build().map_err(|error| format!("{error:#}")));
        built.as_ref().map_err(Failed::from)
    }

    fn build() -> anyhow::Result<Programs> {
        let folder = open_folder()?;
        let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile");
        let names = CASES
            .iter()
            .map(|case| case.name)
            .chain(["neighbour", "escapes"]);
        let mut compilers = Vec::new();
        for name in names {
            let compiler = Command::new("rustc")
                .args(["--edition=2024", "-Ccodegen-units=1", "-o"])
                .arg(folder.path().join(name))
                .arg(sources.join(format!("{name}.rs")))
                .stdin(Stdio::null())
                .spawn()?;
            compilers.push((name, compiler));
            // A few at a time.
            if compilers.len() >= 4 {
                let (name, mut compiler) = compilers.remove(0);
                anyhow::ensure!(compiler.wait()?.success(), "{name} is not built");
            }
        }
        for (name, mut compiler) in compilers {
            anyhow::ensure!(compiler.wait()?.success(), "{name} is not built");
        }
        let kit = Kit::at(Path::new(env!("CARGO_MANIFEST_DIR")).join(".."));
        let lab = harness::labs::find("lock-counter").ok_or(anyhow::anyhow!("no lab"))?;
        let Built::Subject(right) = kit.build(&lab, &Source::Solution)? else {
            anyhow::bail!("the solution is not built");
        };
        let mut subjects = vec![("right".to_owned(), right)];
        for wrong in audit::load_wrong(&kit, &lab)? {
            if ["two-acquisitions", "move-locks-from-then-to"].contains(&wrong.name.as_str()) {
                let subject = audit::wrong_subject(&kit, &lab, &wrong)?;
                subjects.push((wrong.name.clone(), subject));
            }
        }
        let nowhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 1));
        for (name, subject) in subjects {
            let server = subject.server.ok_or(anyhow::anyhow!("no server"))?;
            fs::copy(&server.fill(nowhere)[0], folder.path().join(name))?;
        }
        // Where an ordinary user can start it.
        fs::copy(std::env::current_exe()?, folder.path().join("harness"))?;
        let sysroot = Command::new("rustc")
            .args(["--print", "sysroot"])
            .output()?;
        let sysroot = PathBuf::from(String::from_utf8(sysroot.stdout)?.trim());
        Ok(Programs { folder, sysroot })
    }
}

/// A folder that other users can go to.
fn open_folder() -> std::io::Result<TempDir> {
    tempfile::Builder::new()
        .prefix("sandbox-test-")
        .permissions(Permissions::from_mode(0o755))
        .tempdir()
}

/// How long processes may take to go once the harness is gone.
const GOING: Duration = Duration::from_secs(10);

/// What must remain as it is.
struct World {
    root: TempDir,
    outside: TcpListener,
    unix: UnixListener,
}

const SECRETS: [(&str, &str); 4] = [
    ("solutions/solution.rs", "\"the solution\""),
    ("hidden/hidden.talk", "a hidden talk\n"),
    ("gradebook.jsonl", "{\"score\": 1}\n"),
    ("out/report", "a report\n"),
];

impl World {
    fn new() -> Result<World, Failed> {
        let programs = Programs::get()?;
        let root = open_folder()?;
        let path = |name: &str| root.path().join(name);
        for folder in ["solutions", "hidden", "out", "tmp", "toolchain", "builds"] {
            fs::create_dir(path(folder))?;
            fs::set_permissions(path(folder), Permissions::from_mode(0o777))?;
        }
        for (name, contents) in SECRETS {
            fs::write(path(name), contents)?;
            // What must not be done is not hindered by anything but the sandbox.
            fs::set_permissions(path(name), Permissions::from_mode(0o666))?;
        }
        let builds = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile/builds");
        for entry in fs::read_dir(builds)? {
            let entry = entry?;
            fs::copy(entry.path(), path("builds").join(entry.file_name()))?;
        }
        fs::write(
            path("builds/harmless.rs"),
            "fn main() { println!(\"harmless\"); }\n",
        )?;
        symlink(programs.folder.path(), path("bin"))?;
        let outside = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        outside.set_nonblocking(true)?;
        let unix = UnixListener::bind(path("socket"))?;
        unix.set_nonblocking(true)?;
        fs::set_permissions(path("socket"), Permissions::from_mode(0o777))?;
        fs::set_permissions(root.path(), Permissions::from_mode(0o777))?;
        Ok(World {
            root,
            outside,
            unix,
        })
    }

    /// The secrets become those of the user that the harness, and perhaps the program, runs as.
    fn give_secrets_to_user(&self) -> std::io::Result<()> {
        for (name, _) in SECRETS {
            chown(self.root.path().join(name), Some(65534), Some(65534))?;
        }
        Ok(())
    }

    /// The inner process kills itself: what it has launched goes, too.
    fn is_left_alone_when_killed(&self, mode: Mode) -> Result<(), Failed> {
        let output = self.command(mode, "is_killed")?.output()?;
        if output.status.signal() != Some(9) {
            let said = String::from_utf8_lossy(&output.stderr);
            return Err(format!("{}\n{said}", output.status).into());
        }
        let begun = Instant::now();
        while let Err(left) = self.is_untouched("daemon") {
            if begun.elapsed() > GOING {
                return Err(left);
            }
            std::thread::yield_now();
        }
        Ok(())
    }

    /// Runs the inner process.
    fn inner(&self, mode: Mode, deed: &str) -> Result<(), Failed> {
        let output = self.command(mode, deed)?.output()?;
        if output.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(format!("{}\n{said}", output.status).into())
    }

    fn command(&self, mode: Mode, deed: &str) -> Result<Command, Failed> {
        let programs = Programs::get()?;
        let executable = programs.folder.path().join("harness");
        let own = mode.command(&executable.to_string_lossy());
        let mut command = if deed == "builds" && geteuid().is_root() {
            // Root's own toolchain is out of reach for others: it is shown at another place.
            let mut command = Command::new("unshare");
            let script = "mount --bind \"$1\" \"$2\" && shift 2 && exec \"$@\"";
            command
                .args(["--mount", "sh", "-c", script, "sh"])
                .arg(&programs.sysroot)
                .arg(self.root.path().join("toolchain"))
                .arg(own.get_program());
            command
        } else {
            if deed == "builds" {
                fs::remove_dir(self.root.path().join("toolchain"))?;
                symlink(&programs.sysroot, self.root.path().join("toolchain"))?;
            }
            Command::new(own.get_program())
        };
        command
            .args(own.get_args())
            .args([inner::ARGUMENT, mode.name(), deed])
            .arg(self.root.path())
            .arg(self.outside.local_addr()?.port().to_string())
            .arg(std::process::id().to_string())
            .env("TMPDIR", self.root.path().join("tmp"))
            .env("ROUNDTRIP_SECRET", "ROUNDTRIP_SECRET")
            .stdin(Stdio::null());
        Ok(command)
    }

    /// Whether nothing was done, seen from outside.
    fn is_untouched(&self, deed: &str) -> Result<(), Failed> {
        for (name, contents) in SECRETS {
            let path = self.root.path().join(name);
            let now = fs::read_to_string(&path)?;
            let mode = fs::metadata(&path)?.permissions().mode() & 0o777;
            if now != contents || mode != 0o666 {
                return Err(format!("{name} is {now:?} now, of mode {mode:o}").into());
            }
        }
        let mut names: Vec<_> = fs::read_dir(self.root.path().join("out"))?
            .chain(fs::read_dir(self.root.path().join("tmp"))?)
            .flatten()
            .map(|entry| entry.file_name())
            .collect();
        names.retain(|name| name != "report");
        if !names.is_empty() {
            return Err(format!("{names:?} are left").into());
        }
        for path in inner::COMMON_PLACES {
            if Path::new(path).exists() {
                return Err(format!("{path} was written").into());
            }
        }
        let accepted = [
            self.outside.accept().err().map(|error| error.kind()),
            self.unix.accept().err().map(|error| error.kind()),
        ];
        if accepted != [Some(ErrorKind::WouldBlock); 2] {
            return Err("somebody has connected from inside".into());
        }
        let mark = format!("mark-{deed}-");
        let processes = fs::read_dir("/proc")?.flatten();
        let lines = processes.filter_map(|entry| fs::read(entry.path().join("cmdline")).ok());
        let left: Vec<String> = lines
            .map(|line| String::from_utf8_lossy(&line).into_owned())
            .filter(|line| {
                line.contains(&mark) && line.contains(&*self.root.path().to_string_lossy())
            })
            .collect();
        if !left.is_empty() {
            return Err(format!("these are left: {left:?}").into());
        }
        Ok(())
    }
}
