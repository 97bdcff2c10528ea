//! Changes files that it was told of: locks them, cuts them, appends, replaces, removes.
use std::ffi::CString;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;

mod deed;

fn main() {
    for path in std::env::args().skip(2) {
        let locked = fs::set_permissions(&path, PermissionsExt::from_mode(0));
        deed::tell(&format!("lock {path}"), locked.is_ok());
        let name = CString::new(path.clone()).expect("a path");
        // SAFETY: names that end, and numbers.
        unsafe {
            deed::tell(
                &format!("truncate {path}"),
                deed::syscall(76, name.as_ptr(), 1) == 0,
            );
            let times = [0i64; 4];
            let aged = deed::syscall(280, -100, name.as_ptr(), times.as_ptr(), 0) == 0;
            deed::tell(&format!("age {path}"), aged);
            let mark = deed::syscall(188, name.as_ptr(), c"user.x".as_ptr(), c"x".as_ptr(), 1, 0);
            deed::tell(&format!("mark {path}"), mark == 0);
        }
        let appended = OpenOptions::new()
            .append(true)
            .open(&path)
            .and_then(|mut file| file.write_all(b"forged\n"));
        deed::tell(&format!("append to {path}"), appended.is_ok());
        deed::tell(
            &format!("make {path}.new"),
            File::create(format!("{path}.new")).is_ok(),
        );
        let _ = fs::write("mine", "forged\n");
        deed::tell(
            &format!("replace {path}"),
            fs::rename("mine", &path).is_ok(),
        );
        deed::tell(&format!("cut {path}"), File::create(&path).is_ok());
        deed::tell(&format!("remove {path}"), fs::remove_file(&path).is_ok());
        deed::tell(
            &format!("folder {path}.d"),
            fs::create_dir(format!("{path}.d")).is_ok(),
        );
    }
    deed::end();
}
