//! A class for programs: `roundtrip/class/v1`, described by `harness/schemas/class.schema.json`.

use std::io::Write;

use anyhow::Result;

use super::tally::Tally;
use crate::class::reading::Class;

/// What the document calls its own form.
pub const SCHEMA: &str = "roundtrip/class/v1";

/// Writes the whole class as one document: for the instructor, with all that is known of hidden
/// checks. The records stand there as the gradebook has them, a line each.
///
/// # Errors
/// It cannot be read or written.
pub fn print(class: &Class, out: &mut dyn Write) -> Result<()> {
    let mut tally = Tally::default();
    writeln!(out, "{{\"schema\":\"{SCHEMA}\",\"students\":[")?;
    for (place, member) in class.members.iter().enumerate() {
        let total = member.total();
        let comma = if place > 0 { ",\n" } else { "" };
        write!(
            out,
            "{comma}{{\"id\":{},\"name\":{},\"score\":{},\"max_score\":{},\"records\":[",
            serde_json::to_string(&member.student.id)?,
            serde_json::to_string(&member.student.name)?,
            serde_json::to_string(&total.score)?,
            total.of
        )?;
        for (place, work) in member.works.iter().enumerate() {
            let comma = if place > 0 { "," } else { "" };
            write!(out, "{comma}\n  ")?;
            let line = class.line(work)?;
            tally.count(&serde_json::from_slice(&line)?);
            out.write_all(line.trim_ascii())?;
        }
        write!(out, "]}}")?;
    }
    let labs = serde_json::to_string(&tally.labs(class))?;
    let unread = serde_json::to_string(&class.unread)?;
    let notices = serde_json::to_string(&class.notices)?;
    writeln!(
        out,
        "],\n\"labs\":{labs},\n\"unread\":{unread},\n\"notices\":{notices}}}"
    )?;
    Ok(())
}
