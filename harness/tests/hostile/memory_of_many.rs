//! Takes 8 GiB of memory, some in each of many processes.
mod deed;

fn main() {
    for _ in 0..32 {
        // SAFETY: there is one thread.
        if unsafe { deed::fork() } == 0 {
            let taken = vec![1u8; 256 << 20];
            std::hint::black_box(&taken);
            deed::wait();
        }
    }
    deed::wait();
}
