//! The observer against small programs, each with one peculiarity: those that answer late must
//! never be called stuck, and those that never answer must be, with the right words.
#![cfg(all(target_os = "linux", not(portable)))]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use harness::observe::{
    Baseline, Doing, Judgement, Link, LinkState, Listening, Observer, Owner, Reads, Tree,
};
use rstest::rstest;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use socket2::{Domain, Socket, Type};

/// A program of tests/observe, built in a folder of its own.
struct Program {
    child: Child,
    /// The program itself, which may be below a shell that was started.
    stdin: Option<ChildStdin>,
    stdout: BufReader<ChildStdout>,
    observer: Observer,
    port: u16,
    _folder: tempfile::TempDir,
}

fn build(source: &str, folder: &Path) -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/observe")
        .join(source);
    let program = folder.join("program");
    let mut command = if source.ends_with(".rs") {
        let mut rustc = Command::new("rustc");
        rustc.args(["--edition", "2024"]);
        rustc
    } else {
        let mut cc = Command::new("cc");
        cc.args(["-O1", "-pthread"]);
        cc
    };
    let built = command.arg(&path).arg("-o").arg(&program).output();
    let built = built.expect("a compiler is installed");
    assert!(built.status.success(), "{source}: {built:?}");
    program
}

/// Starts a program; its port is the first line of its standard output, if it is a server.
fn start(source: &str, args: &[&str]) -> Program {
    let folder = tempfile::tempdir().expect("a folder");
    let program = build(source, folder.path());
    let mut command = Command::new(program);
    command.args(args);
    start_command(command, folder, Tree::From)
}

fn start_command(
    mut command: Command,
    folder: tempfile::TempDir,
    tree: fn(u32) -> Tree,
) -> Program {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let stdin = child.stdin.take();
    let stdout = BufReader::new(child.stdout.take().expect("it is piped"));
    Program {
        observer: Observer::new(tree(child.id())),
        child,
        stdin,
        stdout,
        port: 0,
        _folder: folder,
    }
}

fn start_server(source: &str, args: &[&str]) -> Program {
    start(source, args).ready()
}

impl Program {
    /// Waits until the server listens, and learns how it idles.
    fn ready(mut self) -> Program {
        let mut line = String::new();
        self.stdout.read_line(&mut line).expect("it has printed");
        self.port = line.trim().parse().expect("a port");
        let listening = self.observer.listener(self.port);
        assert!(matches!(listening, Listening::Program(_)), "{listening:?}");
        self.learn();
        self
    }

    fn learn(&mut self) {
        for look in 0..4 {
            if look > 0 {
                std::thread::sleep(Duration::from_millis(33));
            }
            if self.observer.baseline() == Baseline::Still {
                break;
            }
        }
    }

