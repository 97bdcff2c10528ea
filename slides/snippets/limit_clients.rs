//! A limit: whoever comes while all seats are taken is closed at once.
//! prints: the third client reads 0 bytes: closed

use std::io::{self, Read};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

const LIMIT: usize = 2;

// region: serve
fn serve(listener: &TcpListener) -> io::Result<()> {
    let seats = Arc::new(());
    loop {
        let (stream, _) = listener.accept()?;
        let seat = Arc::clone(&seats);
        if Arc::strong_count(&seats) > LIMIT + 1 {
            continue; // the stream is dropped: closed
        }
        thread::spawn(move || handle_client(stream, seat));
    }
}
// endregion

/// The seat is given back when this returns.
fn handle_client(mut stream: TcpStream, _seat: Arc<()>) -> io::Result<u64> {
    io::copy(&mut stream.try_clone()?, &mut stream)
}

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    thread::spawn(move || serve(&listener));

    let _first = TcpStream::connect(address)?;
    let _second = TcpStream::connect(address)?;
    let mut third = TcpStream::connect(address)?;
    let length = third.read(&mut [0; 1])?;
    println!("the third client reads {length} bytes: closed");
    Ok(())
}
