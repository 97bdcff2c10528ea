//! The words that stand for `{name}`, drawn from the talk's seed.

use std::collections::HashMap;

use crate::seed;

/// The words of one talk.
///
/// All have eight letters, so that none is part of another, and are easily read aloud. Which
/// word a name gets depends on the seed and the name alone, but for the rare case of two names
/// that draw the same word: the later one draws again.
pub(super) struct Words {
    seed: u64,
    names: HashMap<String, String>,
}

const SYLLABLES: usize = 4;
const CONSONANTS: [char; 14] = [
    'b', 'd', 'f', 'g', 'k', 'l', 'm', 'n', 'p', 'r', 's', 't', 'v', 'z',
];
const VOWELS: [char; 5] = ['a', 'e', 'i', 'o', 'u'];

impl Words {
    pub fn new(seed: u64) -> Words {
        Words {
            seed,
            names: HashMap::new(),
        }
    }

    /// The word for a name.
    pub fn fill(&mut self, name: &str) -> String {
        if let Some(word) = self.names.get(name) {
            return word.clone();
        }
        let mut state = seed::derive(self.seed, "word", name);
        loop {
            let word = draw(state);
            if !self.names.values().any(|other| *other == word) {
                self.names.insert(name.to_owned(), word.clone());
                return word;
            }
            state = state.wrapping_add(1);
        }
    }
}

fn draw(state: u64) -> String {
    let mut rest = mix(state);
    let mut pick = |from: &[char]| {
        let size = from.len() as u64;
        let letter = from[(rest % size) as usize];
        rest /= size;
        letter
    };
    (0..SYLLABLES)
        .flat_map(|_| [pick(&CONSONANTS), pick(&VOWELS)])
        .collect()
}

/// The finisher of SplitMix64 (Steele, Lea, Flood, 2014): every bit of the input moves every
/// bit of the output.
fn mix(state: u64) -> u64 {
    let state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^ (state >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_name_is_another_word_even_where_both_draw_the_same() {
        let drawn = Words::new(1).fill("b");
        let mut words = Words::new(1);
        words.names.insert("a".to_owned(), drawn.clone());
        let other = words.fill("b");
        assert_ne!(other, drawn);
        assert_eq!(words.fill("b"), other);
    }
}
