//! Whole servers, with clients, an operator, and their end.

// A panic is what the schedulers look for.
#![allow(clippy::unwrap_used)]

mod exploring;

use exploring::{PORT, explore, failure, never_fails};
use roundtrip_std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use roundtrip_std::net::{Shutdown, TcpListener, TcpStream};
use roundtrip_std::sync::atomic::{AtomicBool, Ordering};
use roundtrip_std::sync::{Arc, Mutex, mpsc};
use roundtrip_std::time::{Duration, Instant};
use roundtrip_std::{env, process, thread, world};

fn echo(mut stream: TcpStream) -> io::Result<()> {
    let mut buffer = [0; 64];
    loop {
        let count = stream.read(&mut buffer)?;
        if count == 0 {
            return Ok(());
        }
        stream.write_all(&buffer[..count])?;
    }
}

fn listener() -> TcpListener {
    TcpListener::bind(env::args().nth(1).unwrap()).unwrap()
}

fn threaded() {
    for stream in listener().incoming() {
        let stream = stream.unwrap();
        thread::spawn(move || echo(stream));
    }
}

fn sequential() {
    for stream in listener().incoming() {
        let _ = echo(stream.unwrap());
    }
}

/// Says something and hears it.
fn converse(name: &str) {
    let mut stream = world::connect(PORT, name);
    let word = format!("hello from {name}\n");
    stream.write_all(word.as_bytes()).unwrap();
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    assert_eq!(line, word);
    stream.shutdown(Shutdown::Write).unwrap();
    assert_eq!(reader.read_to_end(&mut Vec::new()).unwrap(), 0);
}

fn two_clients_beside_an_idle_one(server: fn()) {
    world::run(server);
    let _idle = world::connect(PORT, "client 3");
    let one = thread::spawn(|| converse("client 1"));
    let other = thread::spawn(|| converse("client 2"));
    one.join().unwrap();
    other.join().unwrap();
}

#[test]
fn a_threaded_echo_server_serves_two_clients() {
    never_fails(|| two_clients_beside_an_idle_one(threaded));
}

#[test]
fn a_sequential_server_with_an_idle_client_is_a_deadlock() {
    let told = failure(|| two_clients_beside_an_idle_one(sequential));
    assert!(told.starts_with("deadlock"), "{told}");
}

/// Ends at `quit`, by a call to itself.
fn with_console() {
    let listener = listener();
    let address = listener.local_addr().unwrap();
    let is_over = Arc::new(AtomicBool::new(false));
    let quits = Arc::clone(&is_over);
    thread::spawn(move || {
        for line in io::stdin().lines() {
            if line.unwrap() == "quit" {
                break;
            }
        }
        quits.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(address);
    });
    let mut threads = Vec::new();
    for stream in listener.incoming() {
        if is_over.load(Ordering::SeqCst) {
            break;
        }
        threads.push(thread::spawn(move || echo(stream.unwrap())));
    }
    drop(listener);
    for thread in threads {
        let _ = thread.join().unwrap();
    }
}

#[test]
fn an_operator_quits() {
    never_fails(|| {
        let running = world::run(with_console);
        assert_eq!(running.ended(), None);
        world::type_in("status\n");
        converse("client 1");
        world::type_in("quit\n");
        assert_eq!(running.wait(), 0);
        assert!(world::refused(PORT));
        let late = world::try_connect(PORT, "client 2").unwrap_err();
        assert_eq!(late.kind(), ErrorKind::ConnectionRefused);
    });
    never_fails(|| {
        let running = world::run(with_console);
        world::end_input();
        assert_eq!(running.wait(), 0);
    });
}

#[test]
fn a_server_that_waits_for_a_client_that_never_comes_does_not_end() {
    let told = failure(|| {
        let running = world::run(|| {
            let listener = listener();
            let is_over = Arc::new(AtomicBool::new(false));
            let quits = Arc::clone(&is_over);
            thread::spawn(move || {
                io::stdin().read_line(&mut String::new()).unwrap();
                quits.store(true, Ordering::SeqCst);
            });
            while !is_over.load(Ordering::SeqCst) {
                let _ = listener.accept();
            }
        });
        world::type_in("quit\n");
        running.wait();
    });
    assert!(told.starts_with("deadlock"), "{told}");
}

#[test]
fn an_exit_leaves_blocked_threads_behind() {
    static GUARDED: Mutex<()> = Mutex::new(());
    never_fails(|| {
        let running = world::run(|| {
            let listener = listener();
            thread::scope(|scope| {
                scope.spawn(|| {
                    let _guard = GUARDED.lock().unwrap();
                    let (_sender, receiver) = mpsc::channel::<()>();
                    let _ = receiver.recv();
                });
                let (mut stream, _) = listener.accept().unwrap();
                stream.read_exact(&mut [0]).unwrap();
                process::exit(3);
            });
        });
        let mut client = world::connect(PORT, "client 1");
        client.write_all(b"x").unwrap();
        assert_eq!(running.wait(), 3);
        assert_eq!(running.ended(), Some(3));
        assert!(world::refused(PORT));
        assert_eq!(client.read(&mut [0]).unwrap(), 0);
        assert!(client.write(b"y").is_err());
    });
}

