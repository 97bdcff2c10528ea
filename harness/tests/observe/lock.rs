//! A thread for each client. `hold` takes the lock and keeps it while the next line is read;
//! `take` takes it for a moment.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Mutex;

static LOCK: Mutex<()> = Mutex::new(());

fn serve(mut client: TcpStream) {
    let mut lines = BufReader::new(client.try_clone().unwrap()).lines();
    let mut held = None;
    while let Some(Ok(line)) = lines.next() {
        match line.as_str() {
            "hold" => held = Some(LOCK.lock().unwrap()),
            "take" => drop(LOCK.lock().unwrap()),
            _ => {}
        }
        if writeln!(client, "{line}").is_err() {
            return;
        }
    }
    drop(held);
}

fn main() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    println!("{}", listener.local_addr().unwrap().port());
    for client in listener.incoming() {
        std::thread::spawn(|| serve(client.unwrap()));
    }
}
