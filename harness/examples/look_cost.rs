//! What a look costs: `cargo run --release --example look_cost`.
//!
//! The program that is looked at is this one again, with 1 to 1,000 threads that wait.

#[cfg(all(target_os = "linux", not(portable)))]
fn main() -> std::io::Result<()> {
    use std::io::Read;
    use std::process::{Command, Stdio};

    if let Some(count) = std::env::args().nth(1) {
        return wait_with_threads(count.parse().unwrap_or(1));
    }
    println!("threads   look (idle)   look (verdict)   observation");
    for count in [1, 10, 100, 1_000] {
        let mut child = Command::new(std::env::current_exe()?)
            .arg(count.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut ready = [0];
        let stdout = child.stdout.as_mut();
        stdout.map_or(Ok(()), |stdout| stdout.read_exact(&mut ready))?;
        measure(child.id(), count);
        // The end of its standard input ends it.
        drop(child.stdin.take());
        child.wait()?;
    }
    Ok(())
}

#[cfg(not(all(target_os = "linux", not(portable))))]
fn main() {
    println!("there is nothing to look at on this system");
}

/// Has so many threads, the main one included, until the standard input ends.
#[cfg(all(target_os = "linux", not(portable)))]
fn wait_with_threads(count: usize) -> std::io::Result<()> {
    use std::io::{Read, Write};
    use std::sync::Barrier;
    use std::sync::mpsc::{Receiver, channel};

    static STARTED: std::sync::OnceLock<Barrier> = std::sync::OnceLock::new();
    let started = STARTED.get_or_init(|| Barrier::new(count));
    // Kept until the end, so that nobody's channel closes.
    let mut senders = Vec::new();
    for _ in 1..count {
        let (sender, receiver): (_, Receiver<()>) = channel();
        senders.push(sender);
        std::thread::Builder::new()
            .stack_size(64 * 1024)
            .spawn(move || {
                started.wait();
                let _ = receiver.recv();
            })?;
    }
    started.wait();
    std::io::stdout().write_all(b"\n")?;
    std::io::stdout().flush()?;
    std::io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}

#[cfg(all(target_os = "linux", not(portable)))]
fn measure(pid: u32, count: usize) {
    use std::time::{Duration, Instant};

    use harness::observe::{Judgement, Observer, Tree};

    let mut observer = Observer::new(Tree::From(pid));
    observer.baseline();
    observer.begin("the measurement began");
    let (mut idle, mut verdicts) = (Vec::new(), Vec::new());
    while verdicts.len() < 31 {
        std::thread::sleep(observer.next_look().min(Duration::from_millis(5)));
        let started = Instant::now();
        let judgement = observer.look(&[]);
        let took = started.elapsed();
        match judgement {
            Judgement::Quiet => idle.push(took),
            Judgement::Stuck => verdicts.push(took),
            Judgement::Active | Judgement::Gone => {}
        }
    }
    let started = Instant::now();
    observer.observation(&[]);
    let observation = started.elapsed();
    println!(
        "{count:7} {:>13.0?} {:>16.0?} {observation:>13.0?}",
        median(&mut idle),
        median(&mut verdicts),
    );
}

#[cfg(all(target_os = "linux", not(portable)))]
fn median(times: &mut [std::time::Duration]) -> std::time::Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
