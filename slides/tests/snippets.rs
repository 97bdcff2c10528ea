//! The lecture's own programs do what their first lines promise.

use std::fs;
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use slides::kit::Kit;
use slides::snippet::{self, Promise};

mod kit;

/// How long one may run; all end within milliseconds.
const PATIENCE: Duration = Duration::from_secs(20);

fn snippets(ending: &str) -> Vec<String> {
    let names = Kit::own().names("slides/snippets").into_iter();
    let names: Vec<String> = names.filter(|name| name.ends_with(ending)).collect();
    assert!(!names.is_empty(), "there are snippets *{ending}");
    names
}

fn read(name: &str) -> Result<(String, Promise), String> {
    let text = Kit::own().read(&format!("slides/snippets/{name}"))?;
    let promise = snippet::promise(&text).map_err(|error| format!("{name}: {error}"))?;
    Ok((text, promise))
}

#[test]
fn snippets_in_rust_do_what_they_promise() {
    let folder = tempfile::tempdir().expect("a folder");
    kit::each(&snippets(".rs"), |name| {
        let (_, promise) = read(name)?;
        let program = folder.path().join(name.trim_end_matches(".rs"));
        let output = Command::new("rustc")
            .args([
                "--edition",
                "2024",
                "--error-format=json",
                "--deny",
                "warnings",
            ])
            .arg(Kit::own().path("slides/snippets").join(name))
            .arg("-o")
            .arg(&program)
            .output()
            .expect("rustc is here");
        let (codes, said) = diagnostics(&output);
        match promise {
            Promise::Fails(code) if codes == [code.clone()] => Ok(()),
            Promise::Fails(code) => Err(format!("{name}: is to fail with {code}, and: {said}")),
            _ if !output.status.success() => Err(format!("{name}: {said}")),
            Promise::Compiles => Ok(()),
            Promise::Runs => run(name, Command::new(&program)).map(|_| ()),
            Promise::Prints(wanted) => prints(name, Command::new(&program), &wanted),
        }
    });
}

#[test]
fn snippets_in_python_do_what_they_promise() {
    if !kit::is_here("python3") {
        return;
    }
    kit::each(&snippets(".py"), |name| {
        let mut program = Command::new("python3");
        program.arg(Kit::own().path("slides/snippets").join(name));
        match read(name)?.1 {
            Promise::Prints(wanted) => prints(name, program, &wanted),
            Promise::Runs => run(name, program).map(|_| ()),
            other => Err(format!("{name}: {other:?} is nothing for Python")),
        }
    });
}

#[test]
fn snippets_are_short_and_formatted() {
    kit::each(&snippets(".rs"), |name| {
        let (text, _) = read(name)?;
        let lines = text.lines().count();
        if lines > 60 {
            return Err(format!("{name}: {lines} lines, more than 60"));
        }
        let path = Kit::own().path("slides/snippets").join(name);
        let formatted = Command::new("rustfmt")
            .args(["--edition", "2024", "--check"])
            .arg(path)
            .output()
            .expect("rustfmt is here");
        match formatted.status.success() {
            true => Ok(()),
            false => Err(format!(
                "{name}: {}",
                String::from_utf8_lossy(&formatted.stdout)
            )),
        }
    });
}

/// The codes of the compiler's errors, and all that it says.
fn diagnostics(output: &Output) -> (Vec<String>, String) {
    let mut codes = Vec::new();
    let mut said = String::new();
    for line in String::from_utf8_lossy(&output.stderr).lines() {
        let Ok(diagnostic) = serde_json::from_str::<Value>(line) else {
            said += line;
            continue;
        };
        said += diagnostic["rendered"].as_str().unwrap_or_default();
        if diagnostic["level"] == "error" {
            let code = diagnostic["code"]["code"].as_str();
            codes.extend(code.map(str::to_owned));
        }
    }
    codes.dedup();
    (codes, said)
}

fn prints(name: &str, program: Command, wanted: &str) -> Result<(), String> {
    let printed = run(name, program)?;
    match printed == wanted {
        true => Ok(()),
        false => Err(format!("{name}: prints\n{printed}and not\n{wanted}")),
    }
}

/// Runs a program to its end, and gives what it prints.
fn run(name: &str, mut program: Command) -> Result<String, String> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str| fs::File::create(folder.path().join(name)).expect("it is made");
    let read = |name: &str| {
        let bytes = fs::read(folder.path().join(name)).expect("it is read");
        String::from_utf8_lossy(&bytes).into_owned()
    };
    let mut child = program
        .stdin(Stdio::null())
        .stdout(file("stdout"))
        .stderr(file("stderr"))
        .spawn()
        .map_err(|error| format!("{name}: {error}"))?;
    let begun = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().expect("it can be waited for") {
            break status;
        }
        if begun.elapsed() > PATIENCE {
            let _ = child.kill();
            let _ = child.wait();
            return Err(format!("{name}: does not end"));
        }
        thread::sleep(Duration::from_millis(5));
    };
    match status.success() {
        true => Ok(read("stdout")),
        false => Err(format!("{name}: {status}\n{}", read("stderr"))),
    }
}
