//! How the scores of a lab are distributed, as bars.

use serde::Serialize;

/// Ten bars.
#[derive(Debug, Serialize)]
pub struct Chart {
    width: usize,
    height: usize,
    /// The height of the line on which the bars stand.
    ground: usize,
    bars: Vec<Bar>,
    /// The same in words, for who cannot see it.
    words: String,
}

#[derive(Debug, Serialize)]
struct Bar {
    x: usize,
    y: usize,
    width: usize,
    height: usize,
    middle: usize,
    /// The points of the scale that it stands for: `0–9`.
    label: String,
    count: usize,
}

const BAR: usize = 30;
const GAP: usize = 4;
/// Of the highest bar.
const HEIGHT: usize = 84;
/// For the counts above the bars, and for the labels below.
const ABOVE: usize = 21;
const BELOW: usize = 22;

/// The bars for the scores in each tenth of the scale, in percent of the full score.
pub fn chart(distribution: &[usize; 10]) -> Chart {
    let most = distribution.iter().copied().max().unwrap_or(0).max(1);
    let bars: Vec<Bar> = (distribution.iter().enumerate())
        .map(|(tenth, &count)| {
            // A single score is seen beside a thousand.
            let height = (count * HEIGHT / most).max(usize::from(count > 0) * 2);
            let x = tenth * (BAR + GAP) + GAP;
            Bar {
                x,
                y: ABOVE + HEIGHT - height,
                width: BAR,
                height,
                middle: x + BAR / 2,
                label: match tenth {
                    9 => "90+".to_owned(),
                    _ => (tenth * 10).to_string(),
                },
                count,
            }
        })
        .collect();
    let words: Vec<String> = (bars.iter().enumerate())
        .filter(|(_, bar)| bar.count > 0)
        .map(|(tenth, bar)| {
            let last = if tenth == 9 { 100 } else { tenth * 10 + 9 };
            format!("{} to {last} %: {}", tenth * 10, bar.count)
        })
        .collect();
    Chart {
        width: 10 * (BAR + GAP) + GAP,
        height: ABOVE + HEIGHT + BELOW,
        ground: ABOVE + HEIGHT,
        bars,
        words: match words.is_empty() {
            true => "There are no scores.".to_owned(),
            false => format!("Scores in percent of the full score. {}.", words.join("; ")),
        },
    }
}
