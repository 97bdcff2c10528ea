//! From a save to the verdict: under `cargo lab watch`, and by hand.
//!
//! The two take turns, so that what else the machine does is the same for both.

use std::fs;
use std::io::{BufRead, BufReader, Lines};
use std::process::{Child, ChildStdout, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::student::{Student, run};
use crate::timing::{middle, ms, ratio};

const TURNS: usize = 7;

pub fn bench(student: &Student) -> Result<()> {
    let (mut watched, mut by_hand) = (Vec::new(), Vec::new());
    for turn in 0..TURNS {
        watched.push(save_under_watch(student, turn)?);
        by_hand.push(save_by_hand(student, turn)?);
    }
    let (watched, by_hand) = (middle(watched), middle(by_hand));
    println!("\nfrom a save to the whole report of echo, median of {TURNS} turns");
    println!("  {:<40} {:>9}", "`cargo lab watch`", ms(watched));
    println!(
        "  {:<40} {:>9}  watch: {:.2} times (limit 1.5)",
        "`cargo build -p echo; cargo lab check`",
        ms(by_hand),
        ratio(watched, by_hand)
    );
    Ok(())
}

fn save_under_watch(student: &Student, turn: usize) -> Result<Duration> {
    let mut watch = Watch::start(student)?;
    // The sources as they were.
    watch.await_verdict()?;
    save(student, &format!("watched {turn}"))?;
    let begun = Instant::now();
    watch.await_verdict()?;
    Ok(begun.elapsed())
}

fn save_by_hand(student: &Student, turn: usize) -> Result<Duration> {
    save(student, &format!("by hand {turn}"))?;
    let begun = Instant::now();
    run(&mut student.cargo(&["build", "--package", "echo"]))?;
    run(&mut student.cargo(&["lab", "check", "echo"]))?;
    Ok(begun.elapsed())
}

/// Saves a source that is another one than before, and is compiled to the same.
fn save(student: &Student, words: &str) -> Result<()> {
    let path = student.source("server.rs");
    let text = fs::read_to_string(&path)?;
    fs::write(path, format!("{text}// {words}\n"))?;
    Ok(())
}

/// A watch without a terminal. Dropping it ends it.
struct Watch {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Watch {
    fn start(student: &Student) -> Result<Watch> {
        let mut child = student
            .lab(&["watch", "echo"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("lab")?;
        let output = child.stdout.take().context("it is a pipe")?;
        let lines = BufReader::new(output).lines();
        Ok(Watch { child, lines })
    }

    /// Reads on until the whole report was told, and all of it passed.
    fn await_verdict(&mut self) -> Result<()> {
        let mut is_whole = false;
        for line in self.lines.by_ref() {
            let line = line?;
            is_whole |= line.contains("lab echo is whole");
            if line.starts_with("watching ") {
                match is_whole {
                    true => return Ok(()),
                    false => bail!("the solution did not pass under watch"),
                }
            }
        }
        bail!("the watch ended")
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        // The end of its input is its end.
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}
