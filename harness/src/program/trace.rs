//! ptrace(2): one thread of a program, run instruction by instruction.
//!
//! The harness is an ancestor of every program that it launches, so that Yama's usual setting
//! allows this. Where it is refused all the same (a container's seccomp filter, `ptrace_scope` 2)
//! [`Tracee::seize`] says so. Whoever seizes a thread must also step it and let it go: the kernel
//! takes these calls from one thread only.
//!
//! x86-64 alone: on aarch64 a step between the two halves of a load-linked, store-conditional pair
//! breaks it, so that a lock would never be taken.

#[cfg(not(all(target_os = "linux", target_arch = "x86_64", not(portable))))]
use std::io;

#[cfg(all(target_os = "linux", target_arch = "x86_64", not(portable)))]
pub use x86_64::Tracee;

/// What has become of a thread that was told to do one instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// It has done it, and stands still.
    Done,
    /// It is inside of a system call, or has not got a processor yet.
    UnderWay,
    /// It has ended.
    Ended,
}

/// The instruction that a thread will do next, as far as that matters to other threads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instruction {
    /// It reads and writes memory as one: what locks and atomic numbers are made of.
    Locked,
    /// It calls the system.
    SystemCall,
    /// It copies the flags to the stack, and among them the one by which it is stepped.
    PushFlags,
    /// It takes the flags from the stack.
    PopFlags,
    /// Any other.
    Other,
}

#[cfg(any(test, all(target_os = "linux", target_arch = "x86_64", not(portable))))]
impl Instruction {
    /// Reads the beginning of an instruction: Intel's manual, volume 2, chapters 2.1 (prefixes) and
    /// 4 (`XCHG`, which locks whenever it names memory).
    fn read(bytes: [u8; 8]) -> Instruction {
        const LOCK: u8 = 0xf0;
        let mut rest = &bytes[..];
        while let [prefix, more @ ..] = rest {
            match prefix {
                &LOCK => return Instruction::Locked,
                0x26 | 0x2e | 0x36 | 0x3e | 0x40..=0x4f | 0x64..=0x67 | 0xf2 | 0xf3 => rest = more,
                _ => break,
            }
        }
        match rest {
            [0x0f, 0x05 | 0x34, ..] | [0xcd, 0x80, ..] => Instruction::SystemCall,
            [0x9c, ..] => Instruction::PushFlags,
            // Without a prefix: that would be another width.
            [0x9d, ..] if bytes[0] == 0x9d => Instruction::PopFlags,
            [0x86 | 0x87, operands, ..] if *operands < 0xc0 => Instruction::Locked,
            _ => Instruction::Other,
        }
    }
}

#[cfg(all(target_os = "linux", target_arch = "x86_64", not(portable)))]
#[allow(
    unsafe_code,
    reason = "ptrace(2) has no safe wrapper in the kit's libraries"
)]
mod x86_64 {
    use std::collections::HashMap;
    use std::io;
    use std::marker::PhantomData;
    use std::mem::offset_of;
    use std::ptr::null_mut;

    use libc::{c_int, c_long, c_void, pid_t};

    use super::{Instruction, Step};

    /// A thread that is run by hand. Dropping it lets it run by itself again.
    #[derive(Debug)]
    pub struct Tracee {
        tid: pid_t,
        state: State,
        /// Whether it was on its way into a system call when it was let go on.
        was_at_call: bool,
        /// A signal that it is to get with its next instruction.
        signal: c_int,
        /// What stands where in the program, as far as it has been there.
        known: HashMap<u64, Instruction>,
        /// Only the thread that seized it may go on.
        _here: PhantomData<*const ()>,
    }

    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    enum State {
        Still,
        /// On its way into a system call.
        AtCall,
        UnderWay,
        Ended,
    }

    impl Tracee {
        /// Takes a thread over and stops it, also inside of a system call.
        ///
        /// # Errors
        /// The system does not allow it, or there is no such thread.
        pub fn seize(tid: u32) -> io::Result<Tracee> {
            let tid = pid_t::try_from(tid).map_err(|_| io::ErrorKind::InvalidInput)?;
            let mut tracee = Tracee {
                tid,
                state: State::Ended,
                was_at_call: false,
                signal: 0,
                known: HashMap::new(),
                _here: PhantomData,
            };
            tracee.request(libc::PTRACE_SEIZE, libc::PTRACE_O_TRACESYSGOOD as usize)?;
            tracee.state = State::UnderWay;
            tracee.request(libc::PTRACE_INTERRUPT, 0)?;
            tracee.wait(0)?;
            Ok(tracee)
        }

        /// Lets it do one instruction; [`poll`](Tracee::poll) says when it is done. A system call
        /// that was interrupted begins anew.
        ///
        /// # Errors
        /// It has ended.
        pub fn step(&mut self) -> io::Result<()> {
            let signal = std::mem::take(&mut self.signal);
            self.resume(libc::PTRACE_SINGLESTEP, signal)
        }

