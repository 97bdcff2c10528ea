//! A right counter server without a lock: one thread owns the counters, the clients' threads send
//! it their requests, each with a channel for the answer.

use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

use common::{Counters, Outcome, Request};

#[path = "common.rs"]
mod common;

type Letter = (Request, Sender<Outcome>);

fn own(letters: Receiver<Letter>) {
    let mut counters = Counters::default();
    for (request, sender) in letters {
        // An error is a sender that waits no longer.
        let _ = sender.send(counters.answer(&request));
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
