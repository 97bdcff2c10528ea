//! A terminal for the command under test. See pty(7).

use std::fs::File;
use std::io::Read;
use std::process::{Command, Stdio};

use rustix::pty::OpenptFlags;
use rustix::termios::{Winsize, tcsetwinsize};

/// Both sides of a terminal of so many columns, ours first.
pub fn open(columns: u16) -> (File, File) {
    let ours = rustix::pty::openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC)
        .expect("a terminal");
    rustix::pty::grantpt(&ours).expect("it is granted");
    rustix::pty::unlockpt(&ours).expect("it is unlocked");
    let name = rustix::pty::ptsname(&ours, Vec::new()).expect("it has a name");
    let flags = rustix::fs::OFlags::RDWR | rustix::fs::OFlags::NOCTTY | rustix::fs::OFlags::CLOEXEC;
    let theirs = rustix::fs::open(name, flags, rustix::fs::Mode::empty()).expect("it is opened");
    let size = Winsize {
        ws_row: 50,
        ws_col: columns,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    tcsetwinsize(&theirs, size).expect("it is sized");
    (ours.into(), theirs.into())
}

/// What a command prints on a terminal of so many columns, its notes and errors apart.
pub fn print(mut command: Command, columns: u16) -> String {
    let (mut ours, theirs) = open(columns);
    let mut child = command
        .env("TERM", "xterm")
        .stdin(Stdio::null())
        .stdout(theirs)
        .stderr(Stdio::null())
        .spawn()
        .expect("it runs");
    // It holds the terminal open.
    drop(command);
    let mut printed = Vec::new();
    // The end is told as an error, once nobody else has the terminal open.
    let _ = ours.read_to_end(&mut printed);
    child.wait().expect("it ends");
    let printed = String::from_utf8(printed).expect("it is UTF-8");
    printed.replace("\r\n", "\n")
}
