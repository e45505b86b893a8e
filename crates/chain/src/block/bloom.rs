//! Bloom filters of a block's receipts. Most logs of a block name the same few addresses and topics: each is hashed once.

use alloy_primitives::{Address, B256, Bloom, BloomInput, Log, keccak256};
use std::collections::BTreeMap;

/// Hashes of what went into filters so far. Ordered maps, because topics are anybody's choice.
#[derive(Debug, Default)]
pub(super) struct Blooms {
    addresses: BTreeMap<Address, B256>,
    topics: BTreeMap<B256, B256>,
}

impl Blooms {
    /// The filter over some logs: that of [`alloy_primitives::logs_bloom`].
    pub(super) fn of(&mut self, logs: &[Log]) -> Bloom {
        let mut bloom = Bloom::ZERO;
        for log in logs {
            bloom.accrue(BloomInput::Hash(self.address(log.address)));
            for topic in log.topics() {
                bloom.accrue(BloomInput::Hash(self.topic(*topic)));
            }
        }
        bloom
    }

    fn address(&mut self, address: Address) -> B256 {
        *self.addresses.entry(address).or_insert_with(|| keccak256(address))
    }

    fn topic(&mut self, topic: B256) -> B256 {
        *self.topics.entry(topic).or_insert_with(|| keccak256(topic))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::{Bytes, LogData, logs_bloom};

    #[test]
    fn they_are_the_plain_ones() {
        let log = |n: u8| Log {
            address: Address::with_last_byte(n % 3),
            // A topic that reads as an address is not hashed as one.
            data: LogData::new_unchecked(vec![Address::with_last_byte(n % 3).into_word(), B256::repeat_byte(n)], Bytes::new()),
        };
        let logs: Vec<Log> = (0..20).map(log).collect();
        let mut blooms = Blooms::default();
        assert_eq!(blooms.of(&logs), logs_bloom(&logs));
        assert_eq!(blooms.of(&logs[..1]), logs_bloom(&logs[..1]));
    }
}
