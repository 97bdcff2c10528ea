//! A client in a scenario: it speaks lines or bytes, and what it does not get is a failure.

use std::io::{BufRead, BufReader, Read, Write};

use roundtrip_std::net::{Shutdown, TcpStream};
use roundtrip_std::world;

use crate::scenario::PORT;

/// One client, connected.
pub struct Client {
    name: String,
    replies: BufReader<TcpStream>,
    stream: TcpStream,
}

impl Client {
    /// Connects, as soon as the server listens.
    pub fn connect(number: usize) -> Client {
        let name = format!("client {number}");
        let stream = world::connect(PORT, &name);
        let copy = stream
            .try_clone()
            .expect("a simulated socket can be copied");
        Client {
            name,
            replies: BufReader::new(copy),
            stream,
        }
    }

    /// Sends bytes. A server that has left does not take them; what it should have done shows in
    /// what is heard.
    pub fn say(&mut self, text: &str) {
        let _ = self.stream.write_all(text.as_bytes());
    }

    /// Hears one line, without its end.
    ///
    /// # Panics
    /// The server has closed the connection: that is what the schedule has found.
    pub fn hear(&mut self) -> String {
        match self.hear_if_any() {
            Some(line) => line,
            None => panic!(
                "{} was due a reply, and the server closed the connection",
                self.name
            ),
        }
    }

    /// Hears one line, without its end, unless the server closes the connection.
    pub fn hear_if_any(&mut self) -> Option<String> {
        let mut line = String::new();
        self.replies.read_line(&mut line).ok()?;
        line.strip_suffix('\n').map(str::to_owned)
    }

    /// Asks one line, and hears one.
    ///
    /// # Panics
    /// Those of [`Client::hear`].
    pub fn ask(&mut self, line: &str) -> String {
        self.say(&format!("{line}\n"));
        self.hear()
    }

    /// Sends text, and hears the same.
    ///
    /// # Panics
    /// Something else came back.
    pub fn echo(&mut self, text: &str) {
        self.say(text);
        let mut heard = vec![0; text.len()];
        let count = self.replies.read_exact(&mut heard).map(|()| text.len());
        let heard = String::from_utf8_lossy(&heard[..count.unwrap_or(0)]).into_owned();
        assert!(
            heard == text,
            "{} sent {text:?} and got {heard:?} back",
            self.name
        );
    }

    /// Says that nothing more will come, and waits for the server to close.
    ///
    /// # Panics
    /// More bytes came.
    pub fn finish(mut self) {
        let _ = self.stream.shutdown(Shutdown::Write);
        let mut rest = Vec::new();
        // A reset is an end as well.
        let _ = self.replies.read_to_end(&mut rest);
        assert!(
            rest.is_empty(),
            "{} got bytes that it is not due",
            self.name
        );
    }
}