    fn connect(&mut self, number: usize) -> Peer {
        let stream =
            TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).expect("the server listens");
        Peer::new(&format!("client {number}"), stream)
    }

    fn send(&mut self, peer: &mut Peer, text: &str) {
        self.observer.baseline();
        (&peer.stream).write_all(text.as_bytes()).expect("it fits");
        self.observer
            .begin(&format!("{} sent {text:?}", peer.link.name));
    }

    /// Waits for a line from the program: the whole of it, or why it will not come.
    fn wait(&mut self, peer: &mut Peer, others: &[&Peer]) -> Result<String, Judgement> {
        let begun = Instant::now();
        let links: Vec<Link> = [&*peer]
            .iter()
            .chain(others)
            .map(|peer| peer.link.clone())
            .collect();
        let mut line = Vec::new();
        loop {
            if peer.has_bytes_within(self.observer.next_look()) {
                if peer.take_line(&mut line) {
                    return Ok(String::from_utf8_lossy(&line).into_owned());
                }
                self.observer.moved();
                continue;
            }
            let judgement = self.observer.look(&links);
            let given_up = begun.elapsed() > Duration::from_secs(30);
            match judgement {
                Judgement::Active | Judgement::Quiet if !given_up => {}
                _ if peer.has_bytes_within(Duration::ZERO) => {}
                judgement => {
                    let millis = begun.elapsed().as_millis();
                    let test = std::thread::current();
                    let test = test.name().unwrap_or_default();
                    println!("{judgement:?} after {millis} ms in {test}");
                    return Err(judgement);
                }
            }
        }
    }

    /// The line that comes back, which must be `text`.
    fn must_answer(&mut self, peer: &mut Peer, text: &str) {
        self.send(peer, text);
        let answer = self.wait(peer, &[]);
        assert_eq!(
            answer.as_deref(),
            Ok(text),
            "{:#?}",
            self.sentences(&[peer])
        );
    }

    fn must_get_stuck(&mut self, peer: &mut Peer, others: &[&Peer]) {
        let answer = self.wait(peer, others);
        assert_eq!(
            answer,
            Err(Judgement::Stuck),
            "{:#?}",
            self.sentences(&[peer])
        );
    }

    fn sentences(&mut self, peers: &[&Peer]) -> Vec<String> {
        let links: Vec<Link> = peers.iter().map(|peer| peer.link.clone()).collect();
        self.observer.observation(&links).sentences()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let own = self.observer.processes();
        for pid in own.into_iter().filter_map(|pid| i32::try_from(pid).ok()) {
            if let Some(pid) = rustix::process::Pid::from_raw(pid) {
                let _ = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
            }
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Our end of a connection.
struct Peer {
    link: Link,
    stream: TcpStream,
}

impl Peer {
    fn new(name: &str, stream: TcpStream) -> Peer {
        let link = Link {
            name: name.into(),
            ours: stream.local_addr().expect("it is connected"),
            theirs: stream.peer_addr().expect("it is connected"),
            reads: Reads::Always,
        };
        Peer { link, stream }
    }

    /// Waits for bytes, or the end of them.
    fn has_bytes_within(&self, time: Duration) -> bool {
        let mut one = [PollFd::new(&self.stream, PollFlags::IN)];
        let limit = Timespec::try_from(time).expect("it is short");
        poll(&mut one, Some(&limit)).expect("a poll") > 0
    }

    /// Reads what is there; whether the line is whole.
    fn take_line(&mut self, line: &mut Vec<u8>) -> bool {
        let mut bytes = [0; 4096];
        let count = self.stream.read(&mut bytes).expect("bytes");
        line.extend_from_slice(&bytes[..count]);
        count == 0 || line.ends_with(b"\n")
    }
}

fn assert_says(sentences: &[String], wanted: &str) {
    assert!(
        sentences.iter().any(|sentence| sentence == wanted),
        "{wanted:?} is not in {sentences:#?}"
    );
}

#[rstest]
#[case::at_once("echo.c", &[])]
#[case::after_a_short_sleep("sleeps.c", &["1", "300"])]
#[case::after_a_long_sleep("sleeps.c", &["1", "1500"])]
#[case::after_many_short_sleeps("sleeps.c", &["60", "10"])]
#[case::after_computing("computes.c", &[])]
#[case::after_a_timerfd("timerfd.c", &[])]
#[case::after_receive_timeouts("rcvtimeo.c", &[])]
#[case::from_an_alarm("alarm.c", &[])]
#[case::from_a_posix_timer("posix_timer.c", &[])]
#[case::in_pieces_under_nagle("nagle.c", &[])]
#[case::from_a_sleeping_poller("poller.c", &["sleep"])]
#[case::from_a_waiting_poller("poller.c", &["poll"])]
#[case::after_its_child("child.c", &[])]
#[case::from_one_that_hides("hides.c", &[])]
#[case::beside_idle_threads("threads.c", &["20"])]
fn a_late_answer_is_waited_for(#[case] source: &str, #[case] args: &[&str]) {
    let mut program = start_server(source, args);
    let mut client = program.connect(1);
    program.must_answer(&mut client, "hello\n");
    program.must_answer(&mut client, "again\n");
}

/// It waits with SO_RCVTIMEO, and goes round and round.
#[rstest]
fn one_that_looks_at_a_flag_is_waited_for(#[values("20", "50", "200")] limit: &str) {
    let mut program = start_server("flag.c", &[limit]);
    let mut client = program.connect(1);
    for text in ["hello\n", "late\n", "slow\n", "again\n"] {
        program.must_answer(&mut client, text);
    }
    // Its thread is a new one, which was never seen to idle.
    let mut second = program.connect(2);
    program.must_answer(&mut second, "late\n");
}

/// On a machine with other work, a look at how it idles finds it on its way from a reply to its
/// next wait.
#[test]
fn a_wait_before_a_reply_is_not_taken_for_an_idle_one() {
    let _others = Spinners::start(4);
    let mut program = start_server("flag.c", &["50"]);
    let mut client = program.connect(1);
    for _ in 0..20 {
        program.must_answer(&mut client, "late\n");
    }
}

/// `mute` leaves it where it idles, `deaf` makes it wait where it was never seen to idle.
#[rstest]
fn one_that_looks_at_a_flag_and_never_answers_is_found(
    #[values("20", "50", "200")] limit: &str,
    #[values("mute\n", "deaf\n")] text: &str,
) {
    let mut program = start_server("flag.c", &[limit]);
    let mut client = program.connect(1);
    program.must_answer(&mut client, "hello\n");
    program.learn();
    program.send(&mut client, text);
    program.must_get_stuck(&mut client, &[]);
    assert_eq!(
        program.sentences(&[&client]),
        [
            "thread 1 waits in accept() for a new connection",
            "thread 2 waits in recv() for client 1 to say something",
            "the server has read all that client 1 sent",
        ]
    );
}

#[rstest]
fn a_deadlock_beside_one_that_looks_at_a_flag_is_found(#[values("20", "50", "200")] limit: &str) {
    let mut program = start_server("flag.c", &[limit]);
    let mut client = program.connect(1);
    program.must_answer(&mut client, "hello\n");
    program.send(&mut client, "twice\n");
    program.must_get_stuck(&mut client, &[]);
    assert_eq!(
        program.sentences(&[&client]),
        [
            "thread 2 waits for a lock that it holds itself, since client 1 sent \"twice\\n\": a deadlock",
            "thread 1 waits in accept() for a new connection",
            "the server has read all that client 1 sent",
        ]
    );
}

/// Each piece waits for the acknowledgement of the one before it, which the server delays.
#[test]
fn a_request_in_pieces_under_nagle_is_waited_for() {
    let mut program = start_server("echo.c", &[]);
    let mut client = program.connect(1);
    for _ in 0..5 {
        program.observer.baseline();
        for piece in ["h", "e", "llo\n"] {
            let written = (&client.stream).write_all(piece.as_bytes());
            written.expect("it fits");
            program.observer.begin("client 1 sent a piece");
        }
        let answer = program.wait(&mut client, &[]);
        assert_eq!(answer.as_deref(), Ok("hello\n"));
    }
}

/// Where the listen queue is full, SYNs are dropped and come again after a second.
#[test]
fn an_overflowed_listen_queue_is_waited_for() {
    let mut program = start_server("overflow.c", &[]);
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, program.port));
    program.observer.begin("six clients connected");
    let mut clients: Vec<Peer> = (1..=6)
        .map(|number| {
            let socket = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
            socket.set_nonblocking(true).expect("it can be");
            // In progress, whether or not it ever gets through.
            let _ = socket.connect(&address.into());
            let ours = socket.local_addr().expect("it was bound by connect");
            Peer {
                link: Link {
                    name: format!("client {number}"),
                    ours: ours.as_socket().expect("TCP"),
                    theirs: address,
                    reads: Reads::Always,
                },
                stream: socket.into(),
            }
        })
        .collect();
    let links: Vec<Link> = clients.iter().map(|client| client.link.clone()).collect();
    eventually("one waits to be accepted, and others have no room", || {
        let observation = program.observer.observation(&links);
        let has = |state| observation.links.iter().any(|link| link.state == state);
        has(LinkState::Overflowed) && has(LinkState::NeverAccepted { backlog: 1 })
    });
    let stdin = program.stdin.as_mut().expect("it is piped");
    stdin.write_all(b"go\n").expect("it reads");
    for client in &mut clients {
        program.observer.begin("client wants to be through");
        wait_until_through(&mut program.observer, client);
        program.must_answer(client, "hello\n");
    }
}

