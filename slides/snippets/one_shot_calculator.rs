//! The calculator of the lecture: one request, one reply, closed.
//! prints: add 2 3: 5
//! prints: divide 1 0: Error
//! prints: add two 3: Error

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

// region: server
fn handle_client(mut stream: TcpStream) -> io::Result<()> {
    let mut buffer = [0; 1024];
    let length = stream.read(&mut buffer)?;
    stream.write_all(&process_data(&buffer[..length]))
}

fn serve(listener: &TcpListener) -> io::Result<()> {
    loop {
        let (stream, _) = listener.accept()?;
        thread::spawn(move || handle_client(stream));
    }
}
// endregion

// region: process_data
fn process_data(data: &[u8]) -> Vec<u8> {
    match calculate(data).filter(|result| result.is_finite()) {
        Some(result) => result.to_string().into_bytes(),
        None => b"Error".to_vec(),
    }
}
// endregion

// region: calculate
fn calculate(data: &[u8]) -> Option<f64> {
    let mut words = str::from_utf8(data).ok()?.split(' ');
    let operation = words.next()?;
    let mut number = || words.next()?.parse::<f64>().ok();
    match operation {
        "add" => Some(number()? + number()?),
        "subtract" => Some(number()? - number()?),
        "multiply" => Some(number()? * number()?),
        "divide" => Some(number()? / number()?),
        _ => None,
    }
}
// endregion

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    thread::spawn(move || serve(&listener));
    for request in ["add 2 3", "divide 1 0", "add two 3"] {
        let mut server = TcpStream::connect(address)?;
        server.write_all(request.as_bytes())?;
        println!("{request}: {}", io::read_to_string(server)?);
    }
    Ok(())
}
