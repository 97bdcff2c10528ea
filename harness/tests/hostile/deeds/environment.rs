// Looks for what the instructor has in the environment.
//
// fate: harmless

fn deed() {
    for (name, value) in std::env::vars() {
        if name.contains("SECRET") || value.contains("instructor") {
            came_through(name)
        }
    }
}
