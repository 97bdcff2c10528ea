//! Kills everybody, and each of those whom it was told of, in all ways that there are.
mod deed;

fn main() {
    for pid in std::env::args().skip(2).filter_map(|pid| pid.parse().ok()) {
        // SAFETY: numbers only.
        unsafe {
            deed::tell("kill", deed::kill(pid, 9) == 0);
            deed::tell("tgkill", deed::syscall(234, pid, pid, 9) == 0);
            deed::tell("tkill", deed::syscall(200, pid, 9) == 0);
            let descriptor = deed::syscall(434, pid, 0);
            deed::tell(
                "pidfd_send_signal",
                deed::syscall(424, descriptor, 9, 0, 0) == 0,
            );
            // No processor time for it any more: RLIMIT_CPU.
            let none = [0u64, 0];
            deed::tell("prlimit", deed::syscall(302, pid, 0, none.as_ptr(), 0) == 0);
        }
    }
    // SAFETY: a number only.
    unsafe {
        deed::kill(deed::getppid(), 9);
        deed::kill(1, 9);
        deed::kill(-1, 9);
    }
    deed::end();
}
