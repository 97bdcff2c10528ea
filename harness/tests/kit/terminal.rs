//! A terminal in which a command is run.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};

use rustix::fs::{Mode, OFlags};
use rustix::process::{Pid, Signal, kill_process};
use rustix::pty::OpenptFlags;
use rustix::termios::{LocalModes, Termios, Winsize, tcgetattr, tcsetwinsize};

/// Our side of a terminal, and what runs on the other one. See pty(7).
pub struct Terminal {
    ours: File,
    theirs: File,
    output: BufReader<File>,
    pub child: Child,
}

impl Terminal {
    /// Runs a command on a new terminal of 80 columns.
    pub fn run(command: &mut Command) -> Terminal {
        let (ours, theirs) = open(80);
        let copy = |file: &File| file.try_clone().expect("it is copied");
        let child = command
            .stdin(copy(&theirs))
            .stdout(copy(&theirs))
            .stderr(copy(&theirs))
            .spawn()
            .expect("it runs");
        let output = BufReader::new(copy(&ours));
        Terminal {
            ours,
            theirs,
            output,
            child,
        }
    }

    /// Reads on until this is in a line, and returns what was read before it.
    #[track_caller]
    pub fn await_line(&mut self, words: &str) -> String {
        await_line(&mut self.output, words)
    }

    /// Types these keys.
    pub fn press(&mut self, keys: &str) {
        self.ours.write_all(keys.as_bytes()).expect("it is typed");
    }

    /// Tells the command this.
    pub fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).expect("it is told");
    }

    /// Whether each key is heard at once, and not shown.
    pub fn is_raw(&self) -> bool {
        let modes = tcgetattr(&self.theirs).expect("it has modes");
        let cooked = LocalModes::ICANON | LocalModes::ECHO;
        !modes.local_modes.intersects(cooked)
    }

    /// All its modes, to be compared.
    pub fn modes(&self) -> [String; 4] {
        let modes: Termios = tcgetattr(&self.theirs).expect("it has modes");
        [
            format!("{:?}", modes.input_modes),
            format!("{:?}", modes.output_modes),
            format!("{:?}", modes.control_modes),
            format!("{:?}", modes.local_modes),
        ]
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads on until this is in a line, and returns what was read before it.
#[track_caller]
pub fn await_line(output: &mut impl BufRead, words: &str) -> String {
    let mut all = String::new();
    loop {
        let mut line = String::new();
        let count = output.read_line(&mut line).expect("it is read");
        assert!(count > 0, "it ended without {words:?}:\n{all}");
        if line.contains(words) {
            return all;
        }
        all.push_str(&line);
    }
}

/// Both sides of a new terminal of so many columns, ours first.
fn open(columns: u16) -> (File, File) {
    let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC;
    let ours = rustix::pty::openpt(flags).expect("a terminal");
    rustix::pty::grantpt(&ours).expect("it is granted");
    rustix::pty::unlockpt(&ours).expect("it is unlocked");
    let name = rustix::pty::ptsname(&ours, Vec::new()).expect("it has a name");
    let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC;
    let theirs = rustix::fs::open(name, flags, Mode::empty()).expect("it is opened");
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
