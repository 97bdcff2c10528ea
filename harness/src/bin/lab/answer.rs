//! What a command answers: a page for a person, or a line of JSON for a program.

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;
use harness::report::terminal::{PLAIN_WIDTH, Page};
use serde::Serialize;

use crate::screen;

/// The form of an answer. Notes and errors are neither: they go to standard error.
#[derive(Args, Clone, Copy, Debug)]
pub struct Form {
    /// Print the same as one line of JSON
    #[arg(long)]
    json: bool,
}

impl Form {
    /// Whether a program reads it, so that nothing else may be printed.
    pub fn is_json(self) -> bool {
        self.json
    }

    /// Prints a value: as JSON, or as `show` writes it on a page.
    pub fn tell<T: Serialize>(self, told: &T, show: impl FnOnce(&mut Page, &T)) -> Result<()> {
        self.tell_or(told, || write(|page| show(page, told)))
    }

    /// Prints a value: as JSON, or as this text.
    pub fn tell_or(self, told: &impl Serialize, text: impl FnOnce() -> String) -> Result<()> {
        match self.json {
            true => screen::println!("{}", serde_json::to_string(told)?),
            false => screen::print!("{}", text()),
        }
        Ok(())
    }
}

/// Prints what `show` writes on a page, for a person.
pub fn show(show: impl FnOnce(&mut Page)) {
    screen::print!("{}", write(show));
}

/// A path as short as it can be written here.
pub fn from_here(path: &Path) -> PathBuf {
    let here = std::env::current_dir().ok();
    let short = here.and_then(|here| path.strip_prefix(here).ok());
    short.unwrap_or(path).to_owned()
}

/// A page as wide as the screen, or less: long lines are hard to read.
fn write(show: impl FnOnce(&mut Page)) -> String {
    let mut page = Page::new(screen::width().min(PLAIN_WIDTH));
    show(&mut page);
    page.finish()
}
