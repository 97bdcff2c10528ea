//! The same interface where the kernel tells nothing: a program is stuck when nothing has come
//! from it for 2 s.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use super::observation::{Observation, Sight};
use super::{Baseline, Judgement, Link, Listening, Resources, Tree, Wait};

const PATIENCE: Duration = Duration::from_secs(2);

/// Waits for one running program.
pub struct Observer {
    program: String,
    tree: Tree,
    /// When something was last done to the program, or came from it.
    moved: Instant,
}

impl Observer {
    /// An observer of the program in these processes.
    pub fn new(tree: Tree) -> Observer {
        Observer {
            program: "server".into(),
            tree,
            moved: Instant::now(),
        }
    }

    /// Sets what sentences call the program; `server` is what they call it otherwise.
    pub fn named(mut self, program: &str) -> Observer {
        self.program = program.into();
        self
    }

    /// Always [`Listening::Unknown`]: wait for the program to say so itself.
    pub fn listener(&mut self, _port: u16) -> Listening {
        Listening::Unknown
    }

    /// There is nothing to remember.
    pub fn baseline(&mut self) -> Baseline {
        Baseline::Still
    }

    /// Something has been done to the program: the deadline starts over.
    pub fn begin(&mut self, _mark: &str) {
        self.moved();
    }

    /// Bytes came from the program: the deadline starts over.
    pub fn moved(&mut self) {
        self.moved = Instant::now();
    }

    /// How long until the deadline.
    pub fn next_look(&self) -> Duration {
        PATIENCE.saturating_sub(self.moved.elapsed())
    }

    /// Whether the deadline has passed.
    pub fn look(&mut self, _links: &[Link]) -> Judgement {
        if self.moved.elapsed() >= PATIENCE {
            Judgement::Stuck
        } else {
            Judgement::Quiet
        }
    }

    /// Not known here; a pause has to do.
    pub fn has_read(&self, _link: &Link) -> bool {
        self.moved.elapsed() > Duration::from_millis(5)
    }

    /// No thread is known here.
    pub fn serving(&mut self, _link: &Link) -> Option<Watched> {
        None
    }

    /// Says that nothing is known.
    pub fn observation(&mut self, _links: &[Link]) -> Observation {
        Observation {
            program: self.program.clone(),
            sight: Sight::None,
            threads: Vec::new(),
            links: Vec::new(),
        }
    }

    /// Nothing can be measured; all figures are 0.
    pub fn resources(&self) -> Resources {
        Resources::default()
    }

    /// Not known here.
    pub fn listening(&self) -> Vec<SocketAddr> {
        Vec::new()
    }

    /// The one process that is known, if it is the program's.
    pub fn processes(&self) -> Vec<u32> {
        match self.tree {
            Tree::From(pid) => vec![pid],
            Tree::Below(_) => Vec::new(),
        }
    }
}

/// A thread that could be watched, where threads can be seen.
#[derive(Debug)]
pub enum Watched {}

impl Watched {
    /// Its id.
    pub fn tid(&self) -> u32 {
        match *self {}
    }

    /// Its number for people.
    pub fn number(&self) -> usize {
        match *self {}
    }

    /// Where it stands now.
    pub fn wait(&self) -> Wait {
        match *self {}
    }

    /// How often it has got a processor so far.
    pub fn runs(&self) -> u64 {
        match *self {}
    }

    /// How long it has had a processor so far.
    pub fn time_run(&self) -> Duration {
        match *self {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_the_deadline_it_is_stuck() {
        let mut observer = Observer::new(Tree::From(1));
        observer.begin("client 1 sent \"hello\"");
        assert_eq!(observer.look(&[]), Judgement::Quiet);
        observer.moved = Instant::now()
            .checked_sub(PATIENCE)
            .expect("the clock began long ago");
        assert_eq!(observer.next_look(), Duration::ZERO);
        assert_eq!(observer.look(&[]), Judgement::Stuck);
    }

    #[test]
    fn it_says_that_it_knows_nothing() {
        let mut observer = Observer::new(Tree::From(1));
        assert_eq!(observer.listener(80), Listening::Unknown);
        assert_eq!(
            observer.observation(&[]).sentences(),
            ["where its threads stand is not known on this system"]
        );
    }
}
