// Looks for folders of others.
//
// fate: harmless

fn deed() {
    for folder in ["/root", "/home", "..", "/tmp", "/var"] {
        if std::fs::read_dir(folder).is_ok_and(|all| all.count() > 3) {
            came_through(folder)
        }
    }
}
