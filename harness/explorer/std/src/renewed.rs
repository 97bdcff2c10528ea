//! Values that are in every execution what they were at first.
//!
//! A static of the program is made once, and played with in thousands of executions, each of which
//! has to find it as a program finds it that has just been started.

use std::cell::UnsafeCell;
use std::mem::MaybeUninit;
use std::sync::{Mutex, PoisonError};

use crate::machine;

/// A value, and what it was at first.
pub struct Renewed<T: ?Sized> {
    first: Mutex<First>,
    value: UnsafeCell<T>,
}

struct First {
    /// The execution that the value was last used in.
    execution: u64,
    /// The value's bytes as they were before it was first used.
    bytes: Vec<MaybeUninit<u8>>,
}

impl<T> Renewed<T> {
    /// This value, in every execution.
    pub const fn new(value: T) -> Renewed<T> {
        Renewed {
            first: Mutex::new(First {
                execution: 0,
                bytes: Vec::new(),
            }),
            value: UnsafeCell::new(value),
        }
    }

    /// The value.
    pub fn into_inner(self) -> T {
        self.renew();
        self.value.into_inner()
    }
}

impl<T: ?Sized> Renewed<T> {
    /// Makes the value what it was at first, if this execution has not used it yet. Called before
    /// references to the value are made.
    pub fn renew(&self) {
        let execution = machine::execution();
        let mut first = self.first.lock().unwrap_or_else(PoisonError::into_inner);
        if first.execution == execution {
            return;
        }
        let place = self.value.get();
        // SAFETY: the size of a value that exists.
        let size = unsafe { size_of_val(&*place) };
        let place = place.cast::<MaybeUninit<u8>>();
        if first.execution == 0 {
            let mut bytes = Vec::<MaybeUninit<u8>>::with_capacity(size);
            // SAFETY: so many bytes are there, and bytes that may be uninitialized are copied as
            // such. No other thread runs meanwhile.
            unsafe {
                std::ptr::copy_nonoverlapping(place, bytes.as_mut_ptr(), size);
                bytes.set_len(size);
            }
            first.bytes = bytes;
        } else {
            // SAFETY: only a static is used in two executions. Its first value was made when the
            // program was compiled, and owns nothing on the heap that could have been freed since.
            // What the value has become is forgotten with the threads that have used it.
            unsafe { std::ptr::copy_nonoverlapping(first.bytes.as_ptr(), place, size) };
        }
        first.execution = execution;
    }

    /// Where the value is.
    pub fn get(&self) -> *mut T {
        self.value.get()
    }

    /// The value.
    pub fn get_mut(&mut self) -> &mut T {
        self.renew();
        self.value.get_mut()
    }
}
