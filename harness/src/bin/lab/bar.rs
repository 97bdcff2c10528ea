//! A bar for what may take longer than a second: on a terminal alone, on standard error, and gone
//! before anything else is said.

use std::fmt::Write;
use std::time::Duration;

use indicatif::{HumanDuration, ProgressBar, ProgressFinish, ProgressState, ProgressStyle};

/// How often it is drawn anew, also where nothing has moved: what it says of the time left does.
const TICK: Duration = Duration::from_millis(250);

/// A bar of so many of these.
pub fn start(length: u64, what: &str) -> ProgressBar {
    let template = format!("{{bar:20}} {{pos}} of {{len}} {what}{{msg}}{{left}}");
    // That it is a template is known; a bar of another look would be none the worse.
    let style = ProgressStyle::with_template(&template)
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .with_key("left", tell_left)
        .progress_chars("█░");
    let bar = ProgressBar::new(length)
        .with_style(style)
        .with_finish(ProgressFinish::AndClear);
    bar.enable_steady_tick(TICK);
    bar
}

/// For what has no parts to count: how long it takes already.
pub fn wait() -> ProgressBar {
    let style = ProgressStyle::with_template("{spinner} {elapsed}");
    let bar = ProgressBar::new_spinner()
        .with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()))
        .with_finish(ProgressFinish::AndClear);
    bar.enable_steady_tick(TICK);
    bar
}

/// How long it will still take, once there is something to guess it from.
fn tell_left(state: &ProgressState, out: &mut dyn Write) {
    const FIRST_GUESS: Duration = Duration::from_secs(1);
    if state.pos() > 0 && state.elapsed() >= FIRST_GUESS {
        // A bar that cannot be written is none the worse.
        let _ = write!(out, ", {:#} left", HumanDuration(state.eta()));
    }
}
