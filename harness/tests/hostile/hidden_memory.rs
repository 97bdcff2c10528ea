//! Takes memory that belongs to no process.
mod deed;

fn main() {
    // SAFETY: a name that ends, and numbers.
    unsafe {
        deed::tell("memfd_create", deed::syscall(319, c"m".as_ptr(), 0) >= 0);
        deed::tell("shmget", deed::syscall(29, 0, 1 << 20, 0o1600) >= 0);
        deed::tell("msgget", deed::syscall(68, 0, 0o1600) >= 0);
    }
    deed::end();
}
