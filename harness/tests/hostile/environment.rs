//! Looks for the harness's secrets in its environment and in that of whoever can be seen.
mod deed;

fn main() {
    deed::tell(
        "own environment",
        std::env::vars_os().any(|(name, _)| name == "ROUNDTRIP_SECRET"),
    );
    let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let found = processes
        .filter_map(|entry| std::fs::read(entry.path().join("environ")).ok())
        .any(|environment| {
            environment
                .windows(16)
                .any(|word| word == b"ROUNDTRIP_SECRET")
        });
    deed::tell("others' environments", found);
    deed::end();
}
