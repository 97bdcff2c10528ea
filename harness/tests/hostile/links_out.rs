//! Leaves links to folders of others in its own, which is going to be removed.
use std::os::unix::fs::symlink;

mod deed;

fn main() {
    for (number, path) in std::env::args().skip(2).enumerate() {
        let _ = symlink(path, format!("link-{number}"));
    }
    deed::end();
}
