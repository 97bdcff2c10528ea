//! The files that a program sees: a root of its own, in which there is what it may read, under
//! its usual names, and nothing else. Its folder is in memory, bounded, and vanishes with it.
//!
//! See mount(2), pivot_root(2), mount_namespaces(7), tmpfs(5).

use std::ffi::{CString, OsStr};
use std::fs;
use std::io::{self, ErrorKind};
use std::os::unix::fs::{DirBuilderExt, symlink};
use std::path::{Component, Path, PathBuf};

use rustix::fs::statvfs;
use rustix::mount::{
    MountFlags, MountPropagationFlags, UnmountFlags, mount, mount_bind_recursive, mount_change,
    mount_remount, unmount,
};
use rustix::process::{chdir, getegid, geteuid, pivot_root};
use rustix::thread::UnshareFlags;

use super::namespaces;
use super::system::{DEVICES, SYSTEM};
use crate::program::guard::Order;

/// Moves this process, the first of its namespace, to a root of its own.
///
/// # Errors
/// The system does not allow it: what was tried, and what it said.
pub(super) fn build(order: &Order) -> Result<(), String> {
    let Some(terms) = &order.confinement else {
        return Err("the order has no confinement".into());
    };
    tried("new mounts", namespaces::unshare(UnshareFlags::NEWNS))?;
    let quietly = MountPropagationFlags::DOWNSTREAM | MountPropagationFlags::REC;
    tried(
        "private mounts",
        mount_change("/", quietly).map_err(Into::into),
    )?;
    // The program's folder lends its name: what is in it is out of sight from here on.
    let mut view = View {
        root: order.folder.clone(),
        bound: Vec::new(),
    };
    let size = c"size=1m,mode=755".to_owned();
    tried("a new root", memory(&view.root, &size))?;
    for path in SYSTEM.iter().map(Path::new) {
        view.expose(path, Access::Read)?;
    }
    for path in &terms.confinement.read {
        view.expose(path, Access::Read)?;
    }
    for path in &terms.confinement.write {
        view.expose(path, Access::Write)?;
    }
    for device in DEVICES.iter().map(Path::new) {
        view.expose(device, Access::Device)?;
    }
    tried("/dev", view.link_descriptors())?;
    tried("a new /proc", view.mount_proc())?;
    let limits = terms.confinement.limits;
    let user = terms.uid.unwrap_or(geteuid().as_raw());
    let group = terms.uid.unwrap_or(getegid().as_raw());
    let size = format!(
        "size={},nr_inodes={},mode=700,uid={user},gid={group}",
        limits.disk, limits.files
    );
    tried(
        "a folder in memory",
        view.mount_folder(&order.folder, &size),
    )?;
    tried("the new root", view.enter())
}

