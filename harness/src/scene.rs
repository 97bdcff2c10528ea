//! A scene: one check at work on one program.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use crate::check::{Check, Proof};
use crate::explorer::{self, Sources};
use crate::finding::{Finding, Trouble};
use crate::lab::Lab;
use crate::player::{Listener, Play, Player, Telling};
use crate::program::{CommandLine, LaunchError, Program, Role};
use crate::property;
use crate::talk::{Talk, text};

/// What a check works with.
pub struct Scene<'a> {
    /// The lab whose contract is judged.
    pub lab: &'a Lab,
    /// The promise that is judged.
    pub check: &'a Check,
    /// How the program is started.
    pub command: &'a CommandLine,
    /// Where all that is random here comes from.
    pub seed: u64,
    /// What the program is built from, where that is known.
    pub sources: Option<&'a Sources>,
    /// What a reader of the verdict should know, also where it is passed.
    pub notes: Vec<String>,
    arguments: &'a str,
}

/// A server that was started, and where it listens.
pub struct Server {
    /// The running program.
    pub program: Program,
    /// Where it listens.
    pub address: SocketAddr,
}

impl<'a> Scene<'a> {
    /// Sets the scene; nothing is started yet.
    pub fn new(
        lab: &'a Lab,
        check: &'a Check,
        command: &'a CommandLine,
        seed: u64,
        arguments: &'a str,
    ) -> Scene<'a> {
        Scene {
            lab,
            check,
            command,
            seed,
            sources: None,
            notes: Vec::new(),
            arguments,
        }
    }

    /// Adds to what a reader should know.
    pub fn note(&mut self, note: String) {
        self.notes.push(note);
    }

    /// Puts the promise to the test.
    ///
    /// # Errors
    /// What was found, or why the harness could not judge.
    pub fn run(&mut self) -> Result<(), Trouble> {
        match self.check.proof {
            Proof::Talks(sources) => sources
                .iter()
                .try_for_each(|source| self.perform(&self.read(source)?)),
            Proof::Property { cases, strategy } => property::run(self, cases, strategy()),
            Proof::Scene { play, .. } => play(self),
            Proof::Schedules(schedules) => explorer::judge(self, schedules),
        }
    }

    /// Reads a talk of the kit, its words filled from this check's seed.
    ///
    /// # Errors
    /// The talk is none, which is the kit's fault.
    pub fn read(&self, source: &str) -> Result<Talk, Trouble> {
        text::parse(source, self.seed)
            .map_err(|error| Trouble::Harness(format!("a talk of the kit:\n{error}")))
    }

    /// Starts a server and waits until it listens.
    ///
    /// # Errors
    /// It does not.
    pub fn start_server(&self) -> Result<Server, Trouble> {
        let (program, address) =
            Program::launch_server(self.command).map_err(|error| self.not_launched(error))?;
        Ok(Server { program, address })
    }

    /// Plays a talk with a program that is started for it.
    ///
    /// # Errors
    /// The talk did not come true, and the story of that.
    pub fn perform(&self, talk: &Talk) -> Result<(), Trouble> {
        self.play(talk, Telling::Whole, None)
    }

    /// The same, and `tell` is called for each event as it happens.
    ///
    /// # Errors
    /// The talk did not come true, and the story of that.
    pub fn perform_live(&self, talk: &Talk, tell: Listener<'_>) -> Result<(), Trouble> {
        self.play(talk, Telling::Whole, Some(tell))
    }

    /// The same, and how much is told of a failure.
    ///
    /// # Errors
    /// The talk did not come true, and the story of that.
    pub fn perform_telling(&self, talk: &Talk, telling: Telling) -> Result<(), Trouble> {
        self.play(talk, telling, None)
    }

    fn play(
        &self,
        talk: &Talk,
        telling: Telling,
        listener: Option<Listener<'_>>,
    ) -> Result<(), Trouble> {
        let sockets;
        let mut program;
        let mut player = match self.check.role {
            Role::Server => {
                let server = self.start_server()?;
                program = server.program;
                Player::with_server(&mut program, server.address)
            }
            Role::Client => {
                sockets = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
                let address = sockets.local_addr()?;
                program = Program::launch(Role::Client, &self.command.fill(address))
                    .map_err(|error| self.not_launched(error))?;
                Player::with_client(&mut program, &sockets)?
            }
        };
        if let Some(listener) = listener {
            player = player.telling_live(listener);
        }
        let play = player.telling(telling).play(talk);
        self.judge(talk, play)
    }

    /// Plays a talk with a server that runs already.
    ///
    /// # Errors
    /// The talk did not come true, and the story of that.
    pub fn converse(
        &self,
        server: &mut Server,
        talk: &Talk,
        telling: Telling,
    ) -> Result<(), Trouble> {
        let player = Player::with_server(&mut server.program, server.address);
        let play = player.telling(telling).play(talk);
        self.judge(talk, play)
    }

    fn judge(&self, talk: &Talk, play: Play) -> Result<(), Trouble> {
        match play.failure {
            None => Ok(()),
            Some(failure) => Err(Finding::of_failure(self, talk, play.transcript, *failure)),
        }
    }

    /// A finding from outside any talk.
    pub fn find(&self, headline: impl Into<String>) -> Finding {
        Finding::new(self, headline.into())
    }

    /// The command that judges this check again.
    pub fn again(&self) -> String {
        let arguments = self.arguments;
        let space = if arguments.is_empty() { "" } else { " " };
        format!(
            "cargo lab check {}{space}{arguments} --check {}",
            self.lab.name, self.check.name
        )
    }

    /// The command that plays the saved failure again.
    pub fn replay(&self) -> String {
        let arguments = self.arguments;
        let space = if arguments.is_empty() { "" } else { " " };
        format!(
            "cargo lab replay {}{space}{arguments}",
            self.check.path(self.lab.name)
        )
    }

    /// What it means that a program could not be launched.
    pub fn not_launched(&self, error: LaunchError) -> Trouble {
        Finding::of_launch(self, error)
    }
}

impl From<std::io::Error> for Trouble {
    fn from(error: std::io::Error) -> Trouble {
        Trouble::Harness(error.to_string())
    }
}
