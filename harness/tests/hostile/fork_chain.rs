//! Forks and exits, for ever: no list of processes is ever up to date.
mod deed;

fn main() {
    println!("end");
    loop {
        // SAFETY: there is one thread.
        unsafe {
            deed::setsid();
            if deed::fork() > 0 {
                deed::syscall(231, 0);
            }
        }
    }
}
