//! seccomp: the system calls that a program may not make.
//!
//! See seccomp(2). What a program of a lab needs, and what compilers and linkers need, is allowed;
//! forbidden is what reaches other processes, the network beyond TCP, memory that is not counted,
//! and the rarer parts of the kernel, in which its faults are found.

use std::collections::BTreeMap;

use libc::c_long;
use rustix::process::getpid;
use seccompiler::{
    BackendError, BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition,
    SeccompFilter, SeccompRule, apply_filter, sock_filter,
};

/// What else holds a program off others than this filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Walls {
    /// Its signals reach only its own processes.
    pub around_processes: bool,
    /// It cannot change files of others that it cannot open: their modes, owners and lengths.
    pub around_files: bool,
}

/// Puts the filters in force for this process and its descendants.
///
/// # Errors
/// The system does not allow it.
pub(super) fn filter(walls: Walls) -> Result<(), String> {
    let architecture = std::env::consts::ARCH
        .try_into()
        .map_err(|error: BackendError| error.to_string())?;
    let rules = rules(walls).map_err(|error| error.to_string())?;
    let refuse = SeccompAction::Errno(libc::EPERM as u32);
    let filter = SeccompFilter::new(rules, SeccompAction::Allow, refuse, architecture)
        .and_then(BpfProgram::try_from)
        .map_err(|error| error.to_string())?;
    apply_filter(&unknown_to_us()).map_err(|error| error.to_string())?;
    apply_filter(&filter).map_err(|error| error.to_string())
}

/// The last system call that was known when this was written (Linux 6.18: `file_setattr`).
const LAST: u32 = 469;

/// Answers that there is no such call (ENOSYS), as an older kernel would: to clone3, whose flags
/// no filter can read, so that libraries fall back on clone; and to all calls that are newer than
/// this kit. Those of the x32 ABI have numbers from 2^30 on, and are among them.
fn unknown_to_us() -> BpfProgram {
    const LOAD_WORD: u16 = 0x20;
    const IF_EQUAL: u16 = 0x15;
    const IF_GREATER: u16 = 0x25;
    const RETURN: u16 = 0x06;
    let step = |code, jt, jf, k| sock_filter { code, jt, jf, k };
    vec![
        // struct seccomp_data begins with the call's number.
        step(LOAD_WORD, 0, 0, 0),
        step(IF_GREATER, 2, 0, LAST),
        step(IF_EQUAL, 1, 0, libc::SYS_clone3 as u32),
        step(RETURN, 0, 0, libc::SECCOMP_RET_ALLOW),
        step(RETURN, 0, 0, libc::SECCOMP_RET_ERRNO | libc::ENOSYS as u32),
    ]
}

type Rules = BTreeMap<i64, Vec<SeccompRule>>;

/// Each call with the conditions under which it is refused; without any, it always is.
fn rules(walls: Walls) -> Result<Rules, BackendError> {
    let mut rules: Rules = FORBIDDEN.iter().map(|call| (*call, Vec::new())).collect();
    rules.insert(libc::SYS_clone, with_any_bit(0, NAMESPACES)?);
    rules.insert(libc::SYS_socket, all_but_tcp()?);
    rules.insert(libc::SYS_socketpair, datagrams()?);
    rules.insert(libc::SYS_ioctl, one_of(1, FORBIDDEN_IOCTLS)?);
    rules.insert(
        libc::SYS_fcntl,
        one_of(1, &[SET_OWNER, SET_SIGNAL, SET_OWNER_EX])?,
    );
    rules.insert(libc::SYS_prctl, one_of(0, &[libc::PR_SET_DUMPABLE as u64])?);
    rules.insert(libc::SYS_prlimit64, vec![rule(vec![is_not(0, 0)?])?]);
    if !walls.around_processes {
        rules.extend(signals_to_itself()?);
    }
    if !walls.around_files {
        rules.extend(CHANGES_BY_PATH.iter().map(|call| (*call, Vec::new())));
    }
    Ok(rules)
}

