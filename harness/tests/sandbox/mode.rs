//! The machines and users that the harness is tried on and as.

use std::collections::BTreeMap;
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitCode, Stdio};

use harness::program::sandbox::Part;
use landlock::{AccessFs, PathBeneath, PathFd, Ruleset, RulesetAttr, RulesetCreatedAttr};
use rustix::process::geteuid;
use rustix::thread::{CapabilitySet, remove_capability_from_bounding_set};
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule, apply_filter,
};

/// The argument that makes this executable forbid itself what a machine forbids, and go on as
/// another program.
pub const ARGUMENT: &str = "__restrict";

const NAMESPACES: &str = "namespaces";
const LANDLOCK: &str = "landlock";
const MAPS: &str = "maps";

/// A machine, and a user on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Root where all is allowed.
    Root,
    /// An ordinary user where all is allowed.
    User,
    /// Root in a container: no right to administer or trace, no new namespaces.
    RootInContainer,
    /// An ordinary user there.
    UserInContainer,
    /// Root with an old kernel, which has no Landlock.
    RootOnOldKernel,
    /// An ordinary user there.
    UserOnOldKernel,
    /// An ordinary user in a container there: hardly anything is left.
    UserInOldContainer,
    /// An ordinary user where a user namespace is granted, and then no rights in it.
    UserWithAppArmor,
}

pub const ALL: [Mode; 8] = [
    Mode::Root,
    Mode::User,
    Mode::RootInContainer,
    Mode::UserInContainer,
    Mode::RootOnOldKernel,
    Mode::UserOnOldKernel,
    Mode::UserInOldContainer,
    Mode::UserWithAppArmor,
];

impl Mode {
    pub fn name(self) -> &'static str {
        match self {
            Mode::Root => "root",
            Mode::User => "user",
            Mode::RootInContainer => "root_in_container",
            Mode::UserInContainer => "user_in_container",
            Mode::RootOnOldKernel => "root_on_old_kernel",
            Mode::UserOnOldKernel => "user_on_old_kernel",
            Mode::UserInOldContainer => "user_in_old_container",
            Mode::UserWithAppArmor => "user_with_apparmor",
        }
    }

    pub fn find(name: &str) -> Option<Mode> {
        ALL.into_iter().find(|mode| mode.name() == name)
    }

    pub fn is_root(self) -> bool {
        matches!(
            self,
            Mode::Root | Mode::RootInContainer | Mode::RootOnOldKernel
        )
    }

    fn forbids(self) -> &'static [&'static str] {
        match self {
            Mode::Root | Mode::User => &[],
            Mode::RootInContainer | Mode::UserInContainer => &[NAMESPACES],
            Mode::RootOnOldKernel | Mode::UserOnOldKernel => &[LANDLOCK],
            Mode::UserInOldContainer => &[NAMESPACES, LANDLOCK],
            Mode::UserWithAppArmor => &[MAPS],
        }
    }

    /// The parts of the sandbox that must be missing, and no others.
    pub fn missing(self) -> Vec<Part> {
        match self {
            Mode::Root | Mode::User => vec![],
            Mode::RootOnOldKernel | Mode::UserOnOldKernel => vec![Part::Files],
            Mode::RootInContainer | Mode::UserInContainer | Mode::UserWithAppArmor => {
                vec![Part::Network, Part::Namespaces]
            }
            Mode::UserInOldContainer => {
                vec![Part::Network, Part::Namespaces, Part::Files, Part::Ports]
            }
        }
    }

    /// Whether anything hinders a program from using the files and ports of its user.
    pub fn keeps_files_apart(self) -> bool {
        self != Mode::UserInOldContainer
    }

    /// Whether the harness may see where another user's threads stand.
    pub fn sees_threads(self) -> bool {
        self != Mode::RootInContainer
    }

    /// Why it cannot be tried here.
    pub fn obstacle(self) -> Option<&'static str> {
        if self.is_root() && !geteuid().is_root() {
            return Some("this needs root");
        }
        let setpriv = || {
            let tried = Command::new("setpriv")
                .arg("--version")
                .stdout(Stdio::null())
                .status();
            tried.is_ok()
        };
        (!self.is_root() && geteuid().is_root() && !setpriv())
            .then_some("setpriv is not on this machine")
    }

    /// A command that is this executable, or a copy of it, in this mode.
    pub fn command(self, executable: &str) -> Command {
        let mut words: Vec<&str> = Vec::new();
        if !self.is_root() && geteuid().is_root() {
            words.extend([
                "setpriv",
                "--reuid=65534",
                "--regid=65534",
                "--clear-groups",
                "--inh-caps=-all",
            ]);
        }
        words.push(executable);
        for what in self.forbids() {
            words.extend([ARGUMENT, what, executable]);
        }
        let mut command = Command::new(words[0]);
        command.args(&words[1..]);
        command
    }
}

