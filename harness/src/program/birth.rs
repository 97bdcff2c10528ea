//! Between fork and exec a child holds a copy of every descriptor of ours, and on a loaded
//! machine that can last. Whatever is closed meanwhile is not closed yet: the end of a standard
//! input, a FIN or an RST would come late, and a program that waits for it would be taken for
//! stuck. So nothing is closed that matters while a child is being born.

use std::io;
use std::os::fd::OwnedFd;
use std::process::{Child, Command};
use std::sync::{Mutex, MutexGuard, PoisonError};

static BIRTH: Mutex<()> = Mutex::new(());

/// No child is born while this is held.
pub fn hold() -> MutexGuard<'static, ()> {
    BIRTH.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Spawns a child; returns once it has its own program, and none of our descriptors.
///
/// # Errors
/// Those of [`Command::spawn`].
pub fn spawn(command: &mut Command) -> io::Result<Child> {
    let _birth = hold();
    command.spawn()
}

/// Closes a descriptor, so that its other end learns of it now.
pub fn close<T>(descriptor: T) {
    let _birth = hold();
    drop(descriptor);
}

/// A pipe, its reading end first, of which no child ever holds a copy for longer than its birth.
///
/// # Errors
/// This process has no descriptor left.
pub fn pipe() -> io::Result<(OwnedFd, OwnedFd)> {
    // Where pipe2(2) is missing, a child must not be born between the two calls.
    let _birth = hold();
    let (read, write) = rustix::pipe::pipe()?;
    for end in [&read, &write] {
        rustix::io::fcntl_setfd(end, rustix::io::FdFlags::CLOEXEC)?;
    }
    Ok((read, write))
}
