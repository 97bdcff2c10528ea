//! What is left out of a long drawing.

use super::Row;

/// What is drawn next.
pub(super) enum Item {
    Row(Row),
    /// Rows were left out; this says how many.
    Gap(String),
}

/// Similar rows up to this many are all drawn.
const SHORT_RUN: usize = 12;
/// About how many rows of a longer run are drawn before and after what is left out.
const KEPT: usize = 6;
/// The longest group of rows whose repetition is seen.
const LONGEST_GROUP: usize = 6;
/// The most rows that are drawn at all, …
const MOST_ROWS: usize = 240;
/// … of which these are the first and the last, …
const FIRST_ROWS: usize = 100;
const LAST_ROWS: usize = 100;
/// … where nothing is last that comes long after a mark.
const AFTER_MARK: usize = 20;

/// Folds runs of similar rows, or of similar groups of rows, then the middle of what is still
/// too long.
pub(super) fn fold(rows: Vec<Row>) -> Vec<Item> {
    let mut items = Vec::new();
    let mut at = 0;
    while at < rows.len() {
        match find_run(&rows[at..]) {
            Some((length, group)) => {
                let kept = (KEPT / group).max(1) * group;
                let hidden = (length - 2 * kept) / group;
                let these = match (group, hidden) {
                    (1, _) => "more like these",
                    (_, 1) => "more round like these",
                    _ => "more rounds like these",
                };
                items.extend(rows[at..at + kept].iter().cloned().map(Item::Row));
                items.push(Item::Gap(format!("… {hidden} {these} …")));
                items.extend(
                    rows[at + length - kept..at + length]
                        .iter()
                        .cloned()
                        .map(Item::Row),
                );
                at += length;
            }
            None => {
                items.push(Item::Row(rows[at].clone()));
                at += 1;
            }
        }
    }
    shorten(items)
}

/// The length of the run of similar groups at the start, and of one group, if it is long enough
/// to be folded.
fn find_run(rows: &[Row]) -> Option<(usize, usize)> {
    (1..=LONGEST_GROUP).find_map(|group| {
        let pairs = rows.iter().zip(rows.iter().skip(group));
        let same = pairs
            .take_while(|(a, b)| a.shape.is_some() && a.shape == b.shape)
            .count();
        let length = (same + group) / group * group;
        let kept = (KEPT / group).max(1) * group;
        (same > 0 && length > SHORT_RUN && length > 2 * kept).then_some((length, group))
    })
}

fn shorten(mut items: Vec<Item>) -> Vec<Item> {
    if items.len() <= MOST_ROWS {
        return items;
    }
    let is_mark = |item: &Item| matches!(item, Item::Row(row) if row.shape.is_none());
    let mark = items.iter().position(is_mark).unwrap_or(items.len());
    let end = (mark + AFTER_MARK).clamp(FIRST_ROWS + LAST_ROWS, items.len());
    let after = items.len() - end;
    items.truncate(end);
    if after > 0 {
        items.push(Item::Gap(format!("… {after} more rows …")));
    }
    let middle = FIRST_ROWS..end - LAST_ROWS;
    if !middle.is_empty() {
        let gap = Item::Gap(format!("… {} more rows …", middle.len()));
        items.splice(middle, [gap]);
    }
    items
}
