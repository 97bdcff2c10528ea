//! Ports that nobody else is given.
//!
//! A fixed port fails one run in five; a port that the system chose and that was let go again
//! may be anybody's a moment later. Ports are therefore taken from below the ephemeral range,
//! where no `connect` and no `bind` to port 0 ever lands, and each is leased: a socket with an
//! abstract name (unix(7)) holds the lease for all harnesses of this network namespace, leaves
//! nothing behind, and ends with the process.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU32, Ordering};

/// The first port that is leased.
const FIRST: u16 = 10_240;

/// A port that is ours until this is dropped.
#[derive(Debug)]
pub struct Port {
    number: u16,
    _lease: Lease,
}

impl Port {
    /// Leases a port on which nobody listens and which no old connection occupies, so that a
    /// server without SO_REUSEADDR can bind it too.
    ///
    /// # Errors
    /// None is free.
    pub fn lease() -> io::Result<Port> {
        let end = ephemeral_start();
        let count = u32::from(end - FIRST);
        for _ in 0..count {
            let number = FIRST + (next_candidate() % count) as u16;
            let Some(lease) = Lease::take(number) else {
                continue;
            };
            if is_free(number) {
                return Ok(Port {
                    number,
                    _lease: lease,
                });
            }
        }
        Err(io::Error::new(
            io::ErrorKind::AddrInUse,
            format!("no port between {FIRST} and {end} is free"),
        ))
    }

    /// Its number.
    pub fn number(&self) -> u16 {
        self.number
    }
}

/// Candidates go round from a place that differs from process to process, so that a port that
/// has just been used, and may hold closing connections, comes up again last.
fn next_candidate() -> u32 {
    static TURN: AtomicU32 = AtomicU32::new(0);
    let start = std::process::id().wrapping_mul(2_654_435_761) >> 8;
    start.wrapping_add(TURN.fetch_add(1, Ordering::Relaxed))
}

/// Whether a server that sets no socket option could listen here.
fn is_free(number: u16) -> bool {
    use socket2::{Domain, Socket, Type};
    let bind = || -> io::Result<()> {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
        socket.bind(&SocketAddr::from((Ipv4Addr::UNSPECIFIED, number)).into())
    };
    bind().is_ok()
}

/// Where the system's own choice of ports begins.
fn ephemeral_start() -> u16 {
    std::fs::read_to_string("/proc/sys/net/ipv4/ip_local_port_range")
        .ok()
        .and_then(|range| range.split_whitespace().next()?.parse().ok())
        .filter(|start| *start > FIRST + 1000)
        .unwrap_or(32_768)
}

#[cfg(target_os = "linux")]
#[derive(Debug)]
struct Lease {
    _socket: std::os::unix::net::UnixDatagram,
}

#[cfg(target_os = "linux")]
impl Lease {
    fn take(number: u16) -> Option<Lease> {
        use std::os::linux::net::SocketAddrExt;
        use std::os::unix::net::{SocketAddr, UnixDatagram};
        let name = SocketAddr::from_abstract_name(format!("roundtrip-port-{number}")).ok()?;
        let socket = UnixDatagram::bind_addr(&name).ok()?;
        Some(Lease { _socket: socket })
    }
}

/// Without abstract names, only this process's own ports are kept apart.
#[cfg(not(target_os = "linux"))]
#[derive(Debug)]
struct Lease;

#[cfg(not(target_os = "linux"))]
impl Lease {
    fn take(_number: u16) -> Option<Lease> {
        Some(Lease)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;
    use std::net::TcpListener;

    #[test]
    fn leases_differ_and_can_be_bound() {
        let ports: Vec<Port> = (0..50)
            .map(|_| Port::lease().expect("a free port"))
            .collect();
        let numbers: HashSet<u16> = ports.iter().map(Port::number).collect();
        assert_eq!(numbers.len(), ports.len());
        for port in &ports {
            assert!(port.number() < ephemeral_start());
            TcpListener::bind((Ipv4Addr::LOCALHOST, port.number())).expect("the port is free");
        }
    }

    #[test]
    fn a_port_that_is_in_use_is_not_leased() {
        let port = Port::lease().expect("a free port");
        let _listener =
            TcpListener::bind((Ipv4Addr::LOCALHOST, port.number())).expect("the port is free");
        assert!(!is_free(port.number()));
    }
}
