//! Which netcat there is: there are several programs of this name, and they do not have the same
//! options.

use std::io::Read;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// A program that connects a terminal with a socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Netcat {
    /// OpenBSD's, which says that it has finished only with `-N`.
    OpenBsd,
    /// Nmap's, under this name. It half-closes at the end of its input by itself.
    Ncat(&'static str),
    /// BusyBox's, which half-closes by itself, and wants its port behind `-p`.
    BusyBox,
    /// The first one, which cannot half-close and still read, and wants its port behind `-p`.
    Traditional,
    /// One that says nothing known of itself, as Apple's, which half-closes by itself.
    Other,
    /// There is none.
    Missing,
}

/// How long one may take to say what it is.
const PATIENCE: Duration = Duration::from_secs(2);
/// The most bytes that are read of what it says.
const LONGEST: u64 = 16 << 10;

impl Netcat {
    /// The one that a shell would start here.
    pub fn find() -> Netcat {
        if let Some(help) = ask("nc") {
            return Netcat::of_help(&help);
        }
        match ask("ncat") {
            Some(_) => Netcat::Ncat("ncat"),
            None => Netcat::Missing,
        }
    }

    /// The one that has this to say to `nc -h`.
    fn of_help(help: &str) -> Netcat {
        if help.contains("Ncat") {
            Netcat::Ncat("nc")
        } else if help.contains("BusyBox") {
            Netcat::BusyBox
        } else if help.contains("[v1.") {
            Netcat::Traditional
        // Apple's has a -N of another meaning.
        } else if help.contains("-N") && help.contains("after EOF on stdin") {
            Netcat::OpenBsd
        } else {
            Netcat::Other
        }
    }

    /// The command that connects to an address; `None` where Python has to.
    pub fn connect(self, host: &str, port: &str) -> Option<String> {
        Some(match self {
            Netcat::OpenBsd => format!("nc -N {host} {port}"),
            Netcat::Ncat(name) => format!("{name} {host} {port}"),
            Netcat::BusyBox | Netcat::Traditional | Netcat::Other => format!("nc {host} {port}"),
            Netcat::Missing => return None,
        })
    }

    /// The command that takes one connection at an address; `None` where Python has to.
    pub fn listen(self, host: &str, port: &str) -> Option<String> {
        Some(match self {
            Netcat::OpenBsd => format!("nc -N -l {host} {port}"),
            Netcat::Ncat(name) => format!("{name} -l {host} {port}"),
            Netcat::BusyBox | Netcat::Traditional => format!("nc -l -s {host} -p {port}"),
            Netcat::Other => format!("nc -l {host} {port}"),
            Netcat::Missing => return None,
        })
    }

    /// Whether it can say that it has finished, and still read.
    pub fn half_closes(self) -> bool {
        !matches!(self, Netcat::Traditional | Netcat::Missing)
    }
}

/// What a program says of itself, on either output; `None` where there is no such program.
fn ask(name: &str) -> Option<String> {
    let mut child = Command::new(name)
        .arg("-h")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .ok()?;
    let (send, said) = mpsc::channel();
    let outputs: [Option<Box<dyn Read + Send>>; 2] = [
        child.stdout.take().map(|output| Box::new(output) as _),
        child.stderr.take().map(|output| Box::new(output) as _),
    ];
    for output in outputs.into_iter().flatten() {
        let send = send.clone();
        // Not waited for: what it has started may hold its output open for ever.
        thread::spawn(move || {
            let mut text = Vec::new();
            let _ = output.take(LONGEST).read_to_end(&mut text);
            let _ = send.send(String::from_utf8_lossy(&text).into_owned());
        });
    }
    drop(send);
    let mut help = String::new();
    while let Ok(text) = said.recv_timeout(PATIENCE) {
        help.push_str(&text);
    }
    let _ = child.kill();
    let _ = child.wait();
    Some(help)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::openbsd(
        "OpenBSD netcat (Debian patchlevel 1.219-1)\nusage: nc [-46CDdFhklNnrStUuvZz]\n\
         \t\t-N\t\tShutdown the network socket after EOF on stdin\n",
        Netcat::OpenBsd,
        "nc -N h 1",
        "nc -N -l h 1"
    )]
    #[case::ncat(
        "Ncat 7.93 ( https://nmap.org/ncat )\nUsage: ncat [options] [hostname] [port]\n",
        Netcat::Ncat("nc"),
        "nc h 1",
        "nc -l h 1"
    )]
    #[case::traditional(
        "[v1.10-47]\nconnect to somewhere:\tnc [-options] hostname port[s] [ports] ... \n",
        Netcat::Traditional,
        "nc h 1",
        "nc -l -s h -p 1"
    )]
    #[case::busybox(
        "BusyBox v1.35.0 () multi-call binary.\n\nUsage: nc [OPTIONS] HOST PORT\n",
        Netcat::BusyBox,
        "nc h 1",
        "nc -l -s h -p 1"
    )]
    #[case::apples(
        "usage: nc [-46AacCDdEFhklMnOortUuvz] [-N num_probes]\n",
        Netcat::Other,
        "nc h 1",
        "nc -l h 1"
    )]
    fn each_is_told_by_its_help(
        #[case] help: &str,
        #[case] netcat: Netcat,
        #[case] connect: &str,
        #[case] listen: &str,
    ) {
        assert_eq!(Netcat::of_help(help), netcat);
        assert_eq!(netcat.connect("h", "1").as_deref(), Some(connect));
        assert_eq!(netcat.listen("h", "1").as_deref(), Some(listen));
    }

    #[test]
    fn a_program_that_does_not_exist_says_nothing() {
        assert_eq!(ask("no-such-program-at-all"), None);
    }
}
