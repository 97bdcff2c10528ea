//! Arguments and environment, as in `std::env`. The environment is empty.

use std::ffi::{OsStr, OsString};
use std::vec;

use crate::machine;

pub use std::env::VarError;

/// As [`std::env::Args`].
#[derive(Debug)]
pub struct Args(vec::IntoIter<String>);

/// As [`std::env::ArgsOs`].
#[derive(Debug)]
pub struct ArgsOs(vec::IntoIter<OsString>);

/// The program's name, and its arguments.
pub fn args() -> Args {
    Args(arguments().into_iter())
}

/// As [`args`].
pub fn args_os() -> ArgsOs {
    let arguments = arguments().into_iter().map(OsString::from);
    ArgsOs(arguments.collect::<Vec<_>>().into_iter())
}

fn arguments() -> Vec<String> {
    machine::with(|machine| machine.arguments.clone())
}

/// No variable is set.
///
/// # Errors
/// Always [`VarError::NotPresent`].
pub fn var<K: AsRef<OsStr>>(_: K) -> Result<String, VarError> {
    Err(VarError::NotPresent)
}

/// No variable is set.
pub fn var_os<K: AsRef<OsStr>>(_: K) -> Option<OsString> {
    None
}

macro_rules! iterates {
    ($arguments:ident over $item:ty) => {
        impl Iterator for $arguments {
            type Item = $item;

            fn next(&mut self) -> Option<$item> {
                self.0.next()
            }

            fn size_hint(&self) -> (usize, Option<usize>) {
                self.0.size_hint()
            }
        }

        impl ExactSizeIterator for $arguments {}

        impl DoubleEndedIterator for $arguments {
            fn next_back(&mut self) -> Option<$item> {
                self.0.next_back()
            }
        }
    };
}

iterates!(Args over String);
iterates!(ArgsOs over OsString);
