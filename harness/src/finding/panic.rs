//! A Rust panic, as its message reads on standard error.

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

impl Panic {
    /// The first panic that a text tells of.
    pub fn find(text: &str) -> Option<Panic> {
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            let Some((_, place)) = line.split_once(" panicked at ") else {
                continue;
            };
            let Some(place) = place.strip_suffix(':') else {
                continue;
            };
            return Some(Panic {
                place: crate::talk::escape(place),
                message: crate::talk::escape(lines.next().unwrap_or_default()),
            });
        }
        None
    }

    /// Whether a line of standard error, escaped, says no more than [`Self::sentence`].
    pub fn is_told_by(&self, line: &str) -> bool {
        line == self.message
            || line
                .strip_suffix(':')
                .and_then(|line| line.split_once(" panicked at "))
                .is_some_and(|(_, place)| place == self.place)
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

    #[test]
    fn other_words_are_no_panic() {
        assert_eq!(Panic::find("nobody panicked at all\n"), None);
    }
}
