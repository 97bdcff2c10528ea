// Fills the disk.
//
// fate: judged

fn deed() {
    use std::io::Write;
    let Ok(mut file) = std::fs::File::create("big") else {
        return;
    };
    let block = vec![7; 1 << 20];
    for _ in 0..100 * 1024 {
        if file.write_all(&block).is_err() {
            break;
        }
    }
    if std::fs::metadata("big").is_ok_and(|it| it.len() > 1 << 30) {
        came_through("1 GiB")
    }
}
