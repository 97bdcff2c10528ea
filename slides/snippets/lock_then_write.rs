//! The lock is given back before the reply is written.
//! compiles

use std::io::{self, Write};
use std::net::TcpStream;
use std::sync::Mutex;

fn answer(counter: &Mutex<i64>, client: &mut TcpStream) -> io::Result<()> {
    // region: right
    let new = {
        let mut counter = counter.lock().unwrap();
        *counter += 1;
        *counter
    }; // Here the guard is dropped.
    writeln!(client, "{new}")
    // endregion
}

fn main() -> io::Result<()> {
    let counter = Mutex::new(7);
    let mut client = TcpStream::connect("127.0.0.1:9999")?;
    answer(&counter, &mut client)
}
