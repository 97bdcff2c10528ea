//! Where the lines and words of a page's drawings stand. The templates draw them: nothing that a
//! submission said is made part of a page here.

mod distribution;
mod sequence;

pub use distribution::{Chart, chart};
pub use sequence::{Sequence, sequence};
