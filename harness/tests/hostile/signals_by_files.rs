//! Has the kernel signal others when something comes over a socket: F_SETOWN, F_SETSIG.
use std::io::Write;
use std::os::fd::AsRawFd;
use std::os::unix::net::UnixStream;

mod deed;

fn main() {
    for pid in std::env::args()
        .skip(2)
        .filter_map(|pid| pid.parse::<i32>().ok())
    {
        let (ours, mut theirs) = UnixStream::pair().expect("a pair");
        // SAFETY: numbers only: F_SETOWN, F_SETSIG, F_SETFL with O_ASYNC.
        let owned = unsafe {
            let owned = deed::syscall(72, ours.as_raw_fd(), 8, pid) == 0;
            deed::syscall(72, ours.as_raw_fd(), 10, 9);
            deed::syscall(72, ours.as_raw_fd(), 4, 0o20000);
            owned
        };
        let _ = theirs.write_all(b"!");
        deed::tell("own", owned);
    }
    deed::end();
}