/// For what the kernel does in its own time.
fn eventually(what: &str, mut happens: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !happens() {
        assert!(begun.elapsed() < Duration::from_secs(30), "never: {what}");
        std::thread::yield_now();
    }
}

/// Looks again and again until the connection is made.
fn wait_until_through(observer: &mut Observer, client: &Peer) {
    loop {
        let mut one = [PollFd::new(&client.stream, PollFlags::OUT)];
        let limit = Timespec::try_from(observer.next_look()).expect("it is short");
        if poll(&mut one, Some(&limit)).expect("a poll") > 0 {
            return;
        }
        let judgement = observer.look(std::slice::from_ref(&client.link));
        assert_ne!(judgement, Judgement::Stuck);
    }
}

#[rstest]
#[case::hour("hour\n", "thread 1 sleeps (nanosleep)")]
#[case::pause("pause\n", "thread 1 waits for a signal (pause)")]
#[case::input("input\n", "thread 1 waits in read() on its standard input")]
#[case::stop("stop\n", "thread 1 was stopped by a signal")]
#[case::part_of_a_line("incomplete", "thread 1 waits in read() for client 1 to say something")]
fn a_wait_without_end_is_found(#[case] text: &str, #[case] sentence: &str) {
    let mut program = start_server("waits.c", &[]);
    let mut client = program.connect(1);
    program.send(&mut client, text);
    program.must_get_stuck(&mut client, &[]);
    let sentences = program.sentences(&[&client]);
    assert_says(&sentences, sentence);
    assert_says(&sentences, "the server has read all that client 1 sent");
}

