//! Takes the default where ADDR does not parse, and says nothing.
//!
//! role: client
//! caught by: client-usage

use std::io::{self, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddrV4, TcpStream};

#[path = "../given.rs"]
mod given;

fn main() {
    if let Err(error) = talk() {
        given::fail(error);
    }
}

fn talk() -> io::Result<()> {
    let default = SocketAddrV4::new(Ipv4Addr::LOCALHOST, 9999);
    let address = given::typed().parse().unwrap_or(default);
    let mut server = TcpStream::connect(address).unwrap_or_else(|error| given::fail(error));
    let mut replies = BufReader::new(server.try_clone()?);
    for line in io::stdin().lines() {
        let line = line?;
        if line.eq_ignore_ascii_case("exit") {
            break;
        }
        server.write_all(format!("{line}\n").as_bytes())?;
        given::say_received(&given::reply(&mut replies)?);
    }
    Ok(())
}