/// Forbids this process what the first word says, and becomes the program of the others.
pub fn restrict_and_exec(words: &[String]) -> ExitCode {
    let [what, program, arguments @ ..] = words else {
        return ExitCode::from(2);
    };
    let filters = match what.as_str() {
        MAPS => {
            forbid_writing_to_proc();
            Vec::new()
        }
        NAMESPACES => as_a_container(),
        _ => vec![refusing(
            libc::ENOSYS,
            BTreeMap::from([
                (libc::SYS_landlock_create_ruleset, Vec::new()),
                (libc::SYS_landlock_add_rule, Vec::new()),
                (libc::SYS_landlock_restrict_self, Vec::new()),
            ]),
        )],
    };
    for filter in filters {
        apply_filter(&filter).expect("filters are to be had");
    }
    let error = Command::new(program).args(arguments).exec();
    panic!("{program}: {error}");
}

/// What Docker gives to a container: the bounding set and the filter of its defaults, as far as
/// they matter to a sandbox.
fn as_a_container() -> Vec<BpfProgram> {
    if geteuid().is_root() {
        let missing = [
            CapabilitySet::SYS_ADMIN,
            CapabilitySet::SYS_PTRACE,
            CapabilitySet::NET_ADMIN,
            CapabilitySet::SYS_RESOURCE,
            CapabilitySet::DAC_READ_SEARCH,
            CapabilitySet::SYS_MODULE,
            CapabilitySet::SYS_BOOT,
        ];
        for capability in missing {
            remove_capability_from_bounding_set(capability).expect("root may do so");
        }
    }
    let bits = (0..64).map(|bit| 1u64 << bit);
    let clone = bits.filter(|bit| 0x7e02_0000 & bit != 0).map(|bit| {
        let is_set = SeccompCmpOp::MaskedEq(bit);
        let condition = SeccompCondition::new(0, SeccompCmpArgLen::Dword, is_set, bit);
        SeccompRule::new(vec![condition.expect("a condition")]).expect("a rule")
    });
    let mut refused: BTreeMap<i64, Vec<SeccompRule>> = [
        libc::SYS_unshare,
        libc::SYS_setns,
        libc::SYS_mount,
        libc::SYS_umount2,
        libc::SYS_pivot_root,
        libc::SYS_fsopen,
        libc::SYS_open_tree,
        libc::SYS_move_mount,
        libc::SYS_bpf,
    ]
    .into_iter()
    .map(|call| (call, Vec::new()))
    .collect();
    refused.insert(libc::SYS_clone, clone.collect());
    vec![
        refusing(libc::EPERM, refused),
        refusing(
            libc::ENOSYS,
            BTreeMap::from([(libc::SYS_clone3, Vec::new())]),
        ),
    ]
}

/// As on Ubuntu since 23.10, where AppArmor lets anybody make a user namespace, and nobody who
/// has no profile of its own do anything there: writing its maps is refused.
fn forbid_writing_to_proc() {
    let write = AccessFs::WriteFile;
    let rules = Ruleset::default().handle_access(write);
    let mut rules = rules.and_then(Ruleset::create).expect("there is Landlock");
    for entry in std::fs::read_dir("/").expect("a root").flatten() {
        if entry.file_name() != "proc" && entry.path().is_dir() {
            let folder = PathFd::new(entry.path()).expect("a folder");
            rules = rules
                .add_rule(PathBeneath::new(folder, write))
                .expect("a rule");
        }
    }
    rules.restrict_self().expect("there is Landlock");
}

fn refusing(error: i32, calls: BTreeMap<i64, Vec<SeccompRule>>) -> BpfProgram {
    let architecture = std::env::consts::ARCH.try_into().expect("it is known");
    let refuse = SeccompAction::Errno(error.unsigned_abs());
    SeccompFilter::new(calls, SeccompAction::Allow, refuse, architecture)
        .and_then(BpfProgram::try_from)
        .expect("a filter")
}
