//! Namespaces: which processes, and which other things of the kernel, a program sees.
//!
//! See namespaces(7), user_namespaces(7), pid_namespaces(7), capabilities(7).

use std::fs;
use std::io;

use rustix::process::{getegid, geteuid};
use rustix::thread::{
    CapabilitySet, CapabilitySets, UnshareFlags, clear_ambient_capability_set,
    configure_capability_in_ambient_set, set_capabilities,
};

/// Moves this thread to new namespaces.
///
/// # Errors
/// The system does not allow it.
#[allow(
    unsafe_code,
    reason = "rustix leaves it to us that no descriptors are unshared"
)]
pub(super) fn unshare(flags: UnshareFlags) -> io::Result<()> {
    debug_assert!(!flags.contains(UnshareFlags::FILES));
    // SAFETY: only a table of descriptors that is no longer shared between threads could break
    // what Rust takes for granted (the docstring of `unshare_unsafe`), and FILES is never asked
    // for here.
    Ok(unsafe { rustix::thread::unshare_unsafe(flags) }?)
}

/// A new user namespace, with others beside it, in which we are who we were. To be called by a
/// process of a single thread.
///
/// # Errors
/// The system does not allow it; on some it allows the first step only, and then this process is
/// nobody from now on.
pub(super) fn enter_own_user(others: UnshareFlags) -> io::Result<()> {
    let (user, group) = (geteuid().as_raw(), getegid().as_raw());
    unshare(UnshareFlags::NEWUSER | others)?;
    fs::write("/proc/self/setgroups", "deny")?;
    fs::write("/proc/self/uid_map", format!("{user} {user} 1"))?;
    fs::write("/proc/self/gid_map", format!("{group} {group} 1"))
}

/// The next child will be the first process of its own namespace, and may mount there. This
/// process remains where it is, and sees all of it.
///
/// # Errors
/// The system does not allow it.
pub(super) fn prepare_for_child() -> io::Result<()> {
    let own = UnshareFlags::NEWPID | UnshareFlags::NEWIPC;
    if geteuid().is_root() {
        return unshare(own);
    }
    enter_own_user(own)?;
    // Only what is ambient survives an exec by a user who is not root.
    let mut sets = rustix::thread::capabilities(None)?;
    sets.inheritable |= CapabilitySet::SYS_ADMIN;
    set_capabilities(None, sets)?;
    configure_capability_in_ambient_set(CapabilitySet::SYS_ADMIN, true)?;
    Ok(())
}

/// Gives up all that sets this process apart from others of its user.
///
/// # Errors
/// The system does not allow it.
pub(super) fn give_up_capabilities() -> io::Result<()> {
    clear_ambient_capability_set()?;
    let none = CapabilitySets {
        effective: CapabilitySet::empty(),
        permitted: CapabilitySet::empty(),
        inheritable: CapabilitySet::empty(),
    };
    Ok(set_capabilities(None, none)?)
}
