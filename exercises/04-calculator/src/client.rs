//! The client: asks for an operation and two numbers, and prints the result.
//!
//! Given is the client of the lecture: it asks, connects, sends one request, prints what one
//! `read` brings, and ends. Yours (step 6) connects first, and goes on until it hears `exit`.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};

/// Asks for an operation and two numbers on the terminal, and prints what the server at
/// `address` makes of them.
///
/// # Errors
///
/// If there is no server at `address`, or if it goes away before a reply is whole; such a
/// reply is not printed. (`main` turns the error into a message and exit status 1.)
pub fn run_client(address: SocketAddr) -> io::Result<()> {
    let operation = ask("Operation (add, subtract, multiply, divide): ")?;
    let a = ask("First number: ")?;
    let b = ask("Second number: ")?;

    let mut server = TcpStream::connect(address)?;
    server.write_all(format!("{operation} {a} {b}").as_bytes())?;

    let mut buffer = [0; 1024];
    let length = server.read(&mut buffer)?;
    println!("Result: {}", String::from_utf8_lossy(&buffer[..length]));
    Ok(())
}

/// Asks one question, and reads one line.
fn ask(question: &str) -> io::Result<String> {
    print!("{question}");
    io::stdout().flush()?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    Ok(answer.trim().to_owned())
}
