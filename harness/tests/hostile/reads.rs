//! Reads what it was told of, straight and by detours.
use std::ffi::CString;
use std::os::unix::fs::symlink;

mod deed;

fn main() {
    for path in std::env::args().skip(2) {
        deed::tell(&format!("read {path}"), std::fs::read(&path).is_ok());
        deed::tell(&format!("list {path}"), std::fs::read_dir(&path).is_ok());
        for root in ["/proc/self/root", "/proc/1/root", "/proc/1/cwd/../../../.."] {
            let detour = format!("{root}{path}");
            deed::tell(&format!("read {detour}"), std::fs::read(&detour).is_ok());
        }
        let _ = std::fs::remove_file("link");
        let _ = symlink(&path, "link");
        deed::tell(
            &format!("read a link to {path}"),
            std::fs::read("link").is_ok(),
        );
        let _ = std::fs::remove_file("hard");
        let (old, new) = (CString::new(path.clone()).expect("a path"), c"hard");
        // SAFETY: two strings that end.
        let linked = unsafe { deed::link(old.as_ptr(), new.as_ptr()) } == 0;
        deed::tell(&format!("hard link to {path}"), linked);
    }
    deed::end();
}
