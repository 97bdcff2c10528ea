//! A number as text and as bytes: text has one order, bytes have two.
//! prints: "1000" is [49, 48, 48, 48], and 1000 again
//! prints: [0, 0, 3, 232] or [232, 3, 0, 0]

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // region: encode
    let number: u32 = 1000;
    let bytes = number.to_string().into_bytes();
    let text = str::from_utf8(&bytes)?;
    let again: u32 = text.parse()?;
    println!("{text:?} is {bytes:?}, and {again} again");

    let big = number.to_be_bytes();
    let little = number.to_le_bytes();
    println!("{big:?} or {little:?}");
    // endregion
    Ok(())
}