        /// Where it stands in the program.
        pub fn place(&self) -> Option<u64> {
            self.peek(libc::PTRACE_PEEKUSER, PROGRAM_COUNTER)
        }

        /// Lets it run until it comes to a place, or is in a system call for good.
        ///
        /// # Errors
        /// It has ended, or the machine has no breakpoints.
        pub fn run_to(&mut self, place: u64) -> io::Result<()> {
            self.poke(libc::PTRACE_POKEUSER, DEBUG_REGISTERS, place)?;
            self.poke(libc::PTRACE_POKEUSER, DEBUG_CONTROL, FIRST_IS_ON)?;
            let signal = std::mem::take(&mut self.signal);
            self.resume(libc::PTRACE_CONT, signal)
        }

        /// Forgets the place that it was to run to.
        ///
        /// # Errors
        /// It has ended.
        pub fn forget_place(&mut self) -> io::Result<()> {
            self.poke(libc::PTRACE_POKEUSER, DEBUG_CONTROL, 0)
        }

        /// Lets it run until it enters a system call, or leaves the one that it is in.
        ///
        /// # Errors
        /// It has ended.
        pub fn run_to_system_call(&mut self) -> io::Result<()> {
            let signal = std::mem::take(&mut self.signal);
            self.resume(libc::PTRACE_SYSCALL, signal)
        }

        fn resume(&mut self, request: Request, signal: c_int) -> io::Result<()> {
            self.was_at_call = self.state == State::AtCall;
            self.request(request, signal as usize)?;
            self.state = State::UnderWay;
            Ok(())
        }

        /// Clears the mark of a step in flags that were just copied to the stack. Taken from there
        /// later, when nobody steps any more, it would be a trap that kills the program.
        ///
        /// # Errors
        /// It has ended.
        pub fn clear_pushed_flags(&mut self) -> io::Result<()> {
            if let Some((top, flags)) = self.top_of_stack() {
                self.poke(libc::PTRACE_POKETEXT, top as usize, flags & !TRAP)?;
            }
            Ok(())
        }

        /// Does the instruction that takes the flags from the stack, in its stead. Were it stepped,
        /// Linux would take the mark of the step for the program's own from then on, and leave it
        /// there when nobody steps any more (`enable_single_step` in `arch/x86/kernel/step.c`).
        ///
        /// # Errors
        /// It has ended.
        pub fn pop_flags(&mut self) -> io::Result<()> {
            let (Some((top, flags)), Some(place)) = (
                self.top_of_stack(),
                self.peek(libc::PTRACE_PEEKUSER, PROGRAM_COUNTER),
            ) else {
                return Ok(());
            };
            self.poke(libc::PTRACE_POKEUSER, FLAGS, flags & !TRAP)?;
            self.poke(libc::PTRACE_POKEUSER, STACK_POINTER, top.wrapping_add(8))?;
            self.poke(
                libc::PTRACE_POKEUSER,
                PROGRAM_COUNTER,
                place.wrapping_add(1),
            )
        }

        /// The stack pointer, and what it points to.
        fn top_of_stack(&self) -> Option<(u64, u64)> {
            let top = self.peek(libc::PTRACE_PEEKUSER, STACK_POINTER)?;
            Some((top, self.peek(libc::PTRACE_PEEKTEXT, top as usize)?))
        }

        fn poke(&self, request: Request, address: usize, word: u64) -> io::Result<()> {
            // SAFETY: both requests write one word of the tracee's memory or registers, and none
            // of ours.
            let result = unsafe {
                libc::ptrace(
                    request,
                    self.tid,
                    address as *mut c_void,
                    word as *mut c_void,
                )
            };
            if result == -1 {
                return Err(io::Error::last_os_error());
            }
            Ok(())
        }

        /// Waits until the instruction is done. Only a system call may never be.
        ///
        /// # Errors
        /// The system call failed.
        pub fn finish(&mut self) -> io::Result<Step> {
            // To sleep here is what gives the thread a processor at once: it is the one that we
            // leave.
            while self.state == State::UnderWay {
                self.wait(0)?;
            }
            self.poll()
        }

        /// Whether the instruction is done.
        ///
        /// # Errors
        /// The system call failed.
        pub fn poll(&mut self) -> io::Result<Step> {
            if self.state == State::UnderWay {
                self.wait(libc::WNOHANG)?;
            }
            Ok(match self.state {
                State::Still | State::AtCall => Step::Done,
                State::UnderWay => Step::UnderWay,
                State::Ended => Step::Ended,
            })
        }

