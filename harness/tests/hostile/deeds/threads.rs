// Starts as many threads as it gets.
//
// fate: judged

fn deed() {
    let mut count = 0;
    while std::thread::Builder::new()
        .spawn(|| {
            loop {
                std::thread::park()
            }
        })
        .is_ok()
    {
        count += 1;
        if count > 20_000 {
            came_through("20,000 threads")
        }
    }
}