/// It may signal its first process, and its group, by their numbers; and set how it itself runs.
fn signals_to_itself() -> Result<Rules, BackendError> {
    let own = u64::from(getpid().as_raw_nonzero().get().unsigned_abs());
    let mut rules = Rules::new();
    for call in [libc::SYS_kill, libc::SYS_tgkill, libc::SYS_rt_sigqueueinfo] {
        rules.insert(call, vec![rule(vec![is_not(0, own)?, is_not(0, 0)?])?]);
    }
    for call in [
        libc::SYS_tkill,
        libc::SYS_rt_tgsigqueueinfo,
        libc::SYS_pidfd_open,
        libc::SYS_pidfd_send_signal,
        libc::SYS_setpriority,
        libc::SYS_ioprio_set,
        libc::SYS_sched_setattr,
        libc::SYS_sched_setparam,
        libc::SYS_sched_setscheduler,
    ] {
        rules.insert(call, Vec::new());
    }
    rules.insert(
        libc::SYS_sched_setaffinity,
        vec![rule(vec![is_not(0, 0)?])?],
    );
    Ok(rules)
}

/// What Landlock does not see, or did not at first (truncate, before Linux 6.2).
const CHANGES_BY_PATH: &[c_long] = &[
    libc::SYS_truncate,
    libc::SYS_fchmodat,
    libc::SYS_fchmodat2,
    libc::SYS_fchownat,
    libc::SYS_utimensat,
    libc::SYS_setxattr,
    libc::SYS_lsetxattr,
    libc::SYS_removexattr,
    libc::SYS_lremovexattr,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_chmod,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_chown,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_lchown,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_utime,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_utimes,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_futimesat,
];

/// CLONE_NEW…, see clone(2), without CLONE_NEWTIME, which clone takes for a signal.
const NAMESPACES: u64 = 0x7e02_0000;

const SET_OWNER: u64 = 8;
const SET_SIGNAL: u64 = 10;
const SET_OWNER_EX: u64 = 15;

/// What types on a terminal for somebody else, or names who gets signals: ioctl_tty(2), tty(4).
const FORBIDDEN_IOCTLS: &[u64] = &[
    0x5412, // TIOCSTI
    0x541c, // TIOCLINUX
    0x541d, // TIOCCONS
    0x8901, // FIOSETOWN
    0x8902, // SIOCSPGRP
];

const FORBIDDEN: &[c_long] = &[
    // Namespaces, mounts, other roots.
    libc::SYS_unshare,
    libc::SYS_setns,
    libc::SYS_mount,
    libc::SYS_umount2,
    libc::SYS_mount_setattr,
    libc::SYS_open_tree,
    libc::SYS_move_mount,
    libc::SYS_fsopen,
    libc::SYS_fsconfig,
    libc::SYS_fsmount,
    libc::SYS_fspick,
    libc::SYS_pivot_root,
    libc::SYS_chroot,
    libc::SYS_open_by_handle_at,
    libc::SYS_name_to_handle_at,
    // Other processes.
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_process_madvise,
    libc::SYS_process_mrelease,
    libc::SYS_migrate_pages,
    libc::SYS_move_pages,
    libc::SYS_kcmp,
    libc::SYS_pidfd_getfd,
    // Memory that is nobody's.
    libc::SYS_memfd_create,
    libc::SYS_memfd_secret,
    libc::SYS_shmget,
    libc::SYS_shmat,
    libc::SYS_shmctl,
    libc::SYS_semget,
    libc::SYS_msgget,
    libc::SYS_mq_open,
    // Other ways to do what is filtered here.
    libc::SYS_io_uring_setup,
    libc::SYS_io_uring_enter,
    libc::SYS_io_uring_register,
    libc::SYS_io_setup,
    libc::SYS_personality,
    // The kernel itself.
    libc::SYS_bpf,
    libc::SYS_perf_event_open,
    libc::SYS_userfaultfd,
    libc::SYS_add_key,
    libc::SYS_keyctl,
    libc::SYS_request_key,
    libc::SYS_fanotify_init,
    libc::SYS_quotactl,
    libc::SYS_acct,
    libc::SYS_syslog,
    libc::SYS_vhangup,
    libc::SYS_kexec_load,
    libc::SYS_kexec_file_load,
    libc::SYS_init_module,
    libc::SYS_finit_module,
    libc::SYS_delete_module,
    libc::SYS_reboot,
    libc::SYS_swapon,
    libc::SYS_swapoff,
    libc::SYS_sethostname,
    libc::SYS_setdomainname,
    libc::SYS_settimeofday,
    libc::SYS_clock_settime,
    libc::SYS_clock_adjtime,
    libc::SYS_adjtimex,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_iopl,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_ioperm,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_modify_ldt,
];

