//! Standard output and standard error, as every command writes them. A reader that has gone, as
//! `head` does, ends nothing; a disk that is full is told of once, and at the end.

use std::fmt;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::sync::OnceLock;

use harness::report::terminal::PLAIN_WIDTH;
use terminal_size::terminal_size_of;
use textwrap::WordSplitter;

/// Why standard output takes no more. What comes after it is not written.
static TROUBLE: OnceLock<io::Error> = OnceLock::new();

/// Prints to standard output, and a line's end.
macro_rules! println {
    () => { $crate::screen::show(format_args!("\n")) };
    ($($words:tt)*) => { $crate::screen::show(format_args!("{}\n", format_args!($($words)*))) };
}

/// Prints to standard output.
macro_rules! print {
    ($($words:tt)*) => { $crate::screen::show(format_args!($($words)*)) };
}

/// Prints to standard error, and a line's end.
macro_rules! eprintln {
    ($($words:tt)*) => { $crate::screen::warn(format_args!($($words)*)) };
}

pub(crate) use {eprintln, print, println};

/// Prints to standard output, in colour where it is a terminal. See [`print`].
pub fn show(words: fmt::Arguments<'_>) {
    write(&mut anstream::stdout().lock(), |out| out.write_fmt(words));
}

/// Standard output as it is, for a document that is written piece by piece.
#[cfg(feature = "class")]
pub struct Document;

#[cfg(feature = "class")]
impl Write for Document {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        write(&mut io::stdout().lock(), |out| out.write_all(bytes));
        // What could not be written is told of at the end.
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Begins at the top of an empty screen, on a terminal that can.
pub fn clear() {
    if is_dumb() || !io::stdout().is_terminal() {
        return;
    }
    // Not by anstream, which takes it for a colour under NO_COLOR.
    write(&mut io::stdout().lock(), |out| {
        out.write_all(b"\x1b[2J\x1b[H")
    });
}

/// Takes away a bar whose process was ended while it drew.
pub fn clear_bar() {
    if !is_dumb() && io::stderr().is_terminal() {
        let _ = io::stderr().write_all(b"\r\x1b[K");
    }
}

fn is_dumb() -> bool {
    std::env::var_os("TERM").is_some_and(|term| term == "dumb")
}

/// Prints to standard error, between words where a terminal would break a line anywhere. See
/// [`eprintln`].
pub fn warn(words: fmt::Arguments<'_>) {
    let mut words = words.to_string();
    if io::stderr().is_terminal()
        && let Some((width, _)) = terminal_size_of(io::stderr())
    {
        words = wrap(&words, width.0.into());
    }
    // Where this cannot be said, nothing can.
    let _ = writeln!(anstream::stderr().lock(), "{words}");
}

/// Lines of so many columns. What stands between backticks is there to be copied, and stays whole.
fn wrap(text: &str, width: usize) -> String {
    const WHOLE: char = '\u{a0}';
    let options = textwrap::Options::new(width)
        .word_splitter(WordSplitter::NoHyphenation)
        .break_words(false);
    let lines = text.split('\n').map(|line| {
        let parts = line.split('`').enumerate();
        let parts = parts.map(|(place, part)| match place % 2 {
            1 => part.replace(' ', &WHOLE.to_string()),
            _ => part.to_owned(),
        });
        let line = parts.collect::<Vec<_>>().join("`");
        textwrap::fill(&line, &options).replace(WHOLE, " ")
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The width of the screen, in columns.
pub fn width() -> usize {
    if !io::stdout().is_terminal() {
        return PLAIN_WIDTH;
    }
    terminal_size::terminal_size().map_or(PLAIN_WIDTH, |(width, _)| width.0.into())
}

/// The height of the screen, in rows; none where it is no screen.
pub fn height() -> Option<usize> {
    let size = terminal_size_of(io::stdout()).filter(|_| io::stdout().is_terminal());
    size.map(|(_, height)| height.0.into())
}

/// Whether nothing that is printed arrives any more.
pub fn is_gone() -> bool {
    TROUBLE.get().is_some()
}

/// To be called when all is printed.
///
/// # Errors
/// Not all of it could be written. That nobody has read it to its end is none.
pub fn end() -> Result<(), &'static io::Error> {
    match TROUBLE.get() {
        Some(error) if error.kind() != ErrorKind::BrokenPipe => Err(error),
        _ => Ok(()),
    }
}

/// Writes what is to be seen at once, through a pipe, too.
fn write<W: Write>(out: &mut W, words: impl FnOnce(&mut W) -> io::Result<()>) {
    if is_gone() {
        return;
    }
    if let Err(error) = words(out).and_then(|()| out.flush()) {
        let _ = TROUBLE.set(error);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_in_a_sentence_stays_whole() {
        let text = "error: no lab: `cargo lab list` shows them\n  | ^^^";
        assert_eq!(
            wrap(text, 24),
            "error: no lab:\n`cargo lab list` shows\nthem\n  | ^^^"
        );
    }
}
