//! Forks until no process is left for anybody.
mod deed;

fn main() {
    loop {
        // SAFETY: there is one thread.
        if unsafe { deed::fork() } < 0 {
            println!("full");
            deed::wait();
        }
    }
}
