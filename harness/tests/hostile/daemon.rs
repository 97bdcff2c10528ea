//! Forks twice, begins a session of its own, and stays.
mod deed;

fn main() {
    // SAFETY: there is one thread.
    unsafe {
        if deed::fork() == 0 {
            deed::setsid();
            if deed::fork() == 0 {
                println!("daemon");
                deed::wait();
            }
            deed::syscall(231, 0);
        }
    }
    deed::wait();
}
