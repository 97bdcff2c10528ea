//! A right echo server in an odd shape: one thread, non-blocking sockets, and a nap of 1 ms when
//! there was nothing to do. It serves many clients at once.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddrV4, TcpListener, TcpStream};
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

fn main() -> ExitCode {
    let typed = match std::env::args_os().nth(1) {
        Some(argument) => argument.to_string_lossy().into_owned(),
        None => "127.0.0.1:9999".to_owned(),
    };
    let Ok(address) = typed.parse::<SocketAddrV4>() else {
        eprintln!("usage: poller [IPv4:PORT]");
        return ExitCode::from(2);
    };
    match listen(address) {
        Ok(listener) => serve(&listener),
        Err(error) => {
            eprintln!("{typed}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn listen(address: SocketAddrV4) -> io::Result<TcpListener> {
    let listener = TcpListener::bind(address)?;
    listener.set_nonblocking(true)?;
    let mut stdout = io::stdout();
    let _ =
        writeln!(stdout, "listening on {}", listener.local_addr()?).and_then(|()| stdout.flush());
    Ok(listener)
}

fn serve(listener: &TcpListener) -> ! {
    let mut clients: Vec<Client> = Vec::new();
    loop {
        let mut moved = false;
        // An error of `accept` is met as "nobody came": with a nap.
        while let Ok((stream, _)) = listener.accept() {
            if stream.set_nonblocking(true).is_ok() {
                clients.push(Client {
                    stream,
                    unsent: Vec::new(),
                });
                moved = true;
            }
        }
        clients.retain_mut(|client| match client.step() {
            Ok(Step::Moved) => {
                moved = true;
                true
            }
            Ok(Step::Idle) => true,
            Ok(Step::Finished) | Err(_) => false,
        });
        if !moved {
            thread::sleep(Duration::from_millis(1));
        }
    }
}

struct Client {
    stream: TcpStream,
    /// What has been received and not been sent back. Nothing more is received until it has.
    unsent: Vec<u8>,
}

enum Step {
    Moved,
    Idle,
    Finished,
}

impl Client {
    /// One `write` or one `read`.
    fn step(&mut self) -> io::Result<Step> {
        let result = if self.unsent.is_empty() {
            let mut buffer = [0; 1024];
            self.stream.read(&mut buffer).map(|length| {
                self.unsent.extend_from_slice(&buffer[..length]);
                length
            })
        } else {
            self.stream.write(&self.unsent).map(|length| {
                self.unsent.drain(..length);
                length
            })
        };
        match result {
            Ok(0) => Ok(Step::Finished),
            Ok(_) => Ok(Step::Moved),
            Err(error)
                if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) =>
            {
                Ok(Step::Idle)
            }
            Err(error) => Err(error),
        }
    }
}
