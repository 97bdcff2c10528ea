// Takes all memory there is.
//
// fate: judged

fn deed() {
    let mut all: Vec<Vec<u8>> = Vec::new();
    loop {
        all.push(vec![1; 64 << 20]);
        if all.len() == 128 {
            came_through("8 GiB")
        }
    }
}