#[rstest]
#[case::sleeping_poller("poller.c", &["sleep"], "thread 1 sleeps (nanosleep)")]
#[case::waiting_poller("poller.c", &["poll"],
    "thread 1 waits in poll() for any of its descriptors, 50 ms at most")]
#[case::parent("child.c", &[], "thread 1 of process 1 waits for a child process")]
#[case::one_that_hides("hides.c", &[], "")]
fn no_answer_is_found_out(#[case] source: &str, #[case] args: &[&str], #[case] sentence: &str) {
    let mut program = start_server(source, args);
    let mut client = program.connect(1);
    if source != "hides.c" {
        program.must_answer(&mut client, "hello\n");
    }
    program.send(&mut client, "mute\n");
    program.must_get_stuck(&mut client, &[]);
    let sentences = program.sentences(&[&client]);
    if !sentence.is_empty() {
        assert_says(&sentences, sentence);
    }
}

/// Its system call is still the one that it was stopped in.
#[test]
fn a_program_that_was_stopped_while_it_waited_is_found() {
    let mut program = start_server("echo.c", &[]);
    let mut client = program.connect(1);
    program.must_answer(&mut client, "hello\n");
    let pid = rustix::process::Pid::from_child(&program.child);
    rustix::process::kill_process(pid, rustix::process::Signal::STOP).expect("it is ours");
    program.send(&mut client, "hello\n");
    program.must_get_stuck(&mut client, &[]);
    let sentences = program.sentences(&[&client]);
    assert_says(&sentences, "thread 1 was stopped by a signal");
}

#[test]
fn a_connection_in_the_backlog_is_named() {
    let mut program = start_server("one_client.c", &[]);
    let mut first = program.connect(1);
    program.must_answer(&mut first, "hello\n");
    let mut second = program.connect(2);
    program.send(&mut second, "hello\n");
    program.must_get_stuck(&mut second, &[&first]);
    let sentences = program.sentences(&[&first, &second]);
    assert_says(
        &sentences,
        "client 2 is connected but was never accepted: it is in the listen backlog",
    );
    assert_says(
        &sentences,
        "thread 1 waits in read() for client 1 to say something",
    );
}

#[test]
fn unread_bytes_are_counted() {
    let mut program = start_server("waits.c", &[]);
    let mut client = program.connect(1);
    program.send(&mut client, "pause\nunread");
    program.must_get_stuck(&mut client, &[]);
    assert_says(
        &program.sentences(&[&client]),
        "the server has not read 6 of the bytes that client 1 sent",
    );
}

#[test]
fn an_unread_end_is_not_counted_as_a_byte() {
    let mut program = start_server("waits.c", &[]);
    let mut client = program.connect(1);
    program.send(&mut client, "pause\n");
    // It must have read the bytes before the end comes, or the kernel may give it both at once.
    program.must_get_stuck(&mut client, &[]);
    let finished = client.stream.shutdown(std::net::Shutdown::Write);
    finished.expect("it is connected");
    program.observer.begin("client 1 finished");
    program.must_get_stuck(&mut client, &[]);
    assert_says(
        &program.sentences(&[&client]),
        "the server has not read yet that client 1 finished sending",
    );
}

#[test]
fn two_locks_in_opposite_orders_are_a_deadlock() {
    let mut program = start_server("deadlock.c", &[]);
    let mut first = program.connect(1);
    program.must_answer(&mut first, "hello\n");
    let mut second = program.connect(2);
    program.must_answer(&mut second, "hello\n");
    program.send(&mut first, "ab\n");
    program.send(&mut second, "ba\n");
    program.must_get_stuck(&mut second, &[&first]);
    // The first waited for the second before it came to its second lock.
    assert_eq!(
        program.sentences(&[&first, &second]),
        [
            "threads 2 and 3 wait for each other's locks, since client 2 sent \"ba\\n\": a deadlock",
            "thread 1 waits in accept() for a new connection",
            "the server has read all that client 1 and client 2 sent",
        ]
    );
}

