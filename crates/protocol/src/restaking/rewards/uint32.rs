//! Times are `uint32` in the contract: what does not fit panics there, what is cast is cut.

use crate::units::{ArithError, Seconds, Timestamp};

/// `uint32(block.timestamp)`: cut in the year 2106.
pub(super) const fn truncated(time: Timestamp) -> Timestamp {
    Timestamp::new(time.get() & 0xffff_ffff)
}

/// A sum of two `uint32`, checked.
pub(super) fn after(time: Timestamp, span: Seconds) -> Result<Timestamp, ArithError> {
    let sum = time.after(span)?;
    if u32::try_from(sum.get()).is_ok() { Ok(sum) } else { Err(ArithError::Overflow) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_end_with_the_year_2106() {
        let last = Timestamp::new(u64::from(u32::MAX));
        assert_eq!(after(last, Seconds::new(0)), Ok(last));
        assert_eq!(after(last, Seconds::new(1)), Err(ArithError::Overflow));
        assert_eq!(truncated(Timestamp::new((1 << 32) + 5)), Timestamp::new(5));
    }
}
