//! Builds itself a machine of its own, in which it is root.
mod deed;

fn main() {
    let flags = [
        0x2_0000,
        0x200_0000,
        0x400_0000,
        0x800_0000,
        0x1000_0000,
        0x2000_0000,
        0x4000_0000,
        0x80,
    ];
    for flag in flags {
        // SAFETY: numbers only; a child that is born ends at once.
        unsafe {
            deed::tell(&format!("unshare {flag:x}"), deed::syscall(272, flag) == 0);
            if flag != 0x80 {
                let child = deed::syscall(56, flag | 17, 0, 0, 0, 0);
                if child == 0 {
                    deed::syscall(231, 0);
                }
                deed::tell(&format!("clone {flag:x}"), child > 0);
            }
            // struct clone_args, its flags first, its signal fifth.
            let arguments = [flag as u64, 0, 0, 0, 17, 0, 0, 0, 0, 0, 0];
            let child = deed::syscall(435, arguments.as_ptr(), 88);
            if child == 0 {
                deed::syscall(231, 0);
            }
            deed::tell(&format!("clone3 {flag:x}"), child > 0);
        }
    }
    // SAFETY: names that end, and numbers.
    unsafe {
        let none = std::ptr::null::<u8>();
        deed::tell(
            "mount",
            deed::syscall(165, none, c"/tmp".as_ptr(), c"tmpfs".as_ptr(), 0, none) == 0,
        );
        deed::tell("umount", deed::syscall(166, c".".as_ptr(), 2) == 0);
        deed::tell("chroot", deed::syscall(161, c".".as_ptr()) == 0);
        deed::tell("fsopen", deed::syscall(430, c"tmpfs".as_ptr(), 0) >= 0);
        deed::tell("bpf", deed::syscall(321, 0, none, 0) == 0);
        deed::tell(
            "perf",
            deed::syscall(298, [0u64; 16].as_ptr(), 0, -1, -1, 0) >= 0,
        );
        deed::tell("keyctl", deed::syscall(250, 0, -3, 1) >= 0);
        deed::tell("userfaultfd", deed::syscall(323, 1) >= 0);
        deed::tell("personality", deed::syscall(135, 0x4_0000) >= 0);
        deed::tell("setuid", deed::syscall(105, 0) == 0);
    }
    deed::end();
}