#[test]
fn threads_of_a_program_that_has_ended_do_nothing() {
    never_fails(|| {
        let running = world::run(|| {
            let listener = listener();
            let (stream, _) = listener.accept().unwrap();
            thread::spawn(move || {
                loop {
                    (&stream).write_all(b"still here").unwrap();
                    thread::yield_now();
                }
            });
        });
        let mut client = world::connect(PORT, "client 1");
        assert_eq!(running.wait(), 0);
        // It all ends.
        let mut rest = Vec::new();
        client.read_to_end(&mut rest).unwrap();
        assert_eq!(rest.len() % 10, 0);
    });
}

#[test]
fn a_main_that_panics_ends_with_101_and_one_that_fails_with_1() {
    never_fails(|| assert_eq!(world::run(|| panic!("main")).wait(), 101));
    never_fails(|| {
        let running = world::run(|| {
            let result: Result<(), String> = Err("no".to_owned());
            world::report(result.map_err(|_| std::fmt::Error));
        });
        assert_eq!(running.wait(), 1);
    });
    never_fails(|| {
        let running = world::run(|| world::report(process::ExitCode::from(7)));
        assert_eq!(running.wait(), 7);
    });
}

#[test]
fn a_client_of_a_server_that_cannot_listen_fails_in_words() {
    let told = explore(1, || {
        world::run(|| {});
        world::connect(PORT, "client 1");
    });
    assert!(told.unwrap_err().contains("nobody listens on port 4000"));
}

#[test]
fn ports_are_given_taken_and_free_again() {
    never_fails(|| {
        let one = TcpListener::bind("127.0.0.1:0").unwrap();
        let other = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = one.local_addr().unwrap();
        assert_ne!(address.port(), 0);
        assert_ne!(address, other.local_addr().unwrap());
        let taken = TcpListener::bind(address).unwrap_err();
        assert_eq!(taken.kind(), ErrorKind::AddrInUse);
        let copy = one.try_clone().unwrap();
        drop(one);
        assert!(!world::refused(address.port()));
        let client = TcpStream::connect(address).unwrap();
        let (server, peer) = copy.accept().unwrap();
        assert_eq!(server.peer_addr().unwrap(), peer);
        assert_eq!(client.local_addr().unwrap(), peer);
        assert_eq!(client.peer_addr().unwrap(), address);
        drop(copy);
        assert!(world::refused(address.port()));
        assert!(TcpListener::bind(address).is_ok());
    });
}

#[test]
fn a_listener_that_closes_resets_who_waits() {
    never_fails(|| {
        let listener = TcpListener::bind(("127.0.0.1", PORT)).unwrap();
        let mut client = world::connect(PORT, "client 1");
        drop(listener);
        let reset = client.read(&mut [0]).unwrap_err();
        assert_eq!(reset.kind(), ErrorKind::ConnectionReset);
    });
}

#[test]
fn a_program_is_refused_where_nobody_listens() {
    never_fails(|| {
        let running = world::run(|| {
            let refused = TcpStream::connect("127.0.0.1:1").unwrap_err();
            assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);
        });
        assert_eq!(running.wait(), 0);
    });
}

#[test]
fn writes_wait_for_room_and_reads_can_time_out() {
    let told = failure(|| {
        let listener = TcpListener::bind(("127.0.0.1", PORT)).unwrap();
        let mut client = world::connect(PORT, "client 1");
        let _server = listener.accept().unwrap();
        client.write_all(&[0; 100_000]).unwrap();
    });
    assert!(told.starts_with("deadlock"), "{told}");
    never_fails(|| {
        let listener = TcpListener::bind(("127.0.0.1", PORT)).unwrap();
        let mut client = world::connect(PORT, "client 1");
        let (mut server, _) = listener.accept().unwrap();
        let thread = thread::spawn(move || client.write_all(&[7; 100_000]));
        let mut all = Vec::new();
        server.read_to_end(&mut all).unwrap();
        assert_eq!(all, vec![7; 100_000]);
        thread.join().unwrap().unwrap();
    });
    never_fails(|| {
        let listener = TcpListener::bind(("127.0.0.1", PORT)).unwrap();
        let mut client = world::connect(PORT, "client 1");
        let timeout = Duration::from_millis(5);
        client.set_read_timeout(Some(timeout)).unwrap();
        let timed_out = client.read(&mut [0]).unwrap_err();
        assert_eq!(timed_out.kind(), ErrorKind::WouldBlock);
        drop(listener);
    });
}

#[test]
fn what_is_not_modelled_is_told() {
    never_fails(|| {
        let running = world::run(|| {
            let listener = listener();
            listener.set_nonblocking(false).unwrap();
            let error = listener.set_nonblocking(true).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Unsupported);
        });
        assert_eq!(running.wait(), 0);
        assert_eq!(
            world::unmodelled().as_deref(),
            Some("set_nonblocking(true)")
        );
    });
}

#[test]
fn arguments_environment_and_time_are_the_machines() {
    never_fails(|| {
        let running = world::run(|| {
            let arguments: Vec<String> = env::args().collect();
            assert_eq!(arguments, ["server", "127.0.0.1:4000"]);
            assert_eq!(env::args_os().len(), 2);
            assert!(env::var("PATH").is_err());
            let start = Instant::now();
            thread::sleep(Duration::from_secs(3600));
            assert!(start.elapsed() >= Duration::from_secs(3600));
        });
        assert_eq!(running.wait(), 0);
    });
}
