//! Looks into other processes and takes what they have.
mod deed;

fn main() {
    for pid in std::env::args()
        .skip(2)
        .filter_map(|pid| pid.parse::<i32>().ok())
    {
        // SAFETY: numbers, and memory that is there.
        unsafe {
            deed::tell("ptrace attach", deed::syscall(101, 16, pid, 0, 0) == 0);
            deed::tell("ptrace seize", deed::syscall(101, 0x4206, pid, 0, 0) == 0);
            let mut word = [0u8; 8];
            let ours = [word.as_mut_ptr() as usize, 8];
            let theirs = [0x40_0000usize, 8];
            deed::tell(
                "process_vm_readv",
                deed::syscall(310, pid, ours.as_ptr(), 1, theirs.as_ptr(), 1, 0) >= 0,
            );
            let descriptor = deed::syscall(434, pid, 0);
            deed::tell("pidfd_getfd", deed::syscall(438, descriptor, 0, 0) >= 0);
            deed::tell("kcmp", deed::syscall(312, pid, pid, 0, 0, 0) >= 0);
        }
        for file in ["mem", "maps", "environ", "fd", "root", "cwd"] {
            let path = format!("/proc/{pid}/{file}");
            let is_open = std::fs::File::open(&path).is_ok() || std::fs::read_dir(&path).is_ok();
            deed::tell(&path, is_open);
        }
    }
    deed::end();
}