fn tried<T>(what: &str, result: io::Result<T>) -> Result<T, String> {
    result.map_err(|error| format!("{what}: {error}"))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Access {
    Read,
    Write,
    /// A device cannot be used on a mount without devices, nor written on one that is read-only.
    Device,
}

struct View {
    /// Where it is built.
    root: PathBuf,
    /// The folders that are in it with all that is in them.
    bound: Vec<PathBuf>,
}

/// A chain of more symbolic links than this leads nowhere: path_resolution(7).
const LINKS: usize = 40;

impl View {
    /// Shows a file or folder under its own name, and the symbolic links on the way there. One
    /// that does not exist is left out.
    fn expose(&mut self, path: &Path, access: Access) -> Result<(), String> {
        let mut path = path.to_path_buf();
        for _ in 0..LINKS {
            let exposed = self.expose_to_link(&path, access);
            match tried(&path.to_string_lossy(), exposed)? {
                Some(target) => path = target,
                None => return Ok(()),
            }
        }
        Ok(())
    }

    /// Goes along a path up to its end, or to the first symbolic link: where that leads.
    fn expose_to_link(&mut self, path: &Path, access: Access) -> io::Result<Option<PathBuf>> {
        let mut here = PathBuf::from("/");
        let mut components = path.components();
        while let Some(component) = components.next() {
            match component {
                Component::Normal(name) => here.push(name),
                Component::ParentDir => {
                    here.pop();
                    continue;
                }
                Component::RootDir | Component::CurDir | Component::Prefix(_) => continue,
            }
            let kind = match fs::symlink_metadata(&here) {
                Ok(metadata) => metadata.file_type(),
                Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
                Err(error) => return Err(error),
            };
            let is_seen = self.bound.iter().any(|folder| here.starts_with(folder));
            if kind.is_symlink() {
                let target = fs::read_link(&here)?;
                if !is_seen {
                    unless_there(symlink(&target, self.inside(&here)))?;
                }
                here.pop();
                return Ok(Some(here.join(target).join(components.as_path())));
            }
            if components.as_path() != Path::new("") {
                if !is_seen {
                    unless_there(make_folder(&self.inside(&here)))?;
                }
            } else if !(is_seen && access == Access::Read) {
                self.bind(&here, kind.is_dir(), access)?;
            }
        }
        Ok(None)
    }

    fn bind(&mut self, path: &Path, is_folder: bool, access: Access) -> io::Result<()> {
        let target = self.inside(path);
        if is_folder {
            unless_there(make_folder(&target))?;
            self.bound.push(path.to_path_buf());
        } else {
            unless_there(fs::File::create_new(&target).map(drop))?;
        }
        mount_bind_recursive(path, &target)?;
        let safe = match access {
            Access::Read => MountFlags::RDONLY | MountFlags::NOSUID | MountFlags::NODEV,
            Access::Write => MountFlags::NOSUID | MountFlags::NODEV,
            Access::Device => return Ok(()),
        };
        let flags = MountFlags::BIND | safe | flags_of(&target)?;
        Ok(mount_remount(&target, flags, OsStr::new(""))?)
    }

    fn link_descriptors(&self) -> io::Result<()> {
        let links = [
            ("/dev/fd", "/proc/self/fd"),
            ("/dev/stdin", "/proc/self/fd/0"),
            ("/dev/stdout", "/proc/self/fd/1"),
            ("/dev/stderr", "/proc/self/fd/2"),
        ];
        for (name, target) in links {
            symlink(target, self.inside(Path::new(name)))?;
        }
        Ok(())
    }

    /// Shows the processes of this namespace, and no others.
    fn mount_proc(&self) -> io::Result<()> {
        let proc = self.inside(Path::new("/proc"));
        make_folder(&proc)?;
        let flags = MountFlags::NOSUID | MountFlags::NODEV | MountFlags::NOEXEC;
        Ok(mount("proc", &proc, "proc", flags, None)?)
    }

    fn mount_folder(&self, folder: &Path, options: &str) -> io::Result<()> {
        let target = self.inside(folder);
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o755)
            .create(&target)?;
        memory(&target, &CString::new(options)?)
    }

    /// Makes it this process's root, and lets go of the old one.
    fn enter(&self) -> io::Result<()> {
        chdir(&self.root)?;
        // The old root comes to lie over the new one, and is taken off.
        pivot_root(".", ".")?;
        unmount(".", UnmountFlags::DETACH)?;
        chdir("/")?;
        let flags = MountFlags::BIND | MountFlags::RDONLY | MountFlags::NOSUID | MountFlags::NODEV;
        Ok(mount_remount("/", flags, OsStr::new(""))?)
    }

    /// Where a path of the program's is while the view is being built.
    fn inside(&self, path: &Path) -> PathBuf {
        self.root.join(path.strip_prefix("/").unwrap_or(path))
    }
}

/// Mounts a file system that is in memory.
fn memory(target: &Path, options: &CString) -> io::Result<()> {
    let flags = MountFlags::NOSUID | MountFlags::NODEV;
    Ok(mount("tmpfs", target, "tmpfs", flags, options.as_c_str())?)
}

fn make_folder(path: &Path) -> io::Result<()> {
    fs::DirBuilder::new().mode(0o755).create(path)
}

fn unless_there(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        other => other,
    }
}

/// What a mount is set to, which only its owner may loosen.
fn flags_of(target: &Path) -> io::Result<MountFlags> {
    use rustix::fs::StatVfsMountFlags as Set;
    let set = statvfs(target)?.f_flag;
    let known = [
        (Set::RDONLY, MountFlags::RDONLY),
        (Set::NOSUID, MountFlags::NOSUID),
        (Set::NODEV, MountFlags::NODEV),
        (Set::NOEXEC, MountFlags::NOEXEC),
        (Set::NOATIME, MountFlags::NOATIME),
        (Set::NODIRATIME, MountFlags::NODIRATIME),
        (Set::RELATIME, MountFlags::RELATIME),
    ];
    let flags = known.into_iter().filter(|(bit, _)| set.contains(*bit));
    Ok(flags.fold(MountFlags::empty(), |all, (_, flag)| all | flag))
}
