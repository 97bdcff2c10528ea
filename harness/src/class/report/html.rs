//! A class as pages: one of all students for the instructor, and one of each student to hand out.
//!
//! Each page is a file of its own: style and script stand in it, and its security policy lets
//! nothing else be loaded, sent or run. All that a submission says goes through the templates'
//! escaping; none is ever marked as safe.

use std::path::Path;

use anyhow::{Context, Result};
use base64::Engine;
use hmac_sha256::Hash;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior, Value, context};

use super::for_each_member;
use crate::class::reading::Class;
use crate::class::shown;
use crate::whole::{self, Durability};

mod index;
mod student;

const TEMPLATES: [(&str, &str); 6] = [
    ("page.html", include_str!("html/page.html")),
    ("index.html", include_str!("html/index.html")),
    ("student.html", include_str!("html/student.html")),
    ("finding.html", include_str!("html/finding.html")),
    ("sequence.html", include_str!("html/sequence.html")),
    ("distribution.html", include_str!("html/distribution.html")),
];
const STYLE: &str = include_str!("html/style.css");
const SCRIPT: &str = include_str!("html/script.js");

/// The folder of the students' pages, beside the class's.
const STUDENTS: &str = "students";

/// Writes `index.html` and `students/NAME.html` into a folder, and says how many pages there are.
///
/// # Errors
/// The gradebook cannot be read, or a page not written.
pub fn write(class: &Class, folder: &Path) -> Result<usize> {
    let pages = Pages::new()?;
    let seen = for_each_member(class, |seen: &mut index::Seen, member| {
        let records = class.records(member)?;
        records.iter().for_each(|record| seen.see(member, record));
        let path = folder.join(link(&member.student.id));
        let page = pages.student(&student::page(member, &records))?;
        whole::write(&path, page.as_bytes())
    })?;
    let mut all = index::Seen::default();
    seen.into_iter().for_each(|seen| all.add(seen));
    let page = index::page(class, all);
    whole::print(&folder.join("index.html"), Durability::Lazy, |out| {
        pages.index(&page, out)
    })?;
    Ok(class.members.len() + 1)
}

/// A student's page, from the class's.
fn link(id: &str) -> String {
    format!("{STUDENTS}/{}.html", shown::file_name(id))
}

/// The templates, and what stands in every page.
struct Pages {
    templates: Environment<'static>,
}

impl Pages {
    fn new() -> Result<Pages> {
        let mut templates = Environment::new();
        templates.set_undefined_behavior(UndefinedBehavior::Strict);
        for (name, source) in TEMPLATES {
            templates.add_template(name, source)?;
        }
        // These two are the kit's own, and must stand in the page just as their digests say.
        templates.add_global("style", Value::from_safe_string(STYLE.to_owned()));
        templates.add_global("script", Value::from_safe_string(SCRIPT.to_owned()));
        templates.add_global("style_digest", digest(STYLE));
        templates.add_global("script_digest", digest(SCRIPT));
        Ok(Pages { templates })
    }

    fn student(&self, page: &student::Page) -> Result<String> {
        let template = self.templates.get_template("student.html")?;
        let page = template.render(context! { page => Serde(page), has_script => false });
        page.context("a student's page could not be made")
    }

    fn index(&self, page: &index::Page, out: &mut dyn std::io::Write) -> Result<()> {
        let template = self.templates.get_template("index.html")?;
        template
            .render_captured_to(context! { page => Serde(page), has_script => true }, out)
            .context("the class's page could not be made")?;
        Ok(())
    }
}

/// A digest, as a page's security policy has it.
fn digest(text: &str) -> String {
    let digest = Hash::hash(text.as_bytes());
    format!(
        "sha256-{}",
        base64::engine::general_purpose::STANDARD.encode(digest)
    )
}
