//! A thread with a name, asked whether it has finished. It waits for a channel until it may end.
//! prints: Some("client 1") false

use std::io;
use std::sync::mpsc;
use std::thread;

fn main() -> io::Result<()> {
    let (go_on, wait) = mpsc::channel::<()>();

    // region: alive
    let thread = thread::Builder::new()
        .name("client 1".to_owned())
        .spawn(move || wait.recv())?;

    let name = thread.thread().name();
    println!("{name:?} {}", thread.is_finished());

    drop(go_on);
    let _ended = thread.join();
    // endregion
    Ok(())
}
