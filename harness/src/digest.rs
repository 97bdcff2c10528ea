//! Digests, as people read them.

/// Bytes in hexadecimal digits, two for each.
pub fn in_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
