//! `cargo lab watch`: judges a lab each time that its sources are saved.

use std::io::Read;
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;

use anstyle::{AnsiColor, Style};
use anyhow::{Context, Result, bail};
use clap::Args;
use harness::lab::Lab;
use harness::report::Outcome;
use harness::report::terminal::Page;
use harness::source::Kit;
use harness::store::Store;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{getpid, kill_process};
use signal_hook::consts::{SIGCONT, SIGTSTP};

use crate::{answer, map, name, screen, signals};

mod keys;
mod running;
mod saves;

use keys::{Key, Keys};
use running::Run;
pub use running::{end_with_watch_if_asked, is_watched, rows_for_report};
use saves::{Means, Saves};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const GOOD: Style = AnsiColor::Green.on_default();

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The lab's name or number; without it, the lab that is next
    lab: Option<String>,
    /// Look at the files again and again: for network file systems, which tell of no save
    #[arg(long)]
    poll: bool,
}

pub fn run(arguments: &Arguments) -> Result<Outcome> {
    let kit = Kit::find()?;
    let lab = match &arguments.lab {
        Some(typed) => name::find_lab(typed)?,
        None => name::find_next(&kit, "watch")?,
    };
    let means = match arguments.poll {
        true => Means::Polling,
        false => Means::Notices,
    };
    let mut watch = Watch {
        signals: signals::listen().context("Ctrl-C cannot be listened to")?,
        stops: signals::listen_to(&[SIGTSTP]).context("Ctrl-Z cannot be listened to")?,
        goings_on: signals::listen_to(&[SIGCONT]).context("`fg` cannot be listened to")?,
        keys: Keys::open()?,
        saves: Saves::of(&kit, &lab, means)?,
        run: None,
        asked: None,
        left: None,
        kit,
        lab,
    };
    watch.go_on()
}

/// One lab under watch. Dropping it ends its run and gives the terminal back.
struct Watch {
    // The run is dropped first: what it prints must not come when the terminal is given back.
    run: Option<Run>,
    /// What is asked of it when it has ended.
    asked: Option<Key>,
    /// The lab that was left before it was whole.
    left: Option<&'static str>,
    keys: Keys,
    saves: Saves,
    signals: UnixStream,
    stops: UnixStream,
    goings_on: UnixStream,
    kit: Kit,
    lab: Lab,
}

/// What a watch waits for, the more pressing first.
enum Event {
    /// Somebody ends this process.
    Signal,
    /// Ctrl-Z.
    Stop,
    /// `fg`.
    GoOn,
    Saved,
    Key(Key),
    /// The run has ended by itself.
    Ended,
}

impl Watch {
    fn go_on(&mut self) -> Result<Outcome> {
        self.begin()?;
        // Where nobody reads any more, there is nothing to watch for.
        while !screen::is_gone() {
            match self.await_event()? {
                Event::Signal | Event::Key(Key::Quit) => break,
                Event::Stop => self.stop()?,
                Event::GoOn => {
                    self.keys.take_terminal()?;
                    self.begin()?;
                }
                Event::Saved => {
                    // A run of the sources as they were is of no use to anybody.
                    self.run = None;
                    self.saves.settle()?;
                    self.take_save()?;
                }
                Event::Key(Key::Again) => self.begin()?,
                Event::Key(Key::Next) => self.next()?,
                Event::Key(key @ (Key::Hint | Key::Explain)) => self.ask(key)?,
                Event::Key(Key::Other) => {}
                Event::Ended => {
                    let is_whole = self.run.take().is_some_and(Run::has_passed);
                    match self.asked.take() {
                        Some(key) => self.ask(key)?,
                        None => self.show_end(is_whole),
                    }
                }
            }
        }
        Ok(Outcome::Passed)
    }

    /// Judges what was saved, or waits until there is something.
    fn take_save(&mut self) -> Result<()> {
        if self.saves.are_there()? {
            // The folder may be another than before, and then its files are told of only so.
            self.saves = Saves::of(&self.kit, &self.lab, self.saves.means())?;
            return self.begin();
        }
        screen::println!(
            "{} is gone. It is waited for; `cargo lab reset {}`, in another terminal, or `git \
             restore` brings it back",
            self.saves.place().display(),
            self.lab.name
        );
        Ok(())
    }

    /// Stops, as Ctrl-Z wants it, with the terminal as it was before.
    fn stop(&mut self) -> Result<()> {
        // It would be judged by a clock that goes on.
        self.run = None;
        self.keys.give_terminal_back();
        kill_process(getpid(), rustix::process::Signal::STOP).context("a watch cannot be stopped")
    }

    /// Judges, whether or not a run is on its way.
    fn begin(&mut self) -> Result<()> {
        self.run = None;
        self.asked = None;
        screen::clear();
        let task = format!("exercises/{}/README.md", self.lab.folder());
        screen::println!(
            "{DIM}judging lab {} … its task: {task}{DIM:#}",
            self.lab.name
        );
        if let Some(left) = self.left.take() {
            screen::println!(
                "{DIM}lab {left} is not whole yet; cargo lab watch {left} goes on{DIM:#}"
            );
        }
        self.run = Some(Run::start(&["check", self.lab.name])?);
        Ok(())
    }

