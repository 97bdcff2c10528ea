//! A small program of the lecture's own, and what its first lines promise that it does.

/// What becomes of a snippet; the tests hold it to that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Promise {
    /// It runs, and prints just this.
    Prints(String),
    /// It runs.
    Runs,
    /// It is compiled, and not run.
    Compiles,
    /// The compiler refuses it, with this code alone.
    Fails(String),
}

/// What the comments at the head of a snippet promise.
///
/// # Errors
/// They promise nothing, or several things at once.
pub fn promise(text: &str) -> Result<Promise, String> {
    let head = text.lines().map_while(|line| {
        let comment = line
            .strip_prefix("//!")
            .or_else(|| line.strip_prefix('#'))?;
        Some(comment.strip_prefix(' ').unwrap_or(comment))
    });
    let mut promises: Vec<Promise> = Vec::new();
    for line in head {
        let word = line.trim_end();
        if let Some(printed) = line.strip_prefix("prints:") {
            let printed = printed.strip_prefix(' ').unwrap_or(printed);
            if let Some(Promise::Prints(text)) = promises.last_mut() {
                *text += &format!("{printed}\n");
            } else {
                promises.push(Promise::Prints(format!("{printed}\n")));
            }
        } else if let Some(code) = line.strip_prefix("fails:") {
            promises.push(Promise::Fails(code.trim().to_owned()));
        } else if word == "runs" {
            promises.push(Promise::Runs);
        } else if word == "compiles" {
            promises.push(Promise::Compiles);
        }
    }
    match <[Promise; 1]>::try_from(promises) {
        Ok([promise]) => Ok(promise),
        Err(others) if others.is_empty() => {
            Err("its head promises nothing: `prints: …`, `runs`, `compiles` or `fails: E…`".into())
        }
        Err(others) => Err(format!("its head promises {} things at once", others.len())),
    }
}

/// What a snippet prints.
///
/// # Errors
/// It does not say so.
pub fn output(text: &str) -> Result<Vec<String>, String> {
    match promise(text)? {
        Promise::Prints(printed) => Ok(printed.lines().map(str::to_owned).collect()),
        _ => Err("its head has no line `prints: …`".into()),
    }
}
