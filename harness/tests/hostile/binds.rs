//! Takes ports of other programs, before or after they do.
use std::net::TcpListener;

mod deed;

fn main() {
    let ports = std::env::args().skip(2);
    let listeners: Vec<_> = ports
        .flat_map(|port| {
            ["127.0.0.1", "0.0.0.0", "[::]"].map(|address| format!("{address}:{port}"))
        })
        .filter_map(|address| TcpListener::bind(address).ok())
        .collect();
    println!("bound {}", listeners.len());
    deed::end();
    deed::wait();
}