/// Any socket but one of TCP, over IP of either version: a socket of the file system could be
/// anybody's, and datagrams leave no trace.
fn all_but_tcp() -> Result<Vec<SeccompRule>, BackendError> {
    let [inet, inet6] = [libc::AF_INET, libc::AF_INET6].map(|family| family as u64);
    let mut refused = vec![
        rule(vec![is_not(0, inet)?, is_not(0, inet6)?])?,
        rule(vec![is_not(2, 0)?, is_not(2, libc::IPPROTO_TCP as u64)?])?,
    ];
    for kind in 0..=TYPES {
        if kind != libc::SOCK_STREAM as u64 {
            refused.push(rule(vec![has_bits(1, TYPES, kind)?])?);
        }
    }
    Ok(refused)
}

/// The bits of a socket's type that are no flags.
const TYPES: u64 = 0xf;

/// From one of these, messages go to any socket of the file system.
fn datagrams() -> Result<Vec<SeccompRule>, BackendError> {
    [libc::SOCK_DGRAM, libc::SOCK_RAW]
        .iter()
        .map(|kind| rule(vec![has_bits(1, TYPES, *kind as u64)?]))
        .collect()
}

fn one_of(argument: u8, values: &[u64]) -> Result<Vec<SeccompRule>, BackendError> {
    values
        .iter()
        .map(|value| rule(vec![condition(argument, SeccompCmpOp::Eq, *value)?]))
        .collect()
}

fn with_any_bit(argument: u8, mask: u64) -> Result<Vec<SeccompRule>, BackendError> {
    (0..u64::BITS)
        .map(|bit| 1 << bit)
        .filter(|bit| mask & bit != 0)
        .map(|bit| rule(vec![has_bits(argument, bit, bit)?]))
        .collect()
}

fn rule(conditions: Vec<SeccompCondition>) -> Result<SeccompRule, BackendError> {
    SeccompRule::new(conditions)
}

fn is_not(argument: u8, value: u64) -> Result<SeccompCondition, BackendError> {
    condition(argument, SeccompCmpOp::Ne, value)
}

fn has_bits(argument: u8, mask: u64, value: u64) -> Result<SeccompCondition, BackendError> {
    condition(argument, SeccompCmpOp::MaskedEq(mask), value)
}

/// The kernel, too, looks at the lower half only of an argument that is an `int`.
fn condition(
    argument: u8,
    operation: SeccompCmpOp,
    value: u64,
) -> Result<SeccompCondition, BackendError> {
    SeccompCondition::new(argument, SeccompCmpArgLen::Dword, operation, value)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the filter says of a call: as the kernel's machine does it, for these instructions.
    fn verdict(number: u32) -> u32 {
        let program = unknown_to_us();
        let mut at = 0;
        loop {
            let sock_filter { code, jt, jf, k } = program[at].clone();
            let is_taken = match code {
                0x20 => false,
                0x15 => number == k,
                0x25 => number > k,
                0x06 => return k,
                other => panic!("{other:x} is not used"),
            };
            at += 1 + usize::from(if is_taken { jt } else { jf });
        }
    }

    #[test]
    fn calls_of_other_kinds_and_times_are_not_there() {
        let not_there = libc::SECCOMP_RET_ERRNO | libc::ENOSYS as u32;
        for number in [
            libc::SYS_clone3 as u32,
            LAST + 1,
            0x4000_0000,
            0x4000_0000 | 41,
            u32::MAX,
        ] {
            assert_eq!(verdict(number), not_there, "{number:x}");
        }
        for number in [0, libc::SYS_clone as u32, LAST] {
            assert_eq!(verdict(number), libc::SECCOMP_RET_ALLOW, "{number:x}");
        }
    }
}
