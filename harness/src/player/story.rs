//! The transcript while it is written.

use std::time::{Duration, Instant};

use crate::talk::Party;
use crate::transcript::{Event, Transcript, What};

/// Who is told of each event as it happens.
pub type Listener<'a> = &'a mut dyn FnMut(&Event);

/// A transcript that grows, and somebody who may listen to it.
pub struct Story<'a> {
    begun: Instant,
    transcript: Transcript,
    listener: Option<Listener<'a>>,
}

impl<'a> Story<'a> {
    /// It begins now, and nothing has happened yet.
    pub fn begin() -> Story<'a> {
        Story {
            begun: Instant::now(),
            transcript: Transcript::default(),
            listener: None,
        }
    }

    /// Tells this listener of all that happens from now on.
    pub fn tell(&mut self, listener: Listener<'a>) {
        self.listener = Some(listener);
    }

    /// The time since it began.
    pub fn now(&self) -> Duration {
        self.begun.elapsed()
    }

    /// Adds what happened next. The listener is told of bytes as they come; in the transcript
    /// those that go on are one event.
    pub fn add(&mut self, at: Duration, party: Party, what: What, step: Option<usize>) {
        if let Some(listener) = &mut self.listener {
            listener(&Event {
                at,
                party,
                what: what.clone(),
                step,
            });
        }
        self.transcript.push(at, party, what, step);
    }

    /// All that happened.
    pub fn end(self) -> Transcript {
        self.transcript
    }
}