#[test]
fn a_lock_taken_twice_is_a_deadlock() {
    let mut program = start_server("deadlock.c", &[]);
    let mut client = program.connect(1);
    program.send(&mut client, "twice\n");
    program.must_get_stuck(&mut client, &[]);
    assert_says(
        &program.sentences(&[&client]),
        "thread 2 waits for a lock that it holds itself, since client 1 sent \"twice\\n\": a deadlock",
    );
}

#[test]
fn a_lock_that_is_held_while_reading_is_no_deadlock() {
    let mut program = start_server("lock.rs", &[]);
    let mut first = program.connect(1);
    program.must_answer(&mut first, "hold\n");
    let mut second = program.connect(2);
    program.must_answer(&mut second, "hello\n");
    program.send(&mut second, "take\n");
    program.must_get_stuck(&mut second, &[&first]);
    assert_eq!(
        program.sentences(&[&first, &second]),
        [
            "thread 1 waits in accept() for a new connection",
            "thread 2 waits in recv() for client 1 to say something",
            "thread 3 waits for a lock, since client 2 sent \"take\\n\"",
            "the server has read all that client 1 and client 2 sent",
        ]
    );
}

#[test]
fn a_lock_that_nobody_can_release_is_a_deadlock() {
    let mut program = start_server("lock.rs", &[]);
    let mut client = program.connect(1);
    program.must_answer(&mut client, "hold\n");
    program.send(&mut client, "take\n");
    program.must_get_stuck(&mut client, &[]);
    assert_eq!(
        program.sentences(&[&client]),
        [
            "thread 2 waits for a lock, since client 1 sent \"take\\n\", and no other thread can run: a deadlock",
            "thread 1 waits in accept() for a new connection",
            "the server has read all that client 1 sent",
        ]
    );
}

#[rstest]
#[case::in_one_write(&[])]
#[case::with_a_timeout(&["50"])]
fn a_client_that_does_not_read_is_named(#[case] args: &[&str]) {
    let mut program = start_server("floods.c", args);
    let mut client = program.connect(1);
    client.link.reads = Reads::Stalled;
    // The player of a stalled client waits for something else: here, for a second client.
    let mut second = program.connect(2);
    program.send(&mut client, "go\n");
    program.must_get_stuck(&mut second, &[&client]);
    assert_says(
        &program.sentences(&[&client]),
        "the server wrote, but client 1 does not read, and thread 1 waits in write()",
    );
}

#[test]
fn a_program_that_ended_is_gone() {
    let mut program = start_server("waits.c", &[]);
    let client = program.connect(1);
    (&client.stream).write_all(b"exit\n").expect("it fits");
    program.observer.begin("client 1 sent \"exit\"");
    // Not reaped yet, it is there still, as a zombie without threads.
    eventually("the program is gone", || {
        program.observer.look(std::slice::from_ref(&client.link)) == Judgement::Gone
    });
    assert_eq!(
        program.sentences(&[&client]),
        ["the server has no thread left"]
    );
    program.child.wait().expect("it has ended");
    let judgement = program.observer.look(std::slice::from_ref(&client.link));
    assert_eq!(judgement, Judgement::Gone);
}

/// Other programs that want a processor, until it is dropped.
struct Spinners {
    children: Vec<Child>,
    _folder: tempfile::TempDir,
}

impl Spinners {
    fn start(count: usize) -> Spinners {
        let folder = tempfile::tempdir().expect("a folder");
        let program = build("spins.c", folder.path());
        let children = (0..count).map(|_| Command::new(&program).spawn().expect("it starts"));
        Spinners {
            children: children.collect(),
            _folder: folder,
        }
    }
}

