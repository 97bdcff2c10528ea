//! Fills its folder with a hundred thousand files, some of them where they are hard to find and to remove.
use std::os::unix::fs::PermissionsExt;

mod deed;

fn main() {
    let _ = std::fs::create_dir("locked");
    let _ = std::fs::write("locked/file", "");
    let _ = std::fs::set_permissions("locked", PermissionsExt::from_mode(0));
    let names = (0..100_000).map(|number| format!("file-{number}"));
    let made = names.take_while(|name| std::fs::write(name, "").is_ok());
    deed::tell("files", made.count() > 20_000);
    deed::end();
}
