//! What has come from the program on one connection, or on its standard output, and was not
//! taken by an expectation yet.

/// Bytes that wait for an expectation, and how they ended.
#[derive(Debug, Default)]
pub struct Inbox {
    bytes: Vec<u8>,
    end: Option<End>,
}

/// How a stream of bytes ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// FIN, or the end of standard output.
    Finished,
    /// RST.
    Reset,
}

impl Inbox {
    /// Takes in what came.
    pub fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Nothing more will come. The first word counts.
    pub fn end(&mut self, end: End) {
        self.end.get_or_insert(end);
    }

    /// How it ended, if it has; bytes may still wait.
    pub fn ended(&self) -> Option<End> {
        self.end
    }

    /// What waits.
    pub fn waiting(&self) -> &[u8] {
        &self.bytes
    }

    /// Takes the first `count` bytes of what waits.
    pub fn take(&mut self, count: usize) {
        self.bytes.drain(..count);
    }
}
