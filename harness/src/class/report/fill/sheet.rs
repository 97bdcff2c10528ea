//! A table of separated values as bytes: where each cell begins and ends. Nothing is decoded and
//! nothing written anew, so that whoever changes one cell changes no other byte.

use std::ops::Range;

/// A file of separated values, taken apart.
#[derive(Debug)]
pub struct Sheet {
    bytes: Vec<u8>,
    /// The places of the cells, row by row, quotes included.
    rows: Vec<Vec<Range<usize>>>,
    separator: u8,
}

/// The mark at the beginning of a file that says UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

impl Sheet {
    /// Takes a file apart. Its separator is the one of `,`, `;` and the tab that its first row
    /// holds most of, outside of quotes.
    pub fn of(bytes: Vec<u8>) -> Sheet {
        let begin = if bytes.starts_with(MARK) {
            MARK.len()
        } else {
            0
        };
        let cells_of_first = |separator: &u8| {
            let (cells, _) = row(&bytes, begin, *separator);
            cells.len()
        };
        // Of equals the last: a comma, unless something else is there more often.
        let separator = [b'\t', b';', b','].into_iter().max_by_key(cells_of_first);
        let separator = separator.unwrap_or(b',');
        let mut rows = Vec::new();
        let mut at = begin;
        while at < bytes.len() {
            let (cells, next) = row(&bytes, at, separator);
            rows.push(cells);
            at = next;
        }
        Sheet {
            bytes,
            rows,
            separator,
        }
    }

    /// How many rows there are, titles included.
    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    /// How many cells a row has.
    pub fn columns(&self, row: usize) -> usize {
        self.rows.get(row).map_or(0, Vec::len)
    }

    /// What a cell says, without its quotes; empty where there is none.
    pub fn text(&self, row: usize, column: usize) -> String {
        let Some(place) = self.rows.get(row).and_then(|row| row.get(column)) else {
            return String::new();
        };
        let raw = String::from_utf8_lossy(&self.bytes[place.clone()]);
        match raw.strip_prefix('"') {
            Some(inner) => inner
                .strip_suffix('"')
                .unwrap_or(inner)
                .replace("\"\"", "\""),
            None => raw.into_owned(),
        }
    }

    /// The file with other texts in some of its cells. A cell that was quoted stays so, and one
    /// that now has to be is. What names no cell is left out.
    pub fn with(&self, cells: &[(usize, usize, String)]) -> Vec<u8> {
        let mut changes: Vec<(&Range<usize>, &str)> = cells
            .iter()
            .filter_map(|(row, column, text)| {
                Some((self.rows.get(*row)?.get(*column)?, text.as_str()))
            })
            .collect();
        changes.sort_by_key(|(place, _)| place.start);
        changes.dedup_by_key(|(place, _)| place.start);
        let mut filled = Vec::with_capacity(self.bytes.len() + changes.len() * 4);
        let mut at = 0;
        for (place, text) in changes {
            filled.extend_from_slice(&self.bytes[at..place.start]);
            let was_quoted = self.bytes.get(place.start) == Some(&b'"') && !place.is_empty();
            filled.extend(self.cell(text, was_quoted).bytes());
            at = place.end;
        }
        filled.extend_from_slice(&self.bytes[at..]);
        filled
    }

    fn cell(&self, text: &str, is_quoted: bool) -> String {
        let must_be = |c| matches!(c, '"' | '\n' | '\r') || c == char::from(self.separator);
        match is_quoted || text.contains(must_be) {
            true => format!("\"{}\"", text.replace('"', "\"\"")),
            false => text.to_owned(),
        }
    }
}

/// The cells of the row that begins here, and where the next one does.
fn row(bytes: &[u8], begin: usize, separator: u8) -> (Vec<Range<usize>>, usize) {
    let mut cells = Vec::new();
    let mut at = begin;
    loop {
        let end = cell(bytes, at, separator);
        cells.push(at..end);
        match bytes.get(end) {
            Some(byte) if *byte == separator => at = end + 1,
            Some(b'\r') if bytes.get(end + 1) == Some(&b'\n') => return (cells, end + 2),
            Some(_) => return (cells, end + 1),
            None => return (cells, end),
        }
    }
}

