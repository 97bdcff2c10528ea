//! A value that is computed when it is first needed in an execution.

use std::fmt;
use std::mem::ManuallyDrop;
use std::ops::Deref;
use std::panic::{RefUnwindSafe, UnwindSafe};

use super::once_lock::OnceLock;

/// As [`std::sync::LazyLock`], but computed anew in every execution.
pub struct LazyLock<T, F = fn() -> T> {
    value: OnceLock<T>,
    compute: ManuallyDrop<F>,
}

// SAFETY: the function is used once in an execution, by one thread.
unsafe impl<T: Send + Sync, F: Send> Sync for LazyLock<T, F> {}

impl<T: RefUnwindSafe + UnwindSafe, F: UnwindSafe> RefUnwindSafe for LazyLock<T, F> {}
impl<T: UnwindSafe, F: UnwindSafe> UnwindSafe for LazyLock<T, F> {}

impl<T, F: FnOnce() -> T> LazyLock<T, F> {
    /// To be computed so.
    pub const fn new(compute: F) -> LazyLock<T, F> {
        LazyLock {
            value: OnceLock::new(),
            compute: ManuallyDrop::new(compute),
        }
    }

    /// The value.
    pub fn force(this: &LazyLock<T, F>) -> &T {
        this.value.get_or_init(|| {
            // SAFETY: once in an execution. In a further one this is a static, whose function was
            // made when the program was compiled and owns nothing. It is dropped here only.
            let compute = unsafe { std::ptr::read(&*this.compute) };
            compute()
        })
    }
}

impl<T, F: FnOnce() -> T> Deref for LazyLock<T, F> {
    type Target = T;

    fn deref(&self) -> &T {
        LazyLock::force(self)
    }
}

impl<T: Default> Default for LazyLock<T> {
    fn default() -> LazyLock<T> {
        LazyLock::new(T::default)
    }
}

impl<T: fmt::Debug, F> fmt::Debug for LazyLock<T, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("LazyLock").field(&self.value).finish()
    }
}
