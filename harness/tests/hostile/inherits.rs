//! Looks for descriptors that somebody has forgotten to close.
mod deed;

fn main() {
    let open = (3..1024).filter(|number| {
        // SAFETY: numbers only: fcntl with F_GETFD.
        unsafe { deed::syscall(72, *number, 1) >= 0 }
    });
    for number in open {
        deed::tell(&format!("descriptor {number}"), true);
    }
    deed::end();
}
