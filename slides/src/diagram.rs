//! A drawing that stands inside the lecture.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// A drawing and what it shows, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagram {
    svg: String,
    alternative: String,
}

impl Diagram {
    /// A drawing of this SVG.
    ///
    /// # Errors
    /// It is none.
    pub fn new(svg: String, alternative: &str) -> Result<Diagram, String> {
        if !svg.trim_start().starts_with("<svg") {
            return Err("it does not begin with `<svg`".into());
        }
        let alternative = alternative.to_owned();
        Ok(Diagram { svg, alternative })
    }

    /// The drawing in HTML, which needs no other file.
    pub fn html(&self) -> String {
        let alternative = self
            .alternative
            .replace('&', "&amp;")
            .replace('"', "&quot;");
        let data = STANDARD.encode(&self.svg);
        format!(r#"<img alt="{alternative}" src="data:image/svg+xml;base64,{data}">"#)
    }
}
