//! The ports of the machine, and who listens on them.

use std::collections::{HashMap, VecDeque};
use std::io::{Error, ErrorKind, Result};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use super::endpoint::Endpoint;
use super::stream::TcpStream;
use crate::event;
use crate::machine::{self, Owner};
use crate::schedule::Queue;

/// So many clients can wait to be accepted: then the next one waits to be connected.
const BACKLOG: usize = 128;

/// The port that is given to the first listener that does not want a certain one.
const FIRST_LISTENING: u16 = 40_000;
/// The port of the first client.
const FIRST_CLIENT: u16 = 50_001;

/// The network of a machine.
#[derive(Debug, Default)]
pub struct Network {
    listening: HashMap<u16, Arc<Listening>>,
    ports: u16,
    clients: u16,
    endpoints: Vec<Weak<Endpoint>>,
}

/// A port that is listened on.
#[derive(Debug)]
pub struct Listening {
    pub address: SocketAddr,
    owner: Owner,
    execution: u64,
    waiting: Mutex<VecDeque<TcpStream>>,
    /// Who waits for a client, or for room.
    pub changes: Queue,
}

impl Listening {
    /// The clients that have connected and were not accepted yet.
    pub fn waiting(&self) -> MutexGuard<'_, VecDeque<TcpStream>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// No more clients: those that wait are refused now.
    pub fn close(&self) {
        if self.execution != machine::execution() {
            return;
        }
        let port = self.address.port();
        let own = machine::with(|machine| machine.network.listening.remove(&port));
        drop(own);
        let refused = std::mem::take(&mut *self.waiting());
        for stream in &refused {
            stream.reset();
        }
        self.changes.wake();
        machine::changes().wake();
    }
}

/// Listens on an address.
pub fn listen(mut address: SocketAddr) -> Result<Arc<Listening>> {
    let owner = machine::owner();
    let execution = machine::execution();
    let listening = machine::with(|machine| {
        let network = &mut machine.network;
        if address.port() == 0 {
            address.set_port(FIRST_LISTENING + network.ports);
            network.ports += 1;
        }
        if network.listening.contains_key(&address.port()) {
            return Err(Error::from(ErrorKind::AddrInUse));
        }
        let listening = Arc::new(Listening {
            address,
            owner,
            execution,
            waiting: Mutex::default(),
            changes: Queue::new(),
        });
        network
            .listening
            .insert(address.port(), Arc::clone(&listening));
        Ok(listening)
    })?;
    machine::changes().wake();
    Ok(listening)
}

/// Whether somebody listens on a port.
pub fn is_listened_on(port: u16) -> bool {
    machine::with(|machine| machine.network.listening.contains_key(&port))
}

/// Waits until somebody listens on a port, or until nobody ever will.
pub fn wait_for_listener(port: u16) {
    crate::schedule::step();
    machine::changes().wait_until(|| {
        let has_ended = machine::with(|machine| machine.ended.is_some());
        (has_ended || is_listened_on(port)).then_some(())
    });
}

/// Connects to a port of the machine. A client without a name has that of its address.
pub fn connect(port: u16, name: Option<&str>) -> Result<TcpStream> {
    let listening = machine::with(|machine| machine.network.listening.get(&port).cloned());
    let listening = listening.ok_or_else(|| Error::from(ErrorKind::ConnectionRefused))?;
    let is_accepted = listening.changes.wait_until(|| {
        let is_open = is_listened_on(port);
        let has_room = listening.waiting().len() < BACKLOG;
        (!is_open || has_room).then_some(is_open)
    });
    if !is_accepted {
        return Err(ErrorKind::ConnectionRefused.into());
    }
    let address = machine::with(|machine| {
        let port = FIRST_CLIENT + machine.network.clients;
        machine.network.clients += 1;
        SocketAddr::from((Ipv4Addr::LOCALHOST, port))
    });
    let owner = machine::owner();
    let name = match (name, owner) {
        (Some(name), _) => name.to_owned(),
        (None, Owner::Program) => "itself".to_owned(),
        (None, Owner::Driver) => address.to_string(),
    };
    if owner == Owner::Driver {
        event::note_client(&name, || "connects to the server".to_owned());
    }
    let (client, server) = Endpoint::pair(
        (address, listening.address),
        (owner, listening.owner),
        &name,
    );
    let (client, server) = (Arc::new(client), Arc::new(server));
    machine::with(|machine| {
        let ends = [Arc::downgrade(&client), Arc::downgrade(&server)];
        machine.network.endpoints.extend(ends);
    });
    listening.waiting().push_back(TcpStream::of(server));
    listening.changes.wake();
    Ok(TcpStream::of(client))
}

/// Closes all sockets of the program, as the system does when it ends.
pub fn close_all_of_the_program() {
    let (listening, endpoints) = machine::with(|machine| {
        let network = &machine.network;
        let listening: Vec<_> = network.listening.values().cloned().collect();
        let endpoints: Vec<_> = network.endpoints.iter().filter_map(Weak::upgrade).collect();
        (listening, endpoints)
    });
    for listening in listening {
        if listening.owner == Owner::Program {
            listening.close();
        }
    }
    for endpoint in endpoints {
        if endpoint.owner == Owner::Program {
            endpoint.close();
        }
    }
}
