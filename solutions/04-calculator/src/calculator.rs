//! One request, one reply: what the server says, apart from how the bytes travel.

/// Why a request has no result, in words for a person.
type Reason = &'static str;

/// The reply to `data`, a request without its line ending. The reply has one.
pub fn process_data(data: &[u8]) -> Vec<u8> {
    let reply = match calculate(data) {
        Ok(result) => format!("{result}\n"),
        Err(reason) => format!("error: {reason}\n"),
    };
    reply.into_bytes()
}

/// Takes the request apart, trusting nothing, and calculates.
fn calculate(data: &[u8]) -> Result<String, Reason> {
    let text = str::from_utf8(data).map_err(|_| "a request is UTF-8 text")?;
    // Between two blanks in a row there is an empty piece, which is no word.
    let words: Vec<&str> = text
        .split([' ', '\t'])
        .filter(|piece| !piece.is_empty())
        .collect();
    let [operation, a, b] = words[..] else {
        return Err("a request has three words: OPERATION A B");
    };
    let (a, b) = (read_integer(a)?, read_integer(b)?);

    match operation {
        "add" => exact(a.checked_add(b)),
        "subtract" => exact(a.checked_sub(b)),
        "multiply" => exact(a.checked_mul(b)),
        "divide" => divide(a, b),
        _ => Err("the operations are add, subtract, multiply and divide"),
    }
}

fn read_integer(word: &str) -> Result<i64, Reason> {
    word.parse()
        .map_err(|_| "A and B are integers that fit in 64 bits")
}

/// The text of an integer result; `None` is one that does not fit.
fn exact(result: Option<i64>) -> Result<String, Reason> {
    match result {
        Some(result) => Ok(result.to_string()),
        None => Err("the result does not fit in 64 bits"),
    }
}

/// The quotient as a decimal number. It always fits: the largest is `i64::MIN / -1`, which is no
/// `i64`, but an `f64`.
fn divide(a: i64, b: i64) -> Result<String, Reason> {
    if b == 0 {
        return Err("nothing can be divided by 0");
    }
    Ok((a as f64 / b as f64).to_string())
}
