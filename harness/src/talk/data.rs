//! Bytes that a talk sends or expects, in a form short enough to write down.

use std::sync::{Mutex, PoisonError};

/// The lines of `count`, as far as anybody has asked for them: megabytes of them are sent,
/// expected and told, again and again.
static NUMBERS: Mutex<Numbers> = Mutex::new(Numbers {
    lines: Vec::new(),
    last: Vec::new(),
});

struct Numbers {
    lines: Vec<u8>,
    /// The digits of the last number and its newline.
    last: Vec<u8>,
}

impl Numbers {
    fn reach(&mut self, length: usize) {
        // Doubling would take twice what is needed, and three times while it copies.
        self.lines
            .reserve_exact((length + 24).saturating_sub(self.lines.len()));
        if self.last.is_empty() {
            self.last = b"0\n".to_vec();
        }
        while self.lines.len() < length {
            // Adding one by hand takes a fifth of the time of formatting each number.
            let mut place = self.last.len() - 1;
            loop {
                if place == 0 {
                    self.last.insert(0, b'1');
                    break;
                }
                place -= 1;
                if self.last[place] < b'9' {
                    self.last[place] += 1;
                    break;
                }
                self.last[place] = b'0';
            }
            self.lines.extend_from_slice(&self.last);
        }
    }
}

/// A run of bytes made of pieces, as `"x" * 65536 + "\n"` in the text form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Data {
    /// The pieces, one after another.
    pub pieces: Vec<Piece>,
}

/// A part of some [`Data`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// `"abc"`, or `"abc" * 3`: these bytes, so many times.
    Text {
        /// The bytes of one repetition.
        bytes: Vec<u8>,
        /// How often they are repeated.
        times: usize,
    },
    /// `count 4096`: the lines `1`, `2`, `3`, … cut off after so many bytes. No two stretches of
    /// it are alike, so that lost or swapped bytes show.
    Count(usize),
}

impl Data {
    /// These bytes, written out once.
    pub fn text(bytes: impl Into<Vec<u8>>) -> Data {
        Data {
            pieces: vec![Piece::Text {
                bytes: bytes.into(),
                times: 1,
            }],
        }
    }

    /// Numbered lines, `length` bytes of them.
    pub fn count(length: usize) -> Data {
        Data {
            pieces: vec![Piece::Count(length)],
        }
    }

    /// Adds a piece and keeps the canonical form, which the parser makes: a piece without bytes
    /// is left out, and plain text joins the plain text before it.
    pub fn push(&mut self, piece: Piece) {
        match (self.pieces.last_mut(), piece) {
            (_, Piece::Text { times: 0, .. } | Piece::Count(0)) => {}
            (_, Piece::Text { bytes, .. }) if bytes.is_empty() => {}
            (
                Some(Piece::Text { bytes, times: 1 }),
                Piece::Text {
                    bytes: more,
                    times: 1,
                },
            ) => {
                bytes.extend(more);
            }
            (_, piece) => self.pieces.push(piece),
        }
    }

    /// How many bytes it stands for.
    pub fn len(&self) -> usize {
        self.pieces
            .iter()
            .map(|piece| match piece {
                Piece::Text { bytes, times } => bytes.len().saturating_mul(*times),
                Piece::Count(length) => *length,
            })
            .fold(0, usize::saturating_add)
    }

    /// Whether it stands for no bytes at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes themselves.
    pub fn bytes(&self) -> Vec<u8> {
        let mut all = Vec::with_capacity(self.len());
        for piece in &self.pieces {
            match piece {
                Piece::Text { bytes, times } => {
                    all.extend(bytes.repeat(*times));
                }
                Piece::Count(length) => {
                    let mut numbers = NUMBERS.lock().unwrap_or_else(PoisonError::into_inner);
                    numbers.reach(*length);
                    all.extend_from_slice(&numbers.lines[..*length]);
                }
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn count_is_the_numbers_from_one() {
        let wanted: String = (1..=12_345).map(|number| format!("{number}\n")).collect();
        let data = Data::count(wanted.len() - 3);
        assert_eq!(data.bytes(), wanted.as_bytes()[..wanted.len() - 3]);
        assert_eq!(data.len(), wanted.len() - 3);
    }
}
