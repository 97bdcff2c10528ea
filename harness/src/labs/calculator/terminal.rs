//! The dialogue of the calculator's client on a terminal: questions, results and answers share
//! it, so that they are looked for in what it shows rather than compared.

use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};

use crate::finding::{Finding, Panic, Trouble};
use crate::program::{Ended, Program, Role, Standard, Stream};
use crate::scene::Scene;
use crate::talk::escape;

/// One request, its result, and Ctrl-D.
///
/// # Errors
/// The first of these that did not go as it should.
pub fn dialogue(scene: &mut Scene<'_>) -> Result<(), Trouble> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let words = scene.command.fill(listener.local_addr()?);
    let mut client = Program::launch_on(Standard::Terminal, Role::Client, &words)
        .map_err(|error| scene.not_launched(error))?;
    if client
        .await_printed(|shown| !shown.trim().is_empty())
        .is_err()
    {
        let headline = "the client asks nothing on a terminal";
        let wanted = "a question before anything is typed";
        return Err(find(scene, &mut client, headline, wanted));
    }
    for answer in ["add\n", "2\n"] {
        let before = client.output().length(Stream::Stdout);
        enter(&mut client, answer);
        // The next question, or what else there is to see. Not all need one to be answered.
        let output = client.output().clone();
        let _ = client.await_printed(|_| output.length(Stream::Stdout) > before);
    }
    enter(&mut client, "3\n");
    client.rest();
    let Some(mut server) = take_request(&listener)? else {
        let headline = "the client, on a terminal, does not send what was typed";
        return Err(find(
            scene,
            &mut client,
            headline,
            r#"the request "add 2 3\n""#,
        ));
    };
    client.observer.begin(r#"the server sent "5\n""#);
    // A client that has gone is noticed by what it does not show.
    let _ = server.write_all(b"5\n");
    if client.await_printed(shows_result).is_err() {
        let headline = "the client does not show the result on a terminal";
        return Err(find(scene, &mut client, headline, "a line `Result: 5`"));
    }
    // The next question may set up the terminal anew.
    client.rest();
    enter(&mut client, END_OF_TRANSMISSION);
    match client.rest() {
        Some(Ended::Status(0)) => Ok(()),
        _ => {
            let headline = "Ctrl-D on a terminal does not end the client as it should";
            Err(find(scene, &mut client, headline, THE_END))
        }
    }
}

/// What Ctrl-D types. At the start of a line a terminal takes it for the end of input.
const END_OF_TRANSMISSION: &str = "\x04";

const THE_END: &str = "the end, with exit status 0";

fn enter(client: &mut Program, text: &str) {
    client.observer.baseline();
    client
        .observer
        .begin(&format!("\"{}\" was typed", escape(text)));
    client.type_line(text);
}

/// A question may stand before it on its line.
fn shows_result(shown: &str) -> bool {
    shown
        .split_inclusive('\n')
        .any(|line| line.contains("Result: 5") && line.ends_with('\n'))
}

/// The connection of a client at rest that has sent its request.
fn take_request(listener: &TcpListener) -> Result<Option<TcpStream>, Trouble> {
    const REQUEST: &[u8] = b"add 2 3\n";
    listener.set_nonblocking(true)?;
    let mut stream = match listener.accept() {
        Ok((stream, _)) => stream,
        Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    stream.set_nonblocking(true)?;
    let mut request = Vec::new();
    // It ends with WouldBlock: what a client at rest has sent is there.
    let _ = (&mut stream)
        .take(2 * REQUEST.len() as u64)
        .read_to_end(&mut request);
    Ok((request == REQUEST).then_some(stream))
}

fn find(scene: &Scene<'_>, client: &mut Program, headline: &str, wanted: &str) -> Trouble {
    let output = client.output().clone();
    let shown = output.text(Stream::Stdout);
    let ended = output.ended();
    let panic = ended.and_then(|ended| Panic::that_ended(ended, &shown));
    let headline = match (panic, ended) {
        (Some(panic), _) => panic.sentence("the client"),
        (None, Some(_)) if wanted != THE_END => "the client ends amid the dialogue".into(),
        (None, _) => headline.to_owned(),
    };
    let end = escape(&shown);
    let end: String = end
        .chars()
        .skip(end.chars().count().saturating_sub(200))
        .collect();
    let got = match output.ended() {
        Some(ended) => format!("{ended}; the terminal shows \"{end}\""),
        None => format!("the terminal shows \"{end}\""),
    };
    let mut finding: Finding = scene.find(headline).comparing(wanted, got);
    if output.ended().is_none() {
        finding.stands = client.observer.observation(&[]).sentences();
    }
    finding.into()
}
