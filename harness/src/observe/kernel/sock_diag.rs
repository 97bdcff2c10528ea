//! The kernel's own account of a TCP socket, by an exact look-up over netlink: sock_diag(7),
//! `struct inet_diag_req_v2`, `struct inet_diag_msg`.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::os::fd::OwnedFd;

use rustix::net::netlink;
use rustix::net::{
    AddressFamily, RecvFlags, SendFlags, SocketFlags, SocketType, recv, send, socket_with,
};

/// The states of a TCP socket that matter here (`net/tcp_states.h`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Established,
    SynSent,
    SynReceived,
    FinWait,
    /// The other side has ended its half.
    PeerEnded,
    TimeWait,
    Closed,
    Listen,
}

impl State {
    fn from_number(number: u8) -> Option<State> {
        Some(match number {
            1 => State::Established,
            2 => State::SynSent,
            3 | 12 => State::SynReceived,
            4 | 5 => State::FinWait,
            6 => State::TimeWait,
            7 => State::Closed,
            8 | 9 | 11 => State::PeerEnded,
            10 => State::Listen,
            _ => return None,
        })
    }
}

/// One TCP socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Socket {
    pub state: State,
    /// Received and not read, in bytes; the end of the stream counts as one. On a listening
    /// socket: connections to be accepted.
    pub receive_queue: u32,
    /// Written and not acknowledged, in bytes; the end of the stream counts as one. On a
    /// listening socket: how many connections may wait.
    pub write_queue: u32,
    /// What `/proc/PID/fd` calls it; 0 where no descriptor exists (yet, or any more).
    pub inode: u32,
    /// All bytes that ever came.
    pub received: u64,
}

/// The kernel did not answer: the family of sockets is not there, or is forbidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Refused;

/// A netlink socket for questions about TCP sockets of this network namespace.
pub(super) struct SockDiag {
    socket: Option<OwnedFd>,
}

const HEADER: usize = 16;
const REQUEST: usize = HEADER + 56;
const ANSWER: usize = HEADER + 72;
const SOCK_DIAG_BY_FAMILY: u16 = 20;
const NLMSG_ERROR: u16 = 2;
const NLM_F_REQUEST: u16 = 1;
const INET_DIAG_INFO: u16 = 2;
const ENOENT: i32 = 2;

impl SockDiag {
    /// Opens the socket. Where it is of no use, every later question is refused.
    pub fn open() -> SockDiag {
        let socket = socket_with(
            AddressFamily::NETLINK,
            SocketType::RAW,
            SocketFlags::CLOEXEC,
            Some(netlink::SOCK_DIAG),
        );
        let diag = SockDiag {
            socket: socket.ok(),
        };
        if diag.finds_its_own_listener() {
            diag
        } else {
            SockDiag { socket: None }
        }
    }

    /// "There is no such socket" and "there is no module for TCP" are the same answer, so one
    /// that is there must be found first. Where none can be made, nothing speaks against it.
    fn finds_its_own_listener(&self) -> bool {
        let Ok(listener) = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)) else {
            return true;
        };
        match listener.local_addr() {
            Ok(address) => matches!(self.listener(address.port()), Ok(Some(_))),
            Err(_) => true,
        }
    }

    /// The socket that takes connections to 127.0.0.1 and this port.
    pub fn listener(&self, port: u16) -> Result<Option<Socket>, Refused> {
        let here = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let nobody = SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0));
        let found = self.ask(here, nobody)?;
        Ok(found.filter(|socket| socket.state == State::Listen))
    }

    /// The end at `local` of the connection with `remote`.
    pub fn end(&self, local: SocketAddr, remote: SocketAddr) -> Result<Option<Socket>, Refused> {
        let found = self.ask(local, remote)?;
        // Where there is no such connection, the kernel shows who would take it.
        Ok(found.filter(|socket| socket.state != State::Listen))
    }

    fn ask(&self, local: SocketAddr, remote: SocketAddr) -> Result<Option<Socket>, Refused> {
        let socket = self.socket.as_ref().ok_or(Refused)?;
        let question = question(local, remote);
        let sent = send(socket, &question, SendFlags::empty()).map_err(|_| Refused)?;
        if sent != question.len() {
            return Err(Refused);
        }
        // The kernel has answered before `send` returns.
        let mut answer = [0u8; 2048];
        let (_, length) =
            recv(socket, &mut answer[..], RecvFlags::DONTWAIT).map_err(|_| Refused)?;
        parse(&answer[..length.min(answer.len())])
    }
}

