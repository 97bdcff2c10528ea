//! The source of one session: slides that are separated by a line `---`.

use crate::kit::Kit;
use crate::problem::Problem;
use crate::slide::Slide;

/// One session.
#[derive(Clone, Debug)]
pub struct Deck {
    /// Its file, as it is named from the kit's folder.
    pub file: String,
    /// Its slides, in order.
    pub slides: Vec<Slide>,
}

impl Deck {
    /// Reads a deck and all that it includes.
    ///
    /// # Errors
    /// Whatever cannot be understood or found, each with its line.
    pub fn read(kit: &Kit, file: &str) -> Result<Deck, Vec<Problem>> {
        let text = kit
            .read(file)
            .map_err(|error| vec![Problem::new(file, 1, error)])?;
        let mut slides = Vec::new();
        let mut problems = Vec::new();
        for (first, lines) in cut(&text) {
            match Slide::read(kit, file, first, &lines) {
                Ok(slide) => slides.push(slide),
                Err(found) => problems.extend(found),
            }
        }
        match problems.is_empty() {
            true => Ok(Deck {
                file: file.to_owned(),
                slides,
            }),
            false => Err(problems),
        }
    }

    /// How long it takes.
    pub fn minutes(&self) -> u32 {
        self.slides.iter().filter_map(Slide::minutes).sum()
    }
}

/// The lines of each slide, with the number of the first.
fn cut(text: &str) -> Vec<(usize, Vec<&str>)> {
    let mut slides = vec![(1, Vec::new())];
    for (line, text) in text.lines().enumerate() {
        if text.trim_end() == "---" {
            slides.push((line + 2, Vec::new()));
        } else if let Some((_, lines)) = slides.last_mut() {
            lines.push(text);
        }
    }
    slides
}
