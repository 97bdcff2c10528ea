//! Many clients at once, who each have one right answer.

use crate::talk::{Action, Data, Expectation, Party, Talk};

/// A talk of so many clients, all of them connected in the end, who then all speak at once.
///
/// Each is answered once before the next one connects: a burst of connects would measure the
/// listen backlog, not the server. `exchange` gives what a client sends in a round, and its
/// reply.
pub fn up(clients: u32, exchange: impl Fn(u32, u32) -> (String, String)) -> Talk {
    let ask = |talk: Talk, client: u32, round: u32| {
        let request = Data::text(exchange(client, round).0);
        talk.then(Party::Peer(client), Action::Send(request))
    };
    let hear = |talk: Talk, client: u32, round: u32| {
        let reply = Expectation::Bytes(Data::text(exchange(client, round).1));
        talk.then(Party::Peer(client), Action::Expect(reply))
    };
    let mut talk = Talk::default();
    for client in 1..=clients {
        talk = talk.then(Party::Peer(client), Action::Connect);
        talk = hear(ask(talk, client, 1), client, 1);
    }
    talk = (1..=clients).fold(talk, |talk, client| ask(talk, client, 2));
    // The last one who asked is heard first: nobody's answer waits for another's to be read.
    (1..=clients)
        .rev()
        .fold(talk, |talk, client| hear(talk, client, 2))
}
