//! Where a program listens, if not where it should: `/proc/PID/net/tcp` (proc_net(5)).

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};

use super::resources::{Holds, holds};

/// The state of a socket that listens.
const LISTEN: &str = "0A";

/// The IPv4 addresses that these processes listen on.
pub(super) fn addresses(pids: &[u32]) -> Vec<SocketAddr> {
    // They are in one network.
    let table = pids
        .first()
        .and_then(|pid| fs::read_to_string(format!("/proc/{pid}/net/tcp")).ok())
        .unwrap_or_default();
    let listening = table.lines().filter_map(read);
    listening
        .filter(|(_, inode)| matches!(holds(pids, *inode), Holds::Yes))
        .map(|(address, _)| address)
        .collect()
}

/// The address and the inode of a line that tells of a listening socket.
fn read(line: &str) -> Option<(SocketAddr, u32)> {
    let mut words = line.split_ascii_whitespace().skip(1);
    let (host, port) = words.next()?.split_once(':')?;
    if words.nth(1)? != LISTEN {
        return None;
    }
    // As it lies in memory.
    let host = u32::from_str_radix(host, 16).ok()?.to_ne_bytes();
    let port = u16::from_str_radix(port, 16).ok()?;
    let inode = words.nth(5)?.parse().ok()?;
    Some((SocketAddr::from((Ipv4Addr::from(host), port)), inode))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    #[test]
    fn a_listener_is_found_by_who_holds_it() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("it is bound");
        let address = listener.local_addr().expect("it has an address");
        assert!(addresses(&[std::process::id()]).contains(&address));
        drop(listener);
        assert!(!addresses(&[std::process::id()]).contains(&address));
    }

    #[test]
    fn what_does_not_listen_is_left_out() {
        let line = "   1: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1";
        let expected = (SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)), 4711);
        if cfg!(target_endian = "little") {
            assert_eq!(read(line), Some(expected));
        }
        assert_eq!(read(&line.replace(" 0A ", " 01 ")), None);
        assert_eq!(read("  sl  local_address rem_address   st tx_queue"), None);
    }
}
