//! What students read first.

use anyhow::{Context, Result};

/// The handout's README: its own words around the kit's section for students.
///
/// # Errors
/// The kit's README has no such section.
pub fn of(kits: &str) -> Result<String> {
    let section = kits
        .split_once("\n## For students\n")
        .and_then(|(_, rest)| rest.split_once("\n## "))
        .map(|(section, _)| section.trim_matches('\n'))
        .context("the kit's README has no section `## For students` with another one behind it")?;
    // The examples are of the kit's wrong programs; a student's own needs no option.
    let section: String = section
        .lines()
        .map(|line| line.split(" --wrong ").next().unwrap_or(line))
        .flat_map(|line| [line, "\n"])
        .collect();
    let labs: String = crate::labs::all()
        .iter()
        .map(|lab| {
            format!(
                "| {} [{}](exercises/{}/README.md) | {} | {} |\n",
                lab.number,
                lab.name,
                lab.folder(),
                lab.title,
                lab.points()
            )
        })
        .collect();
    Ok(include_str!("README.md")
        .replace("{labs}\n", &labs)
        .replace("{section}\n", &section))
}

/// The handout's Makefile.
pub fn makefile() -> String {
    let checks: String = crate::labs::all()
        .iter()
        // Work that is not finished is no failure of make's.
        .map(|lab| format!("\tcargo lab check {} || test $$? -eq 1\n", lab.name))
        .collect();
    format!(
        "# The commands that people type. `make` alone judges your work.\n\n.PHONY: check test\n\n\
         check: ## Judge all labs, and show where you stand\n{checks}\tcargo lab\n\n\
         test: ## Every check of every lab as a test of its own\n\tcargo test --no-fail-fast\n"
    )
}
