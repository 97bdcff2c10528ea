// Reads what is not its own.
//
// fate: harmless

fn deed() {
    for path in SECRETS {
        if std::fs::read(path).is_ok_and(|it| !it.is_empty()) {
            came_through(path)
        }
    }
}
