//! A request that is wrong is answered, as every request is.
//! prints: 8
//! prints: error: N is an integer
//! prints: error: ask add N

fn main() {
    for request in ["add 1", "add one", "subtract 1"] {
        println!("{}", reply(request));
    }
}

fn reply(request: &str) -> String {
    match fulfil(request) {
        Ok(result) => format!("{result}"),
        Err(reason) => format!("error: {reason}"),
    }
}

fn fulfil(request: &str) -> Result<i64, &'static str> {
    let n = request.strip_prefix("add ").ok_or("ask add N")?;
    let n: i64 = n.parse().map_err(|_| "N is an integer")?;
    7_i64.checked_add(n).ok_or("it does not fit in 64 bits")
}
