//! No hostile program, but one that runs beside them: it echoes, and must not be disturbed.
use std::io::{Read, Write};
use std::net::{TcpListener, ToSocketAddrs};
use std::process::Command;

fn main() {
    let address = std::env::args().nth(1).expect("an address");
    // Files, threads and sockets are for everybody.
    std::fs::write("own", "own").expect("its folder can be written");
    assert_eq!(std::fs::read_to_string("own").expect("and read"), "own");
    assert!(Command::new("true").status().expect("it starts").success());
    let here = ("localhost", 9999).to_socket_addrs();
    assert!(
        here.expect("a name")
            .any(|address| address.ip().is_loopback())
    );
    assert!(std::thread::available_parallelism().is_ok());
    let listener = TcpListener::bind(&address).expect("its port is free");
    println!("listening on {address}");
    for stream in listener.incoming() {
        let mut stream = stream.expect("a client");
        std::thread::spawn(move || {
            let mut bytes = [0; 64];
            while let Ok(count @ 1..) = stream.read(&mut bytes) {
                if stream.write_all(&bytes[..count]).is_err() {
                    return;
                }
            }
        });
    }
}
