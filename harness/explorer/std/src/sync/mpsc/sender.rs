//! The sending ends of a channel.

use std::fmt;
use std::panic::Location;
use std::sync::Arc;
use std::sync::mpsc::{SendError, TrySendError};

use super::queue::Queue;

/// As [`std::sync::mpsc::Sender`].
pub struct Sender<T> {
    queue: Arc<Queue<T>>,
}

/// As [`std::sync::mpsc::SyncSender`].
pub struct SyncSender<T> {
    queue: Arc<Queue<T>>,
}

impl<T> Sender<T> {
    /// Sends.
    ///
    /// # Errors
    /// There is no receiver.
    #[track_caller]
    pub fn send(&self, message: T) -> Result<(), SendError<T>> {
        self.queue.send(message, Location::caller())
    }
}

impl<T> SyncSender<T> {
    /// Waits for room, and sends.
    ///
    /// # Errors
    /// There is no receiver.
    #[track_caller]
    pub fn send(&self, message: T) -> Result<(), SendError<T>> {
        self.queue.send(message, Location::caller())
    }

    /// Sends if there is room.
    ///
    /// # Errors
    /// There is none, or no receiver.
    #[track_caller]
    pub fn try_send(&self, message: T) -> Result<(), TrySendError<T>> {
        self.queue.try_send(message, Location::caller())
    }
}

macro_rules! sends {
    ($sender:ident) => {
        impl<T> $sender<T> {
            pub(super) fn new(queue: Arc<Queue<T>>) -> $sender<T> {
                $sender { queue }
            }
        }

        impl<T> Clone for $sender<T> {
            fn clone(&self) -> $sender<T> {
                self.queue.add_sender();
                $sender::new(Arc::clone(&self.queue))
            }
        }

        impl<T> Drop for $sender<T> {
            fn drop(&mut self) {
                self.queue.drop_sender();
            }
        }

        impl<T> fmt::Debug for $sender<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($sender)).finish_non_exhaustive()
            }
        }
    };
}

sends!(Sender);
sends!(SyncSender);
