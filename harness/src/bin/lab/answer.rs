//! What a command answers: a page for a person, or a line of JSON for a program.

use std::io::{self, ErrorKind, IsTerminal, Write};

use anyhow::Result;
use clap::Args;
use harness::report::terminal::{PLAIN_WIDTH, Page};
use serde::Serialize;

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

    /// Prints a value: as JSON, or as `show` writes it.
    pub fn tell<T: Serialize>(self, told: &T, show: impl FnOnce(&mut Page, &T)) -> Result<()> {
        if self.json {
            return print_json(told);
        }
        let mut page = page();
        show(&mut page, told);
        Ok(print(&page.finish())?)
    }
}

/// An empty page as wide as the screen, or less: long lines are hard to read.
pub fn page() -> Page {
    Page::new(width().min(PLAIN_WIDTH))
}

/// Prints a value as one line of JSON.
pub fn print_json(told: &impl Serialize) -> Result<()> {
    Ok(print(&(serde_json::to_string(told)? + "\n"))?)
}

/// Prints some lines, so that they are seen at once even through a pipe.
///
/// # Errors
/// Standard output cannot be written. That whoever read it has read enough is none.
pub fn print(lines: &str) -> io::Result<()> {
    let mut screen = anstream::stdout().lock();
    let printed = screen
        .write_all(lines.as_bytes())
        .and_then(|()| screen.flush());
    match printed {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        printed => printed,
    }
}

/// The width of the screen, in columns.
pub fn width() -> usize {
    if !io::stdout().is_terminal() {
        return PLAIN_WIDTH;
    }
    terminal_size::terminal_size().map_or(PLAIN_WIDTH, |(width, _)| width.0.into())
}
