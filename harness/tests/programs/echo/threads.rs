//! A right server in one file, with a thread for each client.

use std::env;
use std::io;
use std::net::{SocketAddrV4, TcpListener, TcpStream};
use std::process::ExitCode;
use std::thread;

fn main() -> ExitCode {
    let typed = env::args().nth(1).unwrap_or("127.0.0.1:9999".into());
    let Ok(address) = typed.parse::<SocketAddrV4>() else {
        eprintln!("usage: echo-server [IPv4:PORT], not {typed:?}");
        return ExitCode::from(2);
    };
    let listener = match TcpListener::bind(address) {
        Ok(listener) => listener,
        Err(error) => {
            eprintln!("cannot listen on {typed}: {error}");
            return ExitCode::FAILURE;
        }
    };
    if let Ok(address) = listener.local_addr() {
        println!("listening on {address}");
    }
    for client in listener.incoming().flatten() {
        thread::spawn(move || echo(&client));
    }
    ExitCode::SUCCESS
}

fn echo(client: &TcpStream) -> io::Result<u64> {
    let (mut from, mut to) = (client, client);
    io::copy(&mut from, &mut to)
}