        /// What it will do next, while it stands still.
        pub fn upcoming(&mut self) -> Instruction {
            if self.state == State::AtCall {
                return Instruction::SystemCall;
            }
            let Some(place) = self.peek(libc::PTRACE_PEEKUSER, PROGRAM_COUNTER) else {
                return Instruction::Other;
            };
            if let Some(instruction) = self.known.get(&place) {
                return *instruction;
            }
            let bytes = self.peek(libc::PTRACE_PEEKTEXT, place as usize);
            let instruction = bytes.map_or(Instruction::Other, |bytes| {
                Instruction::read(bytes.to_le_bytes())
            });
            self.known.insert(place, instruction);
            instruction
        }

        /// A word of its memory or of its registers.
        fn peek(&self, request: Request, address: usize) -> Option<u64> {
            // SAFETY: both requests only read the tracee; glibc returns the word and ignores
            // `data`. `errno` is this thread's own.
            let word = unsafe {
                *libc::__errno_location() = 0;
                libc::ptrace(
                    request,
                    self.tid,
                    address as *mut c_void,
                    null_mut::<c_void>(),
                )
            };
            let failed = word == -1 && io::Error::last_os_error().raw_os_error() != Some(0);
            (!failed).then_some(word as u64)
        }

        fn request(&self, request: Request, data: usize) -> io::Result<c_long> {
            // SAFETY: SEIZE, INTERRUPT, SINGLESTEP and DETACH take no address, and a number as
            // data; they touch no memory of ours.
            let result = unsafe {
                libc::ptrace(request, self.tid, null_mut::<c_void>(), data as *mut c_void)
            };
            if result == -1 {
                return Err(io::Error::last_os_error());
            }
            Ok(result)
        }

        /// Waits for a change of the thread, or looks whether there was one.
        fn wait(&mut self, options: c_int) -> io::Result<()> {
            let mut status = 0;
            let changed = loop {
                // SAFETY: `status` outlives the call, which writes nothing else.
                let changed =
                    unsafe { libc::waitpid(self.tid, &raw mut status, libc::__WALL | options) };
                if changed != -1 {
                    break changed;
                }
                let error = io::Error::last_os_error();
                match error.raw_os_error() {
                    Some(libc::EINTR) => {}
                    Some(libc::ECHILD) => {
                        self.state = State::Ended;
                        return Ok(());
                    }
                    _ => return Err(error),
                }
            };
            if changed == 0 {
                return Ok(());
            }
            if !libc::WIFSTOPPED(status) {
                self.state = State::Ended;
                return Ok(());
            }
            const AT_SYSTEM_CALL: c_int = libc::SIGTRAP | 0x80;
            let reason = libc::WSTOPSIG(status);
            let is_ours = status >> 16 != 0 || matches!(reason, libc::SIGTRAP | AT_SYSTEM_CALL);
            if !is_ours {
                self.signal = reason;
            }
            // One stop before a call and one behind it: only their order tells them apart.
            self.state = match reason {
                AT_SYSTEM_CALL if !self.was_at_call => State::AtCall,
                _ => State::Still,
            };
            Ok(())
        }
    }

    impl Tracee {
        /// A thread that was running to a place may have come to it as it was stopped: the trap is on
        /// its way still, and would kill the program once nobody takes it any more.
        fn take_pending_trap(&mut self) {
            const TRAP_IS_PENDING: u64 = 1 << (libc::SIGTRAP - 1);
            let _ = self.forget_place();
            let status = std::fs::read_to_string(format!("/proc/{}/status", self.tid));
            let pending = status.ok().and_then(|status| {
                let line = status
                    .lines()
                    .find_map(|line| line.strip_prefix("SigPnd:"))?;
                u64::from_str_radix(line.trim(), 16).ok()
            });
            if pending.unwrap_or(0) & TRAP_IS_PENDING != 0
                && self.resume(libc::PTRACE_CONT, 0).is_ok()
            {
                let _ = self.wait(0);
            }
        }
    }

    impl Drop for Tracee {
        fn drop(&mut self) {
            // What fails here fails because the thread has ended, which is what is wanted.
            if self.state == State::UnderWay && self.request(libc::PTRACE_INTERRUPT, 0).is_ok() {
                let _ = self.wait(0);
                self.take_pending_trap();
            }
            if matches!(self.state, State::Still | State::AtCall) {
                let _ = self.forget_place();
                let _ = self.request(libc::PTRACE_DETACH, self.signal as usize);
            } else {
                let _ = self.wait(libc::WNOHANG);
            }
        }
    }

    #[cfg(target_env = "musl")]
    type Request = c_int;
    #[cfg(not(target_env = "musl"))]
    type Request = libc::c_uint;

