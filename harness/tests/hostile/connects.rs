//! Calls home: TCP and UDP, by name and by number, and sockets of other kinds.
use std::net::{TcpStream, ToSocketAddrs, UdpSocket};
use std::os::unix::net::{UnixDatagram, UnixStream};
use std::time::Duration;

mod deed;

fn main() {
    let mut arguments = std::env::args().skip(2);
    let tcp = arguments.next().expect("a port");
    let unix = arguments.next().expect("a path");
    let here = format!("127.0.0.1:{tcp}");
    deed::tell(
        "connect to another's port",
        TcpStream::connect(&here).is_ok(),
    );
    let outside = "192.0.2.1:80".parse().expect("an address");
    deed::tell(
        "connect outside",
        TcpStream::connect_timeout(&outside, Duration::from_secs(1)).is_ok(),
    );
    deed::tell("names", "example.org:80".to_socket_addrs().is_ok());
    deed::tell("UDP", UdpSocket::bind("127.0.0.1:0").is_ok());
    deed::tell("UDP v6", UdpSocket::bind("[::1]:0").is_ok());
    deed::tell("unix stream", UnixStream::connect(&unix).is_ok());
    deed::tell("unix datagram", UnixDatagram::unbound().is_ok());
    // SAFETY: numbers only.
    unsafe {
        let socket =
            |family: i32, kind: i32, protocol: i32| deed::syscall(41, family, kind, protocol) >= 0;
        deed::tell("raw", socket(2, 3, 1));
        deed::tell("packet", socket(17, 3, 0));
        deed::tell("netlink", socket(16, 3, 0));
        deed::tell("vsock", socket(40, 1, 0));
        deed::tell("AF_ALG", socket(38, 5, 0));
        deed::tell("MPTCP", socket(2, 1, 262));
        deed::tell(
            "io_uring",
            deed::syscall(425, 8, [0u8; 120].as_mut_ptr()) >= 0,
        );
    }
    deed::end();
}
