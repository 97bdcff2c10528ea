//! Takes the default where ADDR does not parse, and says nothing.
//!
//! role: client
//! caught by: client-usage

use std::io::{self, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddrV4, TcpStream};

#[path = "../calculator.rs"]
mod given;

fn main() {
    given::run(talk)
}

fn talk() -> io::Result<()> {
    let default = SocketAddrV4::new(Ipv4Addr::LOCALHOST, 9999);
    let address = given::typed().parse().unwrap_or(default);
    let mut server = TcpStream::connect(address).unwrap_or_else(|error| given::fail(error));
    let mut replies = BufReader::new(server.try_clone()?);
    let mut answers = given::answers();
    while let Some(request) = given::ask_request(&mut answers)? {
        server.write_all(request.as_bytes())?;
        given::say_result(&given::reply(&mut replies)?);
    }
    Ok(())
}
