//! Filling buckets lowest first (`MinFirstAllocationStrategy`): deposits go where the fewest validators are.
//!
//! Invariants
//! - LIQ-21  nothing is allocated beyond the request, nor into a full bucket; the sum allocated is what the buckets gained

use crate::units::ArithError;

/// A place with a level and a height it may reach; full when its level is at or above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bucket {
    /// Level now.
    pub level: u64,
    /// Level it may reach.
    pub capacity: u64,
}

impl Bucket {
    const fn is_full(self) -> bool {
        self.level >= self.capacity
    }
}

/// Raises the lowest buckets step by step until `size` is spent or all are full; returns what was spent.
///
/// Every step fills one bucket to its capacity or to the level of the next, or spends an equal part: at most
/// `buckets^2 + buckets * 64` steps.
///
/// # Errors
/// [`ArithError`] never while levels stay below 2^63.
pub fn allocate(buckets: &mut [Bucket], size: u64) -> Result<u64, ArithError> {
    let mut allocated = 0_u64;
    while allocated < size {
        let step = allocate_to_best_candidate(buckets, size.checked_sub(allocated).ok_or(ArithError::Underflow)?)?;
        if step == 0 {
            break;
        }
        allocated = allocated.checked_add(step).ok_or(ArithError::Overflow)?;
    }
    Ok(allocated)
}

/// Raises the lowest non-full bucket (the first on ties) by its equal part, at most to the next level above; returns by how much.
fn allocate_to_best_candidate(buckets: &mut [Bucket], size: u64) -> Result<u64, ArithError> {
    let open = || buckets.iter().filter(|bucket| !bucket.is_full()).map(|bucket| bucket.level);
    let Some(lowest) = open().min() else { return Ok(0) };
    let next_level = open().filter(|level| *level > lowest).min().unwrap_or(u64::MAX);
    // `count` is at least one, so the division is defined. Rounded up: a remainder goes to the first.
    let count = u64::try_from(open().filter(|level| *level == lowest).count()).map_err(|_| ArithError::Overflow)?;
    let equal_part = size.checked_add(count.saturating_sub(1)).ok_or(ArithError::Overflow)?;
    let equal_part = equal_part.checked_div(count).ok_or(ArithError::DivisionByZero)?;

    let best = buckets.iter_mut().find(|bucket| !bucket.is_full() && bucket.level == lowest);
    let Some(best) = best else { return Ok(0) };
    let room = best.capacity.min(next_level).checked_sub(lowest).ok_or(ArithError::Underflow)?;
    let step = equal_part.min(room);
    best.level = lowest.checked_add(step).ok_or(ArithError::Overflow)?;
    Ok(step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(levels: &[u64], capacities: &[u64], size: u64, allocated: u64, after: &[u64]) {
        let mut buckets: Vec<_> = levels.iter().zip(capacities).map(|(&level, &capacity)| Bucket { level, capacity }).collect();
        assert_eq!(allocate(&mut buckets, size), Ok(allocated));
        assert_eq!(buckets.iter().map(|bucket| bucket.level).collect::<Vec<_>>(), after);
    }

    #[test]
    fn the_lowest_are_filled_first_and_evenly() {
        //    levels         capacities          size  spent  after
        check(&[], &[], 5, 0, &[]);
        check(&[9, 5], &[9, 5], 5, 0, &[9, 5]);
        check(&[10, 2], &[20, 20], 4, 4, &[10, 6]);
        check(&[0, 0, 0], &[9, 9, 9], 4, 4, &[2, 1, 1]);
        check(&[0, 5, 0], &[3, 9, 9], 100, 16, &[3, 9, 9]);
        check(&[7, 1], &[3, 4], 9, 3, &[7, 4]);
    }
}