    /// Where the program counter is in `struct user`, which begins with the registers.
    const PROGRAM_COUNTER: usize = offset_of!(libc::user_regs_struct, rip);
    /// Where the debug registers are, of which the first holds the place of a breakpoint.
    const DEBUG_REGISTERS: usize = offset_of!(libc::user, u_debugreg);
    /// And the seventh says which of them are on: AMD's manual, volume 2, 13.1.1.
    const DEBUG_CONTROL: usize = DEBUG_REGISTERS + 7 * size_of::<u64>();
    const FIRST_IS_ON: u64 = 1;
    /// The bit of the flags by which a thread is stepped.
    const TRAP: u64 = 0x100;
    /// And the flags.
    const FLAGS: usize = offset_of!(libc::user_regs_struct, eflags);
    /// And the stack pointer.
    const STACK_POINTER: usize = offset_of!(libc::user_regs_struct, rsp);
}

#[cfg(not(all(target_os = "linux", target_arch = "x86_64", not(portable))))]
mod elsewhere {
    use super::{Instruction, Step, io};

    /// A thread that could be run by hand, where that is possible.
    #[derive(Debug)]
    pub enum Tracee {}

    impl Tracee {
        /// Always refused.
        ///
        /// # Errors
        /// [`io::ErrorKind::Unsupported`].
        pub fn seize(_tid: u32) -> io::Result<Tracee> {
            Err(io::ErrorKind::Unsupported.into())
        }

        /// Nothing can be stepped here.
        ///
        /// # Errors
        /// Never.
        pub fn step(&mut self) -> io::Result<()> {
            match *self {}
        }

        /// Nothing can be stepped here.
        ///
        /// # Errors
        /// Never.
        pub fn finish(&mut self) -> io::Result<Step> {
            match *self {}
        }

        /// Nothing can be stepped here.
        ///
        /// # Errors
        /// Never.
        pub fn poll(&mut self) -> io::Result<Step> {
            match *self {}
        }

        /// Nothing can be stepped here.
        ///
        /// # Errors
        /// Never.
        pub fn run_to_system_call(&mut self) -> io::Result<()> {
            match *self {}
        }

        /// Nothing can be stepped here.
        ///
        /// # Errors
        /// Never.
        pub fn pop_flags(&mut self) -> io::Result<()> {
            match *self {}
        }

        /// Nothing can be stepped here.
        ///
        /// # Errors
        /// Never.
        pub fn clear_pushed_flags(&mut self) -> io::Result<()> {
            match *self {}
        }

        /// Nothing can be stepped here.
        pub fn place(&self) -> Option<u64> {
            match *self {}
        }

        /// Nothing can be stepped here.
        ///
        /// # Errors
        /// Never.
        pub fn run_to(&mut self, _place: u64) -> io::Result<()> {
            match *self {}
        }

        /// Nothing can be stepped here.
        ///
        /// # Errors
        /// Never.
        pub fn forget_place(&mut self) -> io::Result<()> {
            match *self {}
        }

        /// Nothing can be stepped here.
        pub fn upcoming(&mut self) -> Instruction {
            match *self {}
        }
    }
}

#[cfg(not(all(target_os = "linux", target_arch = "x86_64", not(portable))))]
pub use elsewhere::Tracee;

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::Instruction::{self, Locked, Other, PopFlags, PushFlags, SystemCall};

    /// As an assembler writes them.
    #[rstest]
    #[case::lock_cmpxchg([0xf0, 0x0f, 0xb1, 0x0f, 0, 0, 0, 0], Locked)]
    #[case::lock_xadd_64([0xf0, 0x48, 0x0f, 0xc1, 0x07, 0, 0, 0], Locked)]
    #[case::lock_16_bits([0x66, 0xf0, 0x01, 0x07, 0, 0, 0, 0], Locked)]
    #[case::xchg_memory([0x87, 0x07, 0, 0, 0, 0, 0, 0], Locked)]
    #[case::xchg_memory_64([0x48, 0x87, 0x05, 0, 0, 0, 0, 0], Locked)]
    #[case::xchg_registers([0x48, 0x87, 0xc3, 0, 0, 0, 0, 0], Other)]
    #[case::syscall([0x0f, 0x05, 0, 0, 0, 0, 0, 0], SystemCall)]
    #[case::pushf([0x9c, 0x50, 0, 0, 0, 0, 0, 0], PushFlags)]
    #[case::popf([0x9d, 0x50, 0, 0, 0, 0, 0, 0], PopFlags)]
    #[case::popf_16_bits([0x66, 0x9d, 0, 0, 0, 0, 0, 0], Other)]
    #[case::int_80([0xcd, 0x80, 0, 0, 0, 0, 0, 0], SystemCall)]
    #[case::mov([0x48, 0x8b, 0x07, 0, 0, 0, 0, 0], Other)]
    #[case::only_prefixes([0x66; 8], Other)]
    fn instructions_are_told_apart(#[case] bytes: [u8; 8], #[case] is: Instruction) {
        assert_eq!(Instruction::read(bytes), is);
    }
}
