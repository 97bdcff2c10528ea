//! What the ends of a channel share.

use std::collections::VecDeque;
use std::panic::Location;
use std::sync::mpsc::{RecvError, RecvTimeoutError, SendError, TryRecvError, TrySendError};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::fresh::Fresh;
use crate::{event, machine, schedule};

/// A channel.
pub struct Queue<T> {
    /// `None` for a channel that never fills up, 0 for one in which each sender waits for a receiver.
    bound: Option<usize>,
    state: Mutex<State<T>>,
    changes: schedule::Queue,
    number: Fresh<usize>,
}

struct State<T> {
    messages: VecDeque<T>,
    senders: usize,
    has_receiver: bool,
    /// A receiver waits for the next message.
    is_awaited: bool,
    /// How many messages have been sent, and how many received.
    sent: usize,
    received: usize,
}

impl<T> Queue<T> {
    pub(super) fn new(bound: Option<usize>) -> Queue<T> {
        Queue {
            bound,
            state: Mutex::new(State {
                messages: VecDeque::new(),
                senders: 1,
                has_receiver: true,
                is_awaited: false,
                sent: 0,
                received: 0,
            }),
            changes: schedule::Queue::new(),
            number: Fresh::new(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn send(
        &self,
        message: T,
        place: &'static Location<'static>,
    ) -> Result<(), SendError<T>> {
        schedule::step();
        let mut message = Some(message);
        if !self.has_room() {
            event::note(place, || format!("waits for room in {}", self.name()));
        }
        let put = self.changes.wait_until(|| self.put(&mut message));
        match (put, message) {
            (Some(ticket), _) => {
                event::note(place, || format!("sends on {}", self.name()));
                self.changes.wake();
                if self.bound == Some(0) {
                    return self.wait_for_receipt(ticket);
                }
                Ok(())
            }
            (None, Some(message)) => {
                event::note(place, || {
                    format!("cannot send on {}, which has no receiver", self.name())
                });
                Err(SendError(message))
            }
            (None, None) => unreachable!("a message is put, or is still there"),
        }
    }

    fn has_room(&self) -> bool {
        let state = self.state();
        !state.has_receiver || state.messages.len() < self.bound.unwrap_or(usize::MAX).max(1)
    }

    /// Puts the message into the channel and says which it is; `Some(None)` if there is no receiver.
    fn put(&self, message: &mut Option<T>) -> Option<Option<usize>> {
        if !self.has_room() {
            return None;
        }
        let mut state = self.state();
        if !state.has_receiver {
            return Some(None);
        }
        state.messages.extend(message.take());
        state.sent += 1;
        Some(Some(state.sent))
    }

    fn wait_for_receipt(&self, ticket: usize) -> Result<(), SendError<T>> {
        self.changes.wait_until(|| {
            let mut state = self.state();
            if state.received >= ticket {
                return Some(Ok(()));
            }
            if !state.has_receiver {
                return Some(
                    state
                        .messages
                        .pop_front()
                        .map_or(Ok(()), |message| Err(SendError(message))),
                );
            }
            None
        })
    }

    pub(super) fn try_send(
        &self,
        message: T,
        place: &'static Location<'static>,
    ) -> Result<(), TrySendError<T>> {
        schedule::step();
        let mut message = Some(message);
        let is_met = self.bound != Some(0) || self.state().is_awaited || !self.state().has_receiver;
        let put = if is_met { self.put(&mut message) } else { None };
        match (put, message) {
            (Some(None), Some(message)) => Err(TrySendError::Disconnected(message)),
            (None, Some(message)) => {
                event::note(place, || format!("finds {} full", self.name()));
                Err(TrySendError::Full(message))
            }
            _ => {
                event::note(place, || format!("sends on {}", self.name()));
                self.changes.wake();
                Ok(())
            }
        }
    }

    pub(super) fn receive(&self, place: &'static Location<'static>) -> Result<T, RecvError> {
        self.receive_within(None, place).map_err(|_| RecvError)
    }

    pub(super) fn receive_within(
        &self,
        timeout: Option<Duration>,
        place: &'static Location<'static>,
    ) -> Result<T, RecvTimeoutError> {
        schedule::step();
        let mut received = self.take();
        if received.is_none() {
            event::note(place, || format!("waits for a message on {}", self.name()));
            self.state().is_awaited = true;
            received = self.changes.wait_at_most(timeout, || self.take());
            self.state().is_awaited = false;
        }
        self.changes.wake();
        match received {
            Some(Some(message)) => {
                event::note(place, || format!("receives on {}", self.name()));
                Ok(message)
            }
            Some(None) => {
                event::note(place, || {
                    format!("finds that {} has no sender", self.name())
                });
                Err(RecvTimeoutError::Disconnected)
            }
            None => {
                event::note(place, || format!("times out on {}", self.name()));
                Err(RecvTimeoutError::Timeout)
            }
        }
    }

    /// Takes a message; `Some(None)` if there will never be one.
    fn take(&self) -> Option<Option<T>> {
        let mut state = self.state();
        match state.messages.pop_front() {
            Some(message) => {
                state.received += 1;
                Some(Some(message))
            }
            None => (state.senders == 0).then_some(None),
        }
    }

    pub(super) fn try_receive(&self, place: &'static Location<'static>) -> Result<T, TryRecvError> {
        schedule::step();
        match self.take() {
            Some(Some(message)) => {
                event::note(place, || format!("receives on {}", self.name()));
                self.changes.wake();
                Ok(message)
            }
            Some(None) => Err(TryRecvError::Disconnected),
            None => {
                event::note(place, || format!("finds {} empty", self.name()));
                Err(TryRecvError::Empty)
            }
        }
    }

    pub(super) fn add_sender(&self) {
        self.state().senders += 1;
    }

    pub(super) fn drop_sender(&self) {
        schedule::step();
        self.state().senders -= 1;
        self.changes.wake();
    }

    pub(super) fn drop_receiver(&self) {
        schedule::step();
        let unread = {
            let mut state = self.state();
            state.has_receiver = false;
            match self.bound {
                // Each goes back to its sender.
                Some(0) => VecDeque::new(),
                _ => std::mem::take(&mut state.messages),
            }
        };
        self.changes.wake();
        drop(unread);
    }

    fn name(&self) -> String {
        let number = self.number.with(|number| {
            if *number == 0 {
                *number = machine::number("channel");
            }
            *number
        });
        format!("channel {number}")
    }
}