    /// What another command says, below the report: it waits for a run that is on its way.
    fn ask(&mut self, key: Key) -> Result<()> {
        if self.run.is_some() {
            self.asked = Some(key);
            return Ok(());
        }
        match key {
            Key::Explain => self.explain(),
            _ => self.tell(&["hint", self.lab.name]),
        }
    }

    fn tell(&mut self, arguments: &[&str]) -> Result<()> {
        self.run = Some(Run::start(arguments)?.without_verdict());
        Ok(())
    }

    /// What the first check that failed promises.
    fn explain(&mut self) -> Result<()> {
        let store = Store::of(&self.kit, "");
        let progress = map::read(&store, &self.lab);
        match progress.first_failure() {
            Some(check) => {
                let path = check.path(self.lab.name);
                self.tell(&["explain", &path])
            }
            None => {
                screen::println!("no check of lab {} has failed", self.lab.name);
                Ok(())
            }
        }
    }

    fn next(&mut self) -> Result<()> {
        let Some(lab) = following(&self.lab) else {
            screen::println!("lab {} is the last one", self.lab.name);
            return Ok(());
        };
        self.run = None;
        self.saves = Saves::of(&self.kit, &lab, self.saves.means())?;
        let progress = map::read(&Store::of(&self.kit, ""), &self.lab);
        self.left = progress.next().map(|_| self.lab.name);
        self.lab = lab;
        self.begin()
    }

    fn show_end(&self, is_whole: bool) {
        answer::show(|page| {
            page.blank();
            if is_whole {
                self.show_whole(page);
            }
            match self.keys.are_heard() {
                true => {
                    let watching = format!("watching {}", self.lab.name);
                    let words = [
                        &watching,
                        "Enter again",
                        "h hint",
                        "e explain",
                        "n next",
                        "q quit",
                    ];
                    page.list("", " · ", &words.map(|word| (DIM, word.to_owned())));
                }
                false => page.paragraph(
                    0,
                    DIM,
                    &format!("watching {}", self.saves.place().display()),
                ),
            }
        });
    }

    fn show_whole(&self, page: &mut Page) {
        let name = self.lab.name;
        match following(&self.lab) {
            Some(next) if self.keys.are_heard() => page.line(format!(
                "{GOOD}lab {name} is whole{GOOD:#}: {BOLD}n{BOLD:#} goes on to {}",
                next.name
            )),
            Some(next) => page.lead(
                &format!("lab {name} is whole; the next:"),
                &format!("cargo lab watch {}", next.name),
            ),
            None => page.line(format!(
                "{GOOD}lab {name} is whole{GOOD:#}, and it is the last one"
            )),
        }
    }

    fn await_event(&mut self) -> Result<Event> {
        let run = self.run.as_ref().map(AsFd::as_fd);
        let mut all = vec![
            self.signals.as_fd(),
            self.stops.as_fd(),
            self.goings_on.as_fd(),
            self.saves.as_fd(),
            self.keys.as_fd(),
        ];
        all.extend(run);
        let is_ready = await_any(&all, None)?;
        // One byte or many come to the same.
        let told = &mut [0; 16];
        Ok(match is_ready.iter().position(|is_ready| *is_ready) {
            Some(0) => {
                let _ = self.signals.read(told);
                Event::Signal
            }
            Some(1) => {
                let _ = self.stops.read(told);
                Event::Stop
            }
            Some(2) => {
                let _ = self.goings_on.read(told);
                Event::GoOn
            }
            Some(3) => Event::Saved,
            Some(4) => Event::Key(self.keys.read()?),
            _ => Event::Ended,
        })
    }
}

/// Waits until one of these can be read, or for so long, and says which can.
fn await_any(all: &[BorrowedFd<'_>], time: Option<&Timespec>) -> Result<Vec<bool>> {
    let mut descriptors: Vec<PollFd<'_>> = all
        .iter()
        .map(|one| PollFd::from_borrowed_fd(*one, PollFlags::IN))
        .collect();
    loop {
        match poll(&mut descriptors, time) {
            Ok(_) => break,
            Err(rustix::io::Errno::INTR) => {}
            Err(error) => bail!("nothing can be waited for: {error}"),
        }
    }
    let is_ready = |one: &PollFd<'_>| !one.revents().is_empty();
    Ok(descriptors.iter().map(is_ready).collect())
}

/// The lab that comes after this one.
fn following(lab: &Lab) -> Option<Lab> {
    let mut labs = harness::labs::all().into_iter();
    labs.find(|other| other.number > lab.number)
}

const EXAMPLES: &str = "Examples:
  cargo lab watch                  the lab that is next
  cargo lab watch echo
  cargo lab watch echo --poll      on a network file system

Keys, without Enter: Enter judges again, h gives a hint,
e explains the first check that failed, n goes on to the
next lab, q quits.

It is for people; `cargo lab check --json` is for programs.";
