//! Types commands into the terminal that it was started from: TIOCSTI.
mod deed;

fn main() {
    for descriptor in 0..3 {
        // SAFETY: a byte that is there.
        let typed = unsafe { deed::syscall(16, descriptor, 0x5412, b"x".as_ptr()) == 0 };
        deed::tell("TIOCSTI", typed);
    }
    deed::end();
}
