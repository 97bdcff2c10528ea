//! Channels, as in `std::sync::mpsc`.
//!
//! - `queue`: what both ends share
//! - `sender`, `receiver`: the ends

mod queue;
mod receiver;
mod sender;

use std::sync::Arc;

use queue::Queue;

pub use receiver::{IntoIter, Iter, Receiver, TryIter};
pub use sender::{Sender, SyncSender};
pub use std::sync::mpsc::{RecvError, RecvTimeoutError, SendError, TryRecvError, TrySendError};

/// A channel that never fills up.
pub fn channel<T>() -> (Sender<T>, Receiver<T>) {
    let queue = Arc::new(Queue::new(None));
    (Sender::new(Arc::clone(&queue)), Receiver::new(queue))
}

/// A channel that holds so many messages; with none, a sender waits until its message is received.
pub fn sync_channel<T>(bound: usize) -> (SyncSender<T>, Receiver<T>) {
    let queue = Arc::new(Queue::new(Some(bound)));
    (SyncSender::new(Arc::clone(&queue)), Receiver::new(queue))
}
