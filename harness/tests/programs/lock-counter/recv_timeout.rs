//! A right counter server whose owner of the counters also looks up now and then, when nobody has
//! asked for a while: to time out is no end.

use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use common::{Counters, Outcome, Request};

#[path = "common.rs"]
mod common;

type Letter = (Request, Sender<Outcome>);

fn own(letters: Receiver<Letter>) {
    let mut counters = Counters::default();
    loop {
        match letters.recv_timeout(Duration::from_secs(1)) {
            Ok((request, sender)) => {
                let _ = sender.send(counters.answer(&request));
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

fn main() {
    let (owner, letters) = mpsc::channel::<Letter>();
    thread::spawn(move || own(letters));
    common::serve(move |request| {
        let (sender, answer) = mpsc::channel();
        let gone = "the counters are gone";
        owner.send((request, sender)).map_err(|_| gone)?;
        answer.recv().map_err(|_| gone)?
    })
}
