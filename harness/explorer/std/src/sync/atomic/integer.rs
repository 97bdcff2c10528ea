//! Atomic integers.

use std::fmt;
use std::panic::Location;
use std::sync::atomic::{self, Ordering};

use super::seen::Seen;

macro_rules! atomic_integer {
    ($atomic:ident of $integer:ty) => {
        /// As in [`std::sync::atomic`].
        pub struct $atomic {
            value: atomic::$atomic,
            /// What it is at the start of every execution.
            first: atomic::$atomic,
            seen: Seen,
        }

        impl $atomic {
            /// With this value.
            pub const fn new(value: $integer) -> $atomic {
                $atomic {
                    value: atomic::$atomic::new(value),
                    first: atomic::$atomic::new(value),
                    seen: Seen::new(),
                }
            }

            /// As in `std`.
            #[track_caller]
            pub fn load(&self, order: Ordering) -> $integer {
                self.operate(|| "loads".to_owned(), |value| value.load(order))
            }

            /// As in `std`.
            #[track_caller]
            pub fn store(&self, new: $integer, order: Ordering) {
                self.renew();
                let place = Location::caller();
                self.seen
                    .store(place, &new, || self.value.store(new, order));
            }

            /// As in `std`.
            #[track_caller]
            pub fn swap(&self, new: $integer, order: Ordering) -> $integer {
                self.operate(
                    || format!("swaps {new:?} into"),
                    |value| value.swap(new, order),
                )
            }

            /// As in `std`.
            ///
            /// # Errors
            /// Its value is another one.
            #[track_caller]
            pub fn compare_exchange(
                &self,
                current: $integer,
                new: $integer,
                success: Ordering,
                failure: Ordering,
            ) -> Result<$integer, $integer> {
                self.renew();
                self.seen.exchange(Location::caller(), &new, || {
                    self.value.compare_exchange(current, new, success, failure)
                })
            }

            /// As [`compare_exchange`](Self::compare_exchange): it never fails for no reason.
            ///
            /// # Errors
            /// Its value is another one.
            #[track_caller]
            pub fn compare_exchange_weak(
                &self,
                current: $integer,
                new: $integer,
                success: Ordering,
                failure: Ordering,
            ) -> Result<$integer, $integer> {
                self.compare_exchange(current, new, success, failure)
            }

            /// As in `std`.
            ///
            /// # Errors
            /// The function wants no other value.
            #[track_caller]
            pub fn fetch_update<F>(
                &self,
                set: Ordering,
                fetch: Ordering,
                mut update: F,
            ) -> Result<$integer, $integer>
            where
                F: FnMut($integer) -> Option<$integer>,
            {
                let mut before = self.load(fetch);
                while let Some(next) = update(before) {
                    match self.compare_exchange(before, next, set, fetch) {
                        Ok(before) => return Ok(before),
                        Err(other) => before = other,
                    }
                }
                Err(before)
            }

            /// As in `std`.
            pub fn get_mut(&mut self) -> &mut $integer {
                self.renew();
                self.value.get_mut()
            }

            /// As in `std`.
            pub fn into_inner(self) -> $integer {
                self.renew();
                self.value.into_inner()
            }

            /// A static is what it was at first, if this execution has not used it yet.
            fn renew(&self) {
                if self.seen.is_new() {
                    let first = self.first.load(Ordering::SeqCst);
                    self.value.store(first, Ordering::SeqCst);
                }
            }

            #[track_caller]
            fn operate(
                &self,
                verb: impl FnOnce() -> String,
                operation: impl FnOnce(&atomic::$atomic) -> $integer,
            ) -> $integer {
                self.renew();
                let place = Location::caller();
                self.seen.operate(place, verb, || operation(&self.value))
            }

            /// As in `std`.
            #[track_caller]
            pub fn fetch_add(&self, other: $integer, order: Ordering) -> $integer {
                self.operate(
                    || format!("adds {other} to"),
                    |value| value.fetch_add(other, order),
                )
            }

            /// As in `std`.
            #[track_caller]
            pub fn fetch_sub(&self, other: $integer, order: Ordering) -> $integer {
                self.operate(
                    || format!("subtracts {other} from"),
                    |value| value.fetch_sub(other, order),
                )
            }

            /// As in `std`.
            #[track_caller]
            pub fn fetch_max(&self, other: $integer, order: Ordering) -> $integer {
                self.operate(
                    || format!("raises to {other}"),
                    |value| value.fetch_max(other, order),
                )
            }

            /// As in `std`.
            #[track_caller]
            pub fn fetch_min(&self, other: $integer, order: Ordering) -> $integer {
                self.operate(
                    || format!("lowers to {other}"),
                    |value| value.fetch_min(other, order),
                )
            }

            /// As in `std`.
            #[track_caller]
            pub fn fetch_and(&self, other: $integer, order: Ordering) -> $integer {
                self.operate(
                    || format!("ands {other} to"),
                    |value| value.fetch_and(other, order),
                )
            }

            /// As in `std`.
            #[track_caller]
            pub fn fetch_nand(&self, other: $integer, order: Ordering) -> $integer {
                self.operate(
                    || format!("nands {other} to"),
                    |value| value.fetch_nand(other, order),
                )
            }

            /// As in `std`.
            #[track_caller]
            pub fn fetch_or(&self, other: $integer, order: Ordering) -> $integer {
                self.operate(
                    || format!("ors {other} to"),
                    |value| value.fetch_or(other, order),
                )
            }

            /// As in `std`.
            #[track_caller]
            pub fn fetch_xor(&self, other: $integer, order: Ordering) -> $integer {
                self.operate(
                    || format!("xors {other} to"),
                    |value| value.fetch_xor(other, order),
                )
            }
        }

        impl fmt::Debug for $atomic {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.renew();
                self.value.fmt(f)
            }
        }

        impl From<$integer> for $atomic {
            fn from(value: $integer) -> $atomic {
                $atomic::new(value)
            }
        }

        impl Default for $atomic {
            fn default() -> $atomic {
                $atomic::new(0)
            }
        }
    };
}

atomic_integer!(AtomicI8 of i8);
atomic_integer!(AtomicI16 of i16);
atomic_integer!(AtomicI32 of i32);
atomic_integer!(AtomicI64 of i64);
atomic_integer!(AtomicIsize of isize);
atomic_integer!(AtomicU8 of u8);
atomic_integer!(AtomicU16 of u16);
atomic_integer!(AtomicU32 of u32);
atomic_integer!(AtomicU64 of u64);
atomic_integer!(AtomicUsize of usize);
