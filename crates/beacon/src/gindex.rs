//! Generalized indices: one table a fork, since every fork may move every index.

use crate::fork::ForkName;

/// Concatenates paths: `below` seen from the root of the tree that `above` hangs in.
#[must_use]
pub const fn concat(above: u64, below: u64) -> u64 {
    let depth = below.ilog2();
    (above << depth) | (below ^ (1 << depth))
}

/// A block's `state_root`, below the block's root.
pub const HEADER_STATE_ROOT: u64 = 11;
/// A block's `body_root`, below the block's root.
pub const HEADER_BODY_ROOT: u64 = 12;
/// The execution block, below the root of a body.
pub const BODY_EXECUTION_PAYLOAD: u64 = 25;

/// Where things are in the states of a fork.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gindices {
    /// Depth of the fields below the root of the state.
    pub state_depth: u32,
    /// How many fields the state has.
    pub fields: u64,
    /// Depth of the fields of an execution block's header.
    pub payload_depth: u32,
}

impl Gindices {
    /// States of Electra; Fulu added a field and moved nothing.
    pub(crate) const ELECTRA: Self = Self { state_depth: 6, fields: 37, payload_depth: 5 };

    /// The table of a fork; `None` before Capella, which no contract that proves anything knows.
    #[must_use]
    pub const fn of(fork: ForkName) -> Option<Self> {
        match fork {
            ForkName::Phase0 | ForkName::Altair | ForkName::Bellatrix => None,
            ForkName::Capella => Some(Self { state_depth: 5, fields: 28, payload_depth: 4 }),
            ForkName::Deneb => Some(Self { state_depth: 5, fields: 28, payload_depth: 5 }),
            ForkName::Electra => Some(Self::ELECTRA),
            ForkName::Fulu => Some(Self { fields: 38, ..Self::ELECTRA }),
        }
    }

    /// A field by its number; `None` when the fork does not have it.
    #[must_use]
    pub const fn field(&self, number: u64) -> Option<u64> {
        if number < self.fields { Some((1 << self.state_depth) + number) } else { None }
    }

    /// A field every fork of the tables has.
    const fn early_field(&self, number: u64) -> u64 {
        (1 << self.state_depth) + number
    }

    /// A validator.
    #[must_use]
    pub const fn validator(&self, index: u64) -> u64 {
        concat(self.early_field(11), (1 << 41) | index)
    }

    /// The list of balances.
    #[must_use]
    pub const fn balances(&self) -> u64 {
        self.early_field(12)
    }

    /// The leaf with a validator's balance: four balances share one.
    #[must_use]
    pub const fn balance_leaf(&self, index: u64) -> u64 {
        concat(self.balances(), (1 << 39) | (index / 4))
    }

    /// Root of the finalized checkpoint.
    #[must_use]
    pub const fn finalized_root(&self) -> u64 {
        concat(self.early_field(20), 3)
    }

    /// Hash of the last execution block.
    #[must_use]
    pub const fn payload_block_hash(&self) -> u64 {
        concat(self.early_field(24), (1 << self.payload_depth) + 12)
    }

    /// A summary of 8192 slots.
    #[must_use]
    pub const fn historical_summary(&self, number: u64) -> u64 {
        concat(self.early_field(27), (1 << 25) | number)
    }

    /// Root of the block at a place of a summary's ring.
    #[must_use]
    pub const fn block_root_in_summary(&self, number: u64, place: u64) -> u64 {
        concat(self.historical_summary(number), (1 << 14) | place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(fork: ForkName) -> Gindices {
        Gindices::of(fork).unwrap()
    }

    #[test]
    fn the_indices_are_those_contracts_are_configured_with() {
        let fulu = table(ForkName::Fulu);
        assert_eq!((fulu.field(11), fulu.balances(), fulu.finalized_root()), (Some(75), 76, 169));
        assert_eq!((fulu.field(22), fulu.field(23), fulu.payload_block_hash()), (Some(86), Some(87), 2828));
        assert_eq!(fulu.validator(40), 0x9600_0000_0028);
        assert_eq!(fulu.balance_leaf(40), (152 << 38) + 10);
        assert_eq!(fulu.historical_summary(3), 0xb600_0003);
        assert_eq!(fulu.block_root_in_summary(0, 13), (0xb600_0000 << 14) + 13);
    }

    #[test]
    fn every_index_moved_with_electra_and_none_with_fulu() {
        let (capella, deneb, electra, fulu) =
            (table(ForkName::Capella), table(ForkName::Deneb), table(ForkName::Electra), table(ForkName::Fulu));
        assert_eq!(deneb.validator(7), 0x5600_0000_0007);
        assert_eq!(electra.validator(7), fulu.validator(7));
        assert_ne!(capella.payload_block_hash(), deneb.payload_block_hash());
        assert_eq!((electra.field(37), fulu.field(37), deneb.field(28)), (None, Some(101), None));
        assert_eq!(Gindices::of(ForkName::Bellatrix), None);
    }
}
