// Leaves processes behind that have nothing to do with it any more.
//
// fate: judged

fn deed() {
    let daemon = format!("(setsid sh -c 'while :; do sleep 1; done' {MARK} &) &");
    for _ in 0..3 {
        let _ = std::process::Command::new("sh")
            .args(["-c", &daemon])
            .status();
    }
}