/// Where the cell that begins here ends: before a separator, the end of the line or of the file.
fn cell(bytes: &[u8], begin: usize, separator: u8) -> usize {
    let mut is_inside = false;
    let mut at = begin;
    if bytes.get(begin) == Some(&b'"') {
        is_inside = true;
        at += 1;
    }
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' if is_inside && bytes.get(at + 1) == Some(&b'"') => at += 1,
            b'"' => is_inside = false,
            b'\r' | b'\n' if !is_inside => break,
            byte if *byte == separator && !is_inside => break,
            _ => {}
        }
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    /// Bytes among which those that matter are common.
    fn any_file() -> impl Strategy<Value = Vec<u8>> {
        let piece = prop_oneof![
            4 => prop::sample::select(vec![
                &b","[..], b";", b"\t", b"\"", b"\"\"", b"\n", b"\r\n", b"\r", MARK, b"12", b" "
            ])
            .prop_map(<[u8]>::to_vec),
            1 => vec(any::<u8>(), 0..4),
        ];
        vec(piece, 0..60).prop_map(|pieces| pieces.concat())
    }

    /// The file without some of its cells, and the places of these in it.
    fn without(sheet: &Sheet, cells: &[(usize, usize, String)]) -> Vec<Vec<u8>> {
        let mut places: Vec<Range<usize>> = cells
            .iter()
            .map(|(row, column, _)| sheet.rows[*row][*column].clone())
            .collect();
        places.sort_by_key(|place| place.start);
        places.dedup();
        let mut at = 0;
        let mut rest = Vec::new();
        for place in places {
            rest.push(sheet.bytes[at..place.start].to_vec());
            at = place.end;
        }
        rest.push(sheet.bytes[at..].to_vec());
        rest
    }

    proptest! {
        #[test]
        fn only_the_bytes_of_filled_cells_change(
            file in any_file(),
            picks in vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), "[0-9]{1,3}([.,;][0-9])?"), 0..6),
        ) {
            let sheet = Sheet::of(file.clone());
            prop_assume!(sheet.rows() > 0);
            let mut cells: Vec<(usize, usize, String)> = picks
                .iter()
                .map(|(row, column, text)| {
                    let row = row.index(sheet.rows());
                    (row, column.index(sheet.columns(row)), text.clone())
                })
                .collect();
            cells.sort();
            cells.dedup_by_key(|(row, column, _)| (*row, *column));
            let filled = sheet.with(&cells);
            // All that is between the filled cells is there as it was, in the same order.
            let mut at = 0;
            let kept = without(&sheet, &cells);
            let last = kept.len() - 1;
            for (place, part) in kept.iter().enumerate() {
                prop_assert_eq!(&filled[at..at + part.len()], &part[..]);
                at += part.len();
                if place < last {
                    let text = &cells[place].2;
                    let now = &filled[at..];
                    let quoted = format!("\"{text}\"");
                    let length = if now.starts_with(quoted.as_bytes()) { quoted.len() } else { text.len() };
                    prop_assert!(now.starts_with(quoted.as_bytes()) || now.starts_with(text.as_bytes()));
                    at += length;
                }
            }
            prop_assert_eq!(at, filled.len());
        }

        #[test]
        fn nothing_filled_is_nothing_changed(file in any_file()) {
            prop_assert_eq!(Sheet::of(file.clone()).with(&[]), file);
        }

        #[test]
        fn cells_are_those_of_another_reader(rows in vec(vec("[a-z0-9 \",\n]{0,6}", 2..5), 1..6)) {
            let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
            for row in &rows {
                writer.write_record(row).expect("a vector takes it");
            }
            let file = writer.into_inner().expect("a vector takes it");
            let sheet = Sheet::of(file);
            prop_assert_eq!(sheet.rows(), rows.len());
            for (at, row) in rows.iter().enumerate() {
                let read: Vec<String> = (0..sheet.columns(at)).map(|column| sheet.text(at, column)).collect();
                prop_assert_eq!(&read, row);
            }
        }
    }

    #[test]
    fn the_separator_is_the_commonest_of_the_first_row() {
        let titles = |file: &str| {
            let sheet = Sheet::of(file.into());
            (0..sheet.columns(0))
                .map(|column| sheet.text(0, column))
                .collect::<Vec<_>>()
        };
        assert_eq!(titles("a,\"b;c;d\",e\n1;2;3;4;5"), ["a", "b;c;d", "e"]);
        assert_eq!(
            titles("\u{feff}Student;ID;Grade\r\n"),
            ["Student", "ID", "Grade"]
        );
        assert_eq!(titles("a\tb\r"), ["a", "b"]);
        assert_eq!(titles("alone"), ["alone"]);
    }
}
