//! How a program is started: words with places for its address.

use std::net::SocketAddr;

/// A command with places for the address: `{addr}`, `{host}` and `{port}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandLine {
    words: Vec<String>,
}

/// What is wrong with a command that a person gave.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// It cannot be split into words.
    #[error("`{0}` cannot be split into words: a quote is not closed")]
    Quotes(String),
    /// It has no words.
    #[error("the command is empty; give one such as 'python3 server.py {{addr}}'")]
    Empty,
    /// The program would not learn its address.
    #[error(
        "`{0}` has no place for the address; write {{addr}} (IP:PORT), {{host}} or {{port}} \
         where it belongs, as in 'python3 server.py {{addr}}'"
    )]
    NoPlace(String),
}

impl CommandLine {
    /// A built program, which takes the address as its only argument.
    pub fn of_binary(path: impl Into<String>) -> CommandLine {
        CommandLine {
            words: vec![path.into(), "{addr}".into()],
        }
    }

    /// A command as a person types it, split as a shell would. Since a program runs in a folder
    /// of its own, words that name something here are made absolute.
    ///
    /// # Errors
    /// Unbalanced quotes, no words, or no place for the address.
    pub fn parse(text: &str) -> Result<CommandLine, TemplateError> {
        let mut words =
            shell_words::split(text).map_err(|_| TemplateError::Quotes(text.to_owned()))?;
        if words.is_empty() {
            return Err(TemplateError::Empty);
        }
        if !words
            .iter()
            .any(|word| PLACES.iter().any(|place| word.contains(place)))
        {
            return Err(TemplateError::NoPlace(text.to_owned()));
        }
        for (position, word) in words.iter_mut().enumerate() {
            // A bare first word is looked up in PATH, as everywhere.
            if (position > 0 || word.contains('/'))
                && let Some(path) = super::absolute(word)
                && let Some(path) = path.to_str()
            {
                *word = path.to_owned();
            }
        }
        Ok(CommandLine { words })
    }

    /// The words with the address in its places.
    pub fn fill(&self, address: SocketAddr) -> Vec<String> {
        self.words
            .iter()
            .map(|word| {
                word.replace("{addr}", &address.to_string())
                    .replace("{host}", &address.ip().to_string())
                    .replace("{port}", &address.port().to_string())
            })
            .collect()
    }

    /// The words with `argument`, which need not be an address, in the place of one.
    pub fn fill_with(&self, argument: &str) -> Vec<String> {
        self.words
            .iter()
            .map(|word| {
                PLACES
                    .iter()
                    .fold(word.clone(), |w, place| w.replace(place, argument))
            })
            .collect()
    }

    /// Whether the address is given as one whole argument, so that a wrong one can be tried.
    pub fn takes_whole_address(&self) -> bool {
        self.words.iter().any(|word| word == "{addr}")
    }
}

const PLACES: [&str; 3] = ["{addr}", "{host}", "{port}"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_split_as_a_shell_would_and_filled() {
        let command = CommandLine::parse("socat 'TCP-LISTEN:{port},bind={host}' EXEC:cat")
            .expect("it has places");
        let words = command.fill(SocketAddr::from(([127, 0, 0, 1], 4000)));
        assert_eq!(
            words,
            ["socat", "TCP-LISTEN:4000,bind=127.0.0.1", "EXEC:cat"]
        );
    }

    #[test]
    fn what_cannot_be_filled_is_refused() {
        assert!(matches!(
            CommandLine::parse("cat"),
            Err(TemplateError::NoPlace(_))
        ));
        assert!(matches!(
            CommandLine::parse("  "),
            Err(TemplateError::Empty)
        ));
        assert!(matches!(
            CommandLine::parse("'a {addr}"),
            Err(TemplateError::Quotes(_))
        ));
    }
}