fn question(local: SocketAddr, remote: SocketAddr) -> [u8; REQUEST] {
    const AF_INET: u8 = 2;
    const AF_INET6: u8 = 10;
    const IPPROTO_TCP: u8 = 6;
    let mut message = [0u8; REQUEST];
    message[0..4].copy_from_slice(&(REQUEST as u32).to_ne_bytes());
    message[4..6].copy_from_slice(&SOCK_DIAG_BY_FAMILY.to_ne_bytes());
    message[6..8].copy_from_slice(&NLM_F_REQUEST.to_ne_bytes());
    message[17] = IPPROTO_TCP;
    message[18] = 1 << (INET_DIAG_INFO - 1);
    message[20..24].copy_from_slice(&u32::MAX.to_ne_bytes());
    message[24..26].copy_from_slice(&local.port().to_be_bytes());
    message[26..28].copy_from_slice(&remote.port().to_be_bytes());
    match (local.ip().to_canonical(), remote.ip().to_canonical()) {
        (IpAddr::V4(local), IpAddr::V4(remote)) => {
            message[16] = AF_INET;
            message[28..32].copy_from_slice(&local.octets());
            message[44..48].copy_from_slice(&remote.octets());
        }
        (local, remote) => {
            message[16] = AF_INET6;
            message[28..44].copy_from_slice(&octets(local));
            message[44..60].copy_from_slice(&octets(remote));
        }
    }
    // INET_DIAG_NOCOOKIE: any socket with these addresses.
    message[64..72].fill(0xff);
    message
}

fn octets(address: IpAddr) -> [u8; 16] {
    match address {
        IpAddr::V4(address) => address.to_ipv6_mapped().octets(),
        IpAddr::V6(address) => address.octets(),
    }
}

fn parse(answer: &[u8]) -> Result<Option<Socket>, Refused> {
    let kind = u16_at(answer, 4).ok_or(Refused)?;
    if kind == NLMSG_ERROR {
        return match u32_at(answer, HEADER) {
            Some(error) if error as i32 == -ENOENT => Ok(None),
            _ => Err(Refused),
        };
    }
    if kind != SOCK_DIAG_BY_FAMILY || answer.len() < ANSWER {
        return Err(Refused);
    }
    let number = |at| u32_at(answer, HEADER + at).ok_or(Refused);
    Ok(Some(Socket {
        state: State::from_number(answer[HEADER + 1]).ok_or(Refused)?,
        receive_queue: number(56)?,
        write_queue: number(60)?,
        inode: number(68)?,
        received: bytes_received(&answer[ANSWER..]).unwrap_or(0),
    }))
}

/// `tcpi_bytes_received` from the attribute that holds `struct tcp_info`.
fn bytes_received(mut attributes: &[u8]) -> Option<u64> {
    const BYTES_RECEIVED: usize = 128;
    loop {
        let length = usize::from(u16_at(attributes, 0)?);
        let kind = u16_at(attributes, 2)?;
        let value = attributes.get(4..length)?;
        if kind == INET_DIAG_INFO {
            let bytes = value.get(BYTES_RECEIVED..BYTES_RECEIVED + 8)?;
            return Some(u64::from_ne_bytes(bytes.try_into().ok()?));
        }
        attributes = attributes.get(length.next_multiple_of(4)..)?;
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let bytes = bytes.get(at..at + 2)?;
    Some(u16::from_ne_bytes(bytes.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at + 4)?;
    Some(u32::from_ne_bytes(bytes.try_into().ok()?))
}
