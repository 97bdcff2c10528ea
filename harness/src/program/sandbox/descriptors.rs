//! Descriptors that this process has from whoever started it.

use std::io;

/// Lets none but the three standard ones go to what this process becomes: close_range(2).
///
/// # Errors
/// The kernel is older than Linux 5.11 and cannot.
#[allow(unsafe_code, reason = "neither std nor rustix can do this")]
pub(super) fn keep_the_rest() -> io::Result<()> {
    const FIRST: libc::c_uint = 3;
    // SAFETY: nothing is closed here, only marked; the call takes numbers and touches no memory.
    let result = unsafe {
        libc::syscall(
            libc::SYS_close_range,
            FIRST,
            libc::c_uint::MAX,
            libc::CLOSE_RANGE_CLOEXEC,
        )
    };
    if result == -1 {
        return Err(io::Error::last_os_error());
    }
    Ok(())
}
