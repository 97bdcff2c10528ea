//! Takes 4 GiB of memory that is shared, and counts for no process.
mod deed;

fn main() {
    let length = 4usize << 30;
    // SAFETY: new memory, readable and writable (3), shared and anonymous (0x21).
    let memory = unsafe { deed::mmap(std::ptr::null_mut(), length, 3, 0x21, -1, 0) };
    for at in (0..length).step_by(4096) {
        // SAFETY: it is inside of what was mapped.
        unsafe { memory.cast::<u8>().add(at).write(1) };
    }
    deed::tell("shared memory", true);
    deed::wait();
}
