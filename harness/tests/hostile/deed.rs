//! What the hostile programs have in common: how they tell, and the system calls that they make.
#![allow(dead_code, reason = "each program takes what it needs")]

use std::ffi::{c_char, c_int, c_long, c_void};

unsafe extern "C" {
    pub fn fork() -> c_int;
    pub fn setsid() -> c_int;
    pub fn kill(pid: c_int, signal: c_int) -> c_int;
    pub fn getppid() -> c_int;
    pub fn syscall(number: c_long, ...) -> c_long;
    pub fn mmap(
        at: *mut c_void,
        length: usize,
        protection: c_int,
        flags: c_int,
        fd: c_int,
        offset: i64,
    ) -> *mut c_void;
    pub fn link(old: *const c_char, new: *const c_char) -> c_int;
}

/// Tells whether a deed was done, in a line that begins with the word that tests look for.
pub fn tell(deed: &str, is_done: bool) {
    println!("{} {deed}", if is_done { "DONE" } else { "refused" });
}

/// Nothing more will be told.
pub fn end() {
    println!("end");
}

/// Waits for its end.
pub fn wait() -> ! {
    loop {
        std::thread::park();
    }
}
