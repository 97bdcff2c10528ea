//! Makes itself unreadable for whoever wants to see where its threads stand: PR_SET_DUMPABLE.
mod deed;

fn main() {
    // SAFETY: numbers only.
    deed::tell("hide", unsafe { deed::syscall(157, 4, 0) == 0 });
    deed::end();
}
