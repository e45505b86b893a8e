//! Allocation of deposits, against the plainest way to say it.

use aquifer_protocol::liquid::lido::min_first::{Bucket, allocate};
use proptest::{collection::vec, prelude::*};

/// One unit at a time into the lowest bucket with room, the first on ties.
fn one_by_one(buckets: &mut [Bucket], size: u64) -> u64 {
    for spent in 0..size {
        let open = buckets.iter_mut().filter(|bucket| bucket.level < bucket.capacity);
        let Some(lowest) = open.min_by_key(|bucket| bucket.level) else { return spent };
        lowest.level += 1;
    }
    size
}

proptest! {
    // LIQ-21
    #[test]
    fn steps_reach_what_single_units_reach(levels in vec((0..40_u64, 0..60_u64), 0..8), size in 0..200_u64) {
        let mut fast: Vec<_> = levels.iter().map(|&(level, capacity)| Bucket { level, capacity }).collect();
        let mut plain = fast.clone();
        let before: u64 = fast.iter().map(|bucket| bucket.level).sum();
        let allocated = allocate(&mut fast, size).unwrap();
        prop_assert_eq!(allocated, one_by_one(&mut plain, size));
        prop_assert_eq!(fast.iter().map(|bucket| bucket.level).sum::<u64>(), before + allocated);
        prop_assert_eq!(fast, plain);
    }
}
