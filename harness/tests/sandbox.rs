//! Programs that mean harm, in the sandbox: what they are after does not happen, nothing of them
//! is left, and a program beside them is not disturbed.
//!
//! Each is tried in several [`Mode`]s: as root and as an ordinary user, on a machine that allows
//! everything, and on one that forbids as much as a container does. This executable is therefore
//! started again as each of them: the outer process builds what is needed and looks from outside,
//! the inner one is the harness.

use std::process::ExitCode;

#[cfg(all(target_os = "linux", not(portable)))]
#[path = "sandbox/cases.rs"]
mod cases;
#[cfg(all(target_os = "linux", not(portable)))]
#[path = "sandbox/inner.rs"]
mod inner;
#[cfg(all(target_os = "linux", not(portable)))]
#[path = "sandbox/mode.rs"]
mod mode;
#[cfg(all(target_os = "linux", not(portable)))]
#[path = "sandbox/outer.rs"]
mod outer;

#[cfg(all(target_os = "linux", not(portable)))]
fn main() -> ExitCode {
    harness::program::guard::serve_if_asked();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.split_first() {
        Some((word, rest)) if word == inner::ARGUMENT => inner::serve(rest),
        Some((word, rest)) if word == mode::ARGUMENT => mode::restrict_and_exec(rest),
        _ => outer::run(),
    }
}

#[cfg(not(all(target_os = "linux", not(portable))))]
fn main() -> ExitCode {
    ExitCode::SUCCESS
}
