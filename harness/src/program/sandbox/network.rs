//! A network of this process's own, in which there is nothing but the loopback device: what it
//! launches reaches no other network and collides with no other program's ports, and ordinary
//! connections to 127.0.0.1 work.
//!
//! See network_namespaces(7), rtnetlink(7).

use std::io;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use rustix::net::{
    AddressFamily, RecvFlags, SendFlags, SocketFlags, SocketType, recv, send, socket_with,
};
use rustix::process::geteuid;
use rustix::thread::UnshareFlags;

use super::namespaces;
use crate::program::{birth, guard};

/// The argument that makes an executable of the kit try it.
pub(super) const ARGUMENT: &str = "__network";

/// How a private network was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// By a privileged process.
    Privileged,
    /// In a user namespace of its own.
    OwnUser,
}

static ENTERED: OnceLock<How> = OnceLock::new();

/// Whether this process has entered a network of its own.
pub(super) fn is_private() -> bool {
    ENTERED.get().is_some()
}

/// Moves this process, and all that it will launch, to a network of its own. To be called before
/// any thread is started. Another process tries it first: on some machines the first step is
/// allowed and the second is not, and then there is no way back.
///
/// # Errors
/// The system does not allow it, as a sentence; this process is where it was.
pub fn enter_private_network() -> Result<How, String> {
    if let Some(how) = ENTERED.get() {
        return Ok(*how);
    }
    let threads = std::fs::read_dir("/proc/self/task").map_or(0, Iterator::count);
    if threads != 1 {
        return Err(format!("this process has {threads} threads, not one"));
    }
    try_out()?;
    let how = enter().map_err(|error| error.to_string())?;
    Ok(*ENTERED.get_or_init(|| how))
}

/// Has another process try it.
pub(super) fn try_out() -> Result<How, String> {
    let executable = guard::executable().map_err(|error| error.to_string())?;
    let mut command = Command::new(executable);
    command
        .arg(ARGUMENT)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let tried = birth::spawn(&mut command).and_then(|child| child.wait_with_output());
    let tried = tried.map_err(|error| error.to_string())?;
    match tried.status.code() {
        Some(PRIVILEGED) => Ok(How::Privileged),
        Some(OWN_USER) => Ok(How::OwnUser),
        _ => Err(String::from_utf8_lossy(&tried.stdout).trim().to_owned()),
    }
}

const PRIVILEGED: i32 = 10;
const OWN_USER: i32 = 11;

/// The life of the process that tries it: an exit status.
pub(super) fn serve() -> i32 {
    match enter().and_then(|how| connect_to_self().map(|()| how)) {
        Ok(How::Privileged) => PRIVILEGED,
        Ok(How::OwnUser) => OWN_USER,
        Err(error) => {
            println!("{error}");
            1
        }
    }
}

fn enter() -> io::Result<How> {
    let is_root = geteuid().is_root();
    let how = match namespaces::unshare(UnshareFlags::NEWNET) {
        Ok(()) => How::Privileged,
        Err(error) if is_root => return Err(error),
        Err(_) => {
            namespaces::enter_own_user(UnshareFlags::NEWNET)?;
            How::OwnUser
        }
    };
    raise_loopback()?;
    Ok(how)
}

fn connect_to_self() -> io::Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    TcpStream::connect(listener.local_addr()?)?;
    Ok(())
}

const HEADER: usize = 16;
const REQUEST: usize = HEADER + 16;
const RTM_NEWLINK: u16 = 16;
const NLMSG_ERROR: u16 = 2;
const NLM_F_REQUEST: u16 = 1;
const NLM_F_ACK: u16 = 4;
const IFF_UP: u32 = 1;
/// The first device of each network is its loopback.
const LOOPBACK: u32 = 1;

/// `struct nlmsghdr`, then `struct ifinfomsg`.
fn raise_loopback() -> io::Result<()> {
    let mut request = [0u8; REQUEST];
    request[0..4].copy_from_slice(&(REQUEST as u32).to_ne_bytes());
    request[4..6].copy_from_slice(&RTM_NEWLINK.to_ne_bytes());
    request[6..8].copy_from_slice(&(NLM_F_REQUEST | NLM_F_ACK).to_ne_bytes());
    request[20..24].copy_from_slice(&LOOPBACK.to_ne_bytes());
    request[24..28].copy_from_slice(&IFF_UP.to_ne_bytes());
    request[28..32].copy_from_slice(&IFF_UP.to_ne_bytes());
    let route = None;
    let socket = socket_with(
        AddressFamily::NETLINK,
        SocketType::RAW,
        SocketFlags::CLOEXEC,
        route,
    )?;
    send(&socket, &request, SendFlags::empty())?;
    // The kernel has answered before `send` returns.
    let mut answer = [0u8; 1024];
    let (_, length) = recv(&socket, &mut answer[..], RecvFlags::DONTWAIT)?;
    let answer = answer.get(..length).unwrap_or(&[]);
    let kind = answer.get(4..6).and_then(|kind| kind.try_into().ok());
    let error = answer.get(HEADER..HEADER + 4);
    let error = error.and_then(|error| error.try_into().ok());
    match (kind.map(u16::from_ne_bytes), error.map(i32::from_ne_bytes)) {
        (Some(NLMSG_ERROR), Some(0)) => Ok(()),
        (Some(NLMSG_ERROR), Some(error)) => Err(io::Error::from_raw_os_error(-error)),
        _ => Err(io::Error::other("the kernel has not answered")),
    }
}
