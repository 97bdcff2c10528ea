//! Who is measured: a server of a lab, or the bare loopback of this machine.

use std::io;
use std::net::SocketAddr;

use super::Plan;
use super::clients::{self, Sample};
use super::loopback::Loopback;
use crate::finding::Panic;
use crate::lab::Load;
use crate::program::{CommandLine, Ended, HARD_LIMIT, LaunchError, Program, Stream};
use crate::scene::Server;
use crate::swarm::{Silence, Swarm};
use crate::talk::escape;

/// How much of a wrong answer is shown, in columns.
const SHOWN: usize = 40;

/// A server to be measured.
#[derive(Clone, Debug)]
pub struct Contender {
    /// What people call it.
    pub name: String,
    /// What it is asked.
    pub load: Load,
    /// How it is started. Each point meets it afresh.
    pub start: Start,
}

/// How a contender is started.
#[derive(Clone, Debug)]
pub enum Start {
    /// As a program.
    Command(CommandLine),
    /// As a thread of the harness, which sends back whatever it reads from any client: nothing that
    /// goes over this machine's loopback is faster by much.
    Loopback,
}

/// Why there is nothing to measure.
#[derive(Debug, thiserror::Error)]
pub enum Unmeasured {
    /// It does not even listen.
    #[error("{who}: {reason}")]
    NotStarted {
        /// The contender.
        who: String,
        /// Why.
        reason: String,
    },
    /// It said something else.
    #[error("{who} answered `{got}` to `{request}`, and {wanted} was wanted")]
    Wrong {
        /// The contender.
        who: String,
        /// What it was asked.
        request: &'static str,
        /// What it should have answered.
        wanted: String,
        /// What it did answer.
        got: String,
    },
    /// It said nothing.
    #[error("{who} does not answer `{request}`{when}")]
    Silent {
        /// The contender.
        who: String,
        /// What it was asked.
        request: &'static str,
        /// When, and what is known of the reason.
        when: String,
    },
    /// It ended.
    #[error("{who} ended by itself when {clients} clients at a time spoke with it: {how}")]
    Ended {
        /// The contender.
        who: String,
        /// How many there were.
        clients: u32,
        /// Its exit status or signal.
        how: Ended,
    },
    /// The harness could not do its part.
    #[error("the harness could not measure: {0}")]
    Harness(#[from] io::Error),
}

/// A contender that runs, until it is dropped.
enum Running {
    Program(Box<Server>),
    Loopback(Loopback),
}

impl Running {
    fn address(&self) -> SocketAddr {
        match self {
            Running::Program(server) => server.address,
            Running::Loopback(loopback) => loopback.address,
        }
    }
}

impl Contender {
    /// Asks once: a server that cannot do this much is told why before any time is spent.
    ///
    /// # Errors
    /// What it does instead.
    pub fn try_out(&self) -> Result<(), Unmeasured> {
        let Running::Program(mut server) = self.start()? else {
            return Ok(());
        };
        let (swarm, gathered) = Swarm::gather(&mut server, 1, &[self.load.request]);
        let silent = |when: &str| Unmeasured::Silent {
            who: self.name.clone(),
            request: self.load.request,
            when: when.into(),
        };
        gathered.map_err(|silence| match silence {
            Silence::Stuck => silent(", and it never will"),
            Silence::Late => silent(&format!(" within {} s", HARD_LIMIT.as_secs())),
            Silence::Left(_) => silent(": it closed the connection"),
            Silence::Ended(_) => silent(": it ended"),
            Silence::Harness(reason) => Unmeasured::Harness(io::Error::other(reason)),
        })?;
        let reply = swarm
            .exchanges()
            .first()
            .and_then(|exchange| exchange.reply.as_deref());
        let reply = reply.unwrap_or_default();
        match self.load.answer.is(reply.as_bytes()) {
            true => Ok(()),
            false => Err(self.wrong(reply.as_bytes())),
        }
    }

    /// Measures one point, once.
    pub(super) fn sample(&self, plan: &Plan, clients: u32) -> Result<Sample, Unmeasured> {
        let running = self.start()?;
        let ended = || match &running {
            Running::Program(server) => server.program.ended(),
            Running::Loopback(_) => None,
        };
        let outcome = clients::play(running.address(), &self.load, plan, clients, || {
            ended().is_none()
        });
        if let Some(how) = ended() {
            return Err(Unmeasured::Ended {
                who: self.name.clone(),
                clients,
                how,
            });
        }
        let sample = outcome.map_err(|trouble| match trouble {
            clients::Trouble::Wrong(line) => self.wrong(&line),
            clients::Trouble::Harness(error) => Unmeasured::Harness(error),
        })?;
        if sample.replies == 0 {
            return Err(Unmeasured::Silent {
                who: self.name.clone(),
                request: self.load.request,
                when: match clients {
                    1 => format!(" within {} s", HARD_LIMIT.as_secs()),
                    _ => format!(
                        ": of {clients} clients none was answered within {} s",
                        HARD_LIMIT.as_secs()
                    ),
                },
            });
        }
        Ok(sample)
    }

    fn start(&self) -> Result<Running, Unmeasured> {
        match &self.start {
            Start::Loopback => Ok(Running::Loopback(Loopback::start()?)),
            Start::Command(command) => {
                let (program, address) =
                    Program::launch_server(command).map_err(|error| Unmeasured::NotStarted {
                        who: self.name.clone(),
                        reason: why(&error),
                    })?;
                Ok(Running::Program(Box::new(Server { program, address })))
            }
        }
    }

    fn wrong(&self, line: &[u8]) -> Unmeasured {
        Unmeasured::Wrong {
            who: self.name.clone(),
            request: self.load.request,
            wanted: self.load.answer.to_string(),
            got: escape::cut(&line.escape_ascii().to_string(), SHOWN),
        }
    }
}

/// Why a server did not listen; where it has panicked, in the panic's words.
fn why(error: &LaunchError) -> String {
    let panic = match error {
        LaunchError::Ended { ended, output, .. } => {
            Panic::that_ended(*ended, &output.text(Stream::Stderr))
        }
        _ => None,
    };
    panic.map_or_else(|| error.to_string(), |panic| panic.sentence("the server"))
}
