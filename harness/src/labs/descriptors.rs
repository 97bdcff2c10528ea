//! What becomes of a server that has no descriptor left for the next client: `accept` fails, for
//! once, with `EMFILE` (accept(2)).

use crate::check::{Check, Proof, server};
#[cfg(all(target_os = "linux", not(portable)))]
use crate::finding::Finding;
use crate::finding::Trouble;
use crate::scene::Scene;

/// The check, without step and points; a lab's plan gives them.
pub fn check() -> Check {
    server(
        "accept-error",
        &["after-reset"],
        "An error of `accept` does not end the server.",
        "That there are no descriptors left, or that a client has gone while it was accepted, \
         passes by itself. A server that has ended does not come back by itself.",
        Proof::Scene {
            told: "A client comes, is served, and leaves. Then the server is allowed no more \
                   descriptors than it has, so that `accept` fails for the next client, and after \
                   a moment it is allowed them again. The server must still be there, and serve a \
                   client as before.",
            play: accept_error,
        },
    )
}

/// A client that comes, is served, and leaves. What it asks is the lab's.
#[cfg(all(target_os = "linux", not(portable)))]
const CLIENT: &str = r#"
1 connect
1 > "REQUEST\n"
1 < line /.*/
1 close
"#;

/// An error of `accept` does not end the server, and when there is none any more it serves.
///
/// # Errors
/// It has ended, or serves nobody any more.
#[cfg(all(target_os = "linux", not(portable)))]
fn accept_error(scene: &mut Scene<'_>) -> Result<(), Trouble> {
    use crate::player::Telling;
    use crate::program::shortage::Shortage;

    let client = scene.read(&CLIENT.replace("REQUEST", scene.lab.load.request))?;
    let mut server = scene.start_server()?;
    // What it opens but once is open then, and it waits for the next client.
    scene.converse(&mut server, &client, Telling::Whole)?;
    server.program.rest();
    match Shortage::begin(&server.program.observer.processes()) {
        Ok(shortage) => {
            trial::undergo(&mut server);
            drop(shortage);
        }
        Err(error) => {
            scene.note(format!(
                "not tried, since this machine lets nobody limit a program's descriptors: {error}"
            ));
            return Ok(());
        }
    }
    let served = scene.converse(&mut server, &client, Telling::Whole);
    let Some(ended) = server.program.ended() else {
        return served.map_err(|trouble| match trouble {
            Trouble::Found(finding) => {
                let mut finding = explain(*finding);
                // The conversation alone is not what failed.
                finding.talk = None;
                finding.next = scene.again();
                finding.into()
            }
            other => other,
        });
    };
    let output = server.program.output();
    output.drain();
    let finding = scene
        .find("an error of `accept` ended the server")
        .comparing(
            "a message on standard error, and a server that goes on",
            ended.to_string(),
        )
        .quoting(output);
    Err(explain(finding).into())
}

#[cfg(all(target_os = "linux", not(portable)))]
fn explain(mut finding: Finding) -> Finding {
    finding.remarks.push(
        "For a moment the server was allowed no more descriptors than it had, so that `accept` \
         failed with EMFILE."
            .into(),
    );
    finding
}

/// Nothing can be limited here from outside.
///
/// # Errors
/// None.
#[cfg(any(not(target_os = "linux"), portable))]
fn accept_error(scene: &mut Scene<'_>) -> Result<(), Trouble> {
    scene.note("not tried: on this system nobody can limit a program's descriptors".into());
    Ok(())
}

/// The moment without descriptors.
#[cfg(all(target_os = "linux", not(portable)))]
mod trial {
    use std::io::{Read, Write};
    use std::net::{Shutdown, TcpStream};
    use std::time::{Duration, Instant};

    use crate::observe::Judgement;
    use crate::program::HARD_LIMIT;
    use crate::scene::Server;

    /// A server that tries again and again has tried by then, in its own time on a processor.
    const TRIED: Duration = Duration::from_millis(50);
    /// One that sleeps between its tries is seen so often, one look after another, with no thread
    /// that runs or could.
    const ASLEEP: u32 = 2;
    /// Nobody is waited for longer.
    const PATIENCE: Duration = Duration::from_secs(2);
    /// How long a client waits that may never be served.
    const CLIENTS_PATIENCE: Duration = Duration::from_millis(100);

    /// A client comes and goes, and then the server calls `accept` again.
    pub fn undergo(server: &mut Server) {
        let program = &mut server.program;
        // Whether this one is served does not matter.
        let _ = TcpStream::connect(server.address).and_then(|mut client| {
            client.set_read_timeout(Some(CLIENTS_PATIENCE))?;
            client.write_all(b"\n")?;
            client.shutdown(Shutdown::Write)?;
            client.read_to_end(&mut Vec::new())
        });
        let begun = Instant::now();
        let before = processor_time(&program.observer.processes());
        program.observer.moved();
        let mut quiet = 0;
        loop {
            match program.observer.look(&[]) {
                Judgement::Stuck => return,
                Judgement::Gone => {
                    program.output().await_end(HARD_LIMIT);
                    return;
                }
                Judgement::Active => quiet = 0,
                Judgement::Quiet => quiet += 1,
            }
            if quiet == ASLEEP {
                return;
            }
            let used = processor_time(&program.observer.processes()).saturating_sub(before);
            if used >= TRIED || begun.elapsed() >= PATIENCE {
                return;
            }
            let output = program.output().clone();
            output.await_change(program.observer.next_look());
        }
    }

    /// What these processes have used of the processors (proc(5), `stat`: utime and stime).
    fn processor_time(processes: &[u32]) -> Duration {
        let ticks: u64 = processes.iter().filter_map(|pid| ticks(*pid)).sum();
        let a_second = rustix::param::clock_ticks_per_second().max(1);
        Duration::from_millis(ticks * 1000 / a_second)
    }

    fn ticks(pid: u32) -> Option<u64> {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        let (_, rest) = stat.rsplit_once(") ")?;
        let mut fields = rest.split(' ').skip(11);
        let user: u64 = fields.next()?.parse().ok()?;
        let system: u64 = fields.next()?.parse().ok()?;
        Some(user + system)
    }
}
