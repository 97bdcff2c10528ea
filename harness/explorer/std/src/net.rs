//! The network, as in `std::net`, within the machine. All addresses are the machine's own; only
//! their ports count.
//!
//! - `network`: the ports, and who listens on them
//! - `pipe`: bytes on their way
//! - `endpoint`: one end of a connection
//! - `listener`, `stream`: what programs hold

mod endpoint;
mod listener;
pub(crate) mod network;
mod pipe;
mod stream;

pub use listener::{Incoming, TcpListener};
pub use std::net::{
    AddrParseError, IpAddr, Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr, SocketAddrV4, SocketAddrV6,
    ToSocketAddrs,
};
pub use stream::TcpStream;