impl Drop for Spinners {
    fn drop(&mut self) {
        for child in &mut self.children {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

#[rstest]
#[case::alone(0)]
#[case::beside_four_others(4)]
fn a_busy_loop_is_named_and_never_stuck(#[case] others: usize) {
    let _others = Spinners::start(others);
    let mut program = start_server("waits.c", &[]);
    let mut client = program.connect(1);
    program.send(&mut client, "loop\n");
    let links = [client.link.clone()];
    loop {
        assert!(!client.has_bytes_within(program.observer.next_look()));
        // It may have been woken and not have got a processor yet: then it is quiet.
        let judgement = program.observer.look(&links);
        assert!(matches!(judgement, Judgement::Active | Judgement::Quiet));
        let thread = &program.observer.observation(&links).threads[0];
        if thread.cpu > Duration::from_millis(500) {
            break;
        }
    }
    // Whatever its share of the processors was.
    let sentences = program.sentences(&[&client]);
    assert!(
        sentences[0].starts_with("thread 1 is running")
            && sentences[0].ends_with("since the request: a busy loop"),
        "{sentences:#?}"
    );
}

#[test]
fn a_client_program_is_observed_alike() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let port = listener.local_addr().expect("it is bound").port();
    let mut program = start("client.c", &[&port.to_string()]);
    program.observer = Observer::new(Tree::From(program.child.id())).named("client");
    let (stream, _) = listener.accept().expect("the client connects");
    let mut peer = Peer::new("the server", stream);
    let mut line = Vec::new();
    while !peer.take_line(&mut line) {}
    program.send(&mut peer, "no newline");
    program.must_get_stuck(&mut peer, &[]);
    assert_eq!(
        program.sentences(&[&peer]),
        [
            "thread 1 waits in read() for the server to say something",
            "the client has read all that the server sent",
        ]
    );
}

#[test]
fn a_program_below_a_guard_is_found() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = build("child.c", folder.path());
    let mut shell = Command::new("sh");
    shell.args(["-c", "\"$0\" & wait"]).arg(server);
    let mut program = start_command(shell, folder, Tree::Below).ready();
    assert_eq!(program.observer.resources().processes, 1);
    let mut client = program.connect(1);
    program.send(&mut client, "mute\n");
    program.must_get_stuck(&mut client, &[]);
    assert_eq!(program.observer.processes().len(), 2);
    assert_eq!(
        program.sentences(&[&client]),
        [
            "thread 1 of process 1 waits for a child process",
            "thread 2 of process 2 waits for a signal (pause)",
            "the server has read all that client 1 sent",
        ]
    );
}

#[test]
fn threads_and_descriptors_are_counted() {
    let mut program = start_server("threads.c", &["8"]);
    let before = program.observer.resources();
    assert_eq!(
        (before.processes, before.threads, before.refused),
        (1, 9, 0)
    );
    assert!(before.memory > 0);
    let mut client = program.connect(1);
    program.must_answer(&mut client, "hello\n");
    let after = program.observer.resources();
    assert_eq!(after.descriptors, before.descriptors + 1);
    let sentences = program.sentences(&[&client]);
    assert_says(
        &sentences,
        "threads 2 to 9 wait for another thread or a lock (futex)",
    );
}

#[test]
fn an_observer_can_go_to_another_thread() {
    fn goes<T: Send>() {}
    goes::<Observer>();
}

#[test]
fn a_strangers_listener_is_not_the_programs() {
    let mut program = start_server("echo.c", &[]);
    let stranger = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let port = stranger.local_addr().expect("it is bound").port();
    assert_eq!(program.observer.listener(port), Listening::Stranger);
    drop(stranger);
    assert_eq!(program.observer.listener(port), Listening::No);
}

#[test]
fn a_listener_on_all_addresses_is_found() {
    for address in ["0.0.0.0:0", "[::]:0", "[::ffff:127.0.0.1]:0"] {
        let Ok(listener) = TcpListener::bind(address) else {
            // A machine without IPv6.
            continue;
        };
        let port = listener.local_addr().expect("it is bound").port();
        let mut observer = Observer::new(Tree::From(std::process::id()));
        let Listening::Program(found) = observer.listener(port) else {
            panic!("nobody listens on {address}");
        };
        assert_eq!((found.owner, found.queue), (Owner::Program, 0));
        let _waits = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).expect("it listens");
        eventually(
            "the connection waits to be accepted",
            || matches!(observer.listener(port), Listening::Program(found) if found.queue == 1),
        );
    }
}

#[test]
fn an_observation_is_fit_for_json() {
    let mut program = start_server("echo.c", &[]);
    let client = program.connect(1);
    let observation = program
        .observer
        .observation(std::slice::from_ref(&client.link));
    let json = serde_json::to_string(&observation).expect("it has no odd keys");
    assert!(json.contains("\"threads\":[{\"process\":1,"), "{json}");
    assert!(
        observation
            .threads
            .iter()
            .all(|thread| thread.doing != Doing::Unreadable)
    );
}
