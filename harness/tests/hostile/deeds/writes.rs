// Writes where it has no business. What it finds in place of /tmp may be its own.
//
// fate: harmless

fn deed() {
    for path in TARGETS {
        let _ = std::fs::write(path, "{}");
    }
}
