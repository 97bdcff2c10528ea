//! The checks of a lab as tests of `cargo test`: each is listed, filtered and reported like a
//! test that was written out.

use std::env;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use libtest_mimic::{Arguments, Completion, Failed, Trial};

use crate::explorer::sources::Sources;
use crate::lab::Lab;
use crate::program::{CommandLine, guard};
use crate::report::terminal;
use crate::session::{Session, Subject};
use crate::source::Kit;
use crate::verdict::Verdict;

/// The seed of the self-check: the same talks for everybody, every time.
pub const SEED: u64 = 1;

/// The `main` of an exercise's `tests/self_check.rs`: judges the programs that cargo built.
/// A lab without a client gives an empty path for it.
pub fn self_check(lab: &str, server: &str, client: &str) -> ExitCode {
    guard::serve_if_asked();
    let Some(lab) = crate::labs::find(lab) else {
        eprintln!("there is no lab `{lab}`; the self-check names one that this kit does not have");
        return ExitCode::from(2);
    };
    let mut arguments = Arguments::from_args();
    // Checks wait more than they compute.
    arguments.test_threads = arguments
        .test_threads
        .or(Some(crate::session::side_by_side()));
    let subject = Subject {
        server: built(server),
        client: built(client),
        sources: sources(&lab),
        ..Subject::default()
    };
    let session = Arc::new(Session::new(lab, subject, SEED));
    let trials = session
        .checks()
        .map(|check| {
            let (name, session) = (check.name, session.clone());
            Trial::ignorable_test(name, move || try_check(&session, name))
        })
        .collect();
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// Those of the package that cargo tests, as cargo tells it
/// (doc.rust-lang.org/cargo/reference/environment-variables.html); none where the test was started by
/// itself.
fn sources(lab: &Lab) -> Option<Sources> {
    let folder = env::var_os("CARGO_MANIFEST_DIR")?;
    let package = env::var("CARGO_PKG_NAME").ok()?;
    let kit = Kit::find().ok()?;
    Some(kit.sources(lab, package, Path::new(&folder)))
}

fn built(path: &str) -> Option<CommandLine> {
    (!path.is_empty()).then(|| CommandLine::of_binary(path))
}

fn try_check(session: &Session, name: &str) -> Result<Completion, Failed> {
    let (Some(check), Some(judged)) = (session.lab().check(name), session.judge(name)) else {
        return Err(Failed::from("there is no such check"));
    };
    match &judged.verdict {
        Verdict::Passed => Ok(Completion::Completed),
        Verdict::Skipped { needs } => Ok(Completion::ignored_with(format!(
            "it needs {needs}: mend that first"
        ))),
        Verdict::Unexplored(reason) => {
            Ok(Completion::ignored_with(format!("not explored: {reason}")))
        }
        Verdict::Failed(finding) => Err(Failed::from(terminal::finding_as_text(
            check,
            finding,
            terminal::PLAIN_WIDTH,
        ))),
        Verdict::Broken(reason) => Err(Failed::from(format!(
            "the harness could not judge this, which is not your fault: {reason}. Run it again"
        ))),
    }
}
