//! A Rust panic, as its message reads on standard error.

use crate::program::Ended;

/// What the message of `todo!` begins with.
const STUB: &str = "not yet implemented";

/// Where and why a thread panicked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Panic {
    /// `FILE:LINE:COLUMN`.
    pub place: String,
    /// The first line of its message.
    pub message: String,
}

/// The status with which a Rust program ends whose main thread panicked.
const STATUS: i32 = 101;

impl Panic {
    /// The first panic that a text tells of.
    pub fn find(text: &str) -> Option<Panic> {
        let lines: Vec<&str> = text.lines().collect();
        Panic::all(&lines).next().map(|(_, panic)| panic)
    }

    /// Each panic, and the line that it begins in.
    fn all<'a>(lines: &'a [&str]) -> impl Iterator<Item = (usize, Panic)> + 'a {
        let numbered = lines.iter().enumerate();
        numbered.filter_map(|(at, line)| {
            let panic = Panic {
                place: crate::talk::escape(place(line)?),
                message: crate::talk::escape(lines.get(at + 1).unwrap_or(&"")),
            };
            Some((at, panic))
        })
    }

    /// The panic by which a program ended, going by its standard error: where it ended as by a panic,
    /// the main thread's, unless another thread came to a stub first. A panic of another thread ends
    /// nothing by itself, so that a program that ended otherwise, and had more to say, has ended of
    /// something else.
    pub fn that_ended(ended: Ended, text: &str) -> Option<Panic> {
        let lines: Vec<&str> = text.lines().collect();
        let panics: Vec<(usize, Panic)> = Panic::all(&lines).collect();
        let (_, first) = panics.first()?;
        let (last, _) = panics.last()?;
        match ended {
            Ended::Status(STATUS) => {
                let mut of_main = panics
                    .iter()
                    .filter(|(at, _)| lines[*at].starts_with("thread 'main' "));
                let of_main = of_main.next().map(|(_, panic)| panic);
                let ended = of_main.filter(|_| !first.is_stub()).unwrap_or(first);
                Some(ended.clone())
            }
            Ended::Status(_) => {
                let mut behind = lines.iter().skip(last + 2);
                let is_last = behind.all(|line| line.trim().is_empty() || is_hint(line));
                is_last.then(|| first.clone())
            }
            Ended::Signal(_) => Some(first.clone()),
        }
    }

    fn is_stub(&self) -> bool {
        self.message.starts_with(STUB)
    }

    /// Whether a line of standard error, escaped, says no more than [`Self::sentence`].
    pub fn is_told_by(&self, line: &str) -> bool {
        line == self.message || place(line) == Some(&self.place)
    }

    /// One sentence about it.
    pub fn sentence(&self, who: &str) -> String {
        match self.message.strip_prefix(STUB) {
            Some(rest) => {
                let task = rest.trim_start_matches(':').trim();
                let task = if task.is_empty() { "todo!()" } else { task };
                format!("still to be written: {task} ({})", self.place)
            }
            None => format!("{who} panicked at {}: {}", self.place, self.message),
        }
    }
}

/// The `FILE:LINE:COLUMN` of a panic that begins in this line.
fn place(line: &str) -> Option<&str> {
    let (_, place) = line.split_once(" panicked at ")?;
    place.strip_suffix(':')
}

/// Whether a line only says how Rust would tell more.
pub fn is_hint(line: &str) -> bool {
    line.starts_with("note: run with `RUST_BACKTRACE")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::old("thread 'main' panicked at src/a.rs:1:2:\nboom\nnote: run with")]
    #[case::with_thread_id("log\n\nthread 'main' (77) panicked at src/a.rs:1:2:\nboom\n")]
    fn a_panic_is_found_in_what_rust_prints(#[case] text: &str) {
        let panic = Panic::find(text).expect("there is one");
        assert_eq!(
            panic,
            Panic {
                place: "src/a.rs:1:2".into(),
                message: "boom".into()
            }
        );
        assert_eq!(
            panic.sentence("the server"),
            "the server panicked at src/a.rs:1:2: boom"
        );
    }

    #[test]
    fn a_stub_is_work_to_be_done() {
        let text = "thread 'main' panicked at src/server.rs:9:5:\nnot yet implemented: bind\n";
        let panic = Panic::find(text).expect("there is one");
        assert_eq!(
            panic.sentence("the server"),
            "still to be written: bind (src/server.rs:9:5)"
        );
    }

    const CONTAINED: &str = "thread '<unnamed>' (7) panicked at src/clients.rs:1:2:\nreset\n";
    const OF_MAIN: &str = "thread 'main' (6) panicked at src/server.rs:3:4:\nno descriptors\n";
    const STUB: &str = "thread '<unnamed>' (7) panicked at src/echo.rs:5:6:\n\
                        not yet implemented: step 1\n";

    #[rstest]
    #[case::of_the_main_thread(101, &[CONTAINED, OF_MAIN], Some("src/server.rs:3:4"))]
    #[case::a_stub_that_led_to_it(101, &[STUB, OF_MAIN], Some("src/echo.rs:5:6"))]
    #[case::handed_on(1, &[CONTAINED, "\n", "note: run with `RUST_BACKTRACE=1`\n"], Some("src/clients.rs:1:2"))]
    #[case::contained_and_then_an_error(1, &[CONTAINED, "cannot accept\n"], None)]
    #[case::none(101, &["an error\n"], None)]
    fn a_program_ends_by_a_panic(
        #[case] status: i32,
        #[case] said: &[&str],
        #[case] place: Option<&str>,
    ) {
        let panic = Panic::that_ended(Ended::Status(status), &said.concat());
        assert_eq!(panic.as_ref().map(|panic| panic.place.as_str()), place);
    }

    #[test]
    fn other_words_are_no_panic() {
        assert_eq!(Panic::find("nobody panicked at all\n"), None);
    }
}
