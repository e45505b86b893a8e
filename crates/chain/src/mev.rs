//! What proposers earn beside tips (MEV), from an account the network file funds.
//!
//! At the end of a block the source pays the proposer's fee recipient, by the rules of the block and without a transaction.
//! Some blocks have a payment, most of them small, a few large; each is drawn from the chain's seed and the slot, so a
//! replay pays the same. A proposer that misses its turn gets nothing. The source pays what it has: empty, it pays no more.
//!
//! The ether moves between two accounts, so supply (CHN-2) does not change; [`Supply::mev`] says how much has moved.

use crate::{db::WorldDb, spec::ChainSpec, world::Supply};
use alloy_primitives::{Address, B256, U256, keccak256};
use aquifer_protocol::{
    ethereum::{BlockStart, PartsPerMillion},
    units::Slot,
};

/// Where MEV comes from, and how much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mev {
    /// The account that pays.
    pub source: Address,
    /// How many blocks have a payment.
    pub blocks: PartsPerMillion,
    /// What a usual payment is on average, in wei: it lies between nothing and twice that.
    pub typical: u128,
    /// How many of the payments are large ones.
    pub large_share: PartsPerMillion,
    /// What a large payment is on average, in wei.
    pub large: u128,
}

/// Three draws of a slot, uniform over 64 bits.
fn draws(seed: B256, slot: Slot) -> [u64; 3] {
    let digest = keccak256([seed.as_slice(), &slot.get().to_le_bytes(), b"mev"].concat());
    let [a, b, c, _] = U256::from_be_bytes(digest.0).into_limbs();
    [a, b, c]
}

fn happens(chance: PartsPerMillion, draw: u64) -> bool {
    // Two factors below 2^64 and 2^20.
    (u128::from(draw) * u128::from(PartsPerMillion::FULL.get())) >> 64 < u128::from(chance.get())
}

impl Mev {
    /// What the block of a slot is worth, in wei; nothing for most slots when few blocks have a payment.
    #[must_use]
    pub fn of_slot(&self, seed: B256, slot: Slot) -> U256 {
        let [block, size, amount] = draws(seed, slot);
        if !happens(self.blocks, block) {
            return U256::ZERO;
        }
        let mean = if happens(self.large_share, size) { self.large } else { self.typical };
        // Below 2^193; rounded down.
        (U256::from(mean) * U256::from(amount)) >> 63
    }
}

/// Pays the proposer of a block, if there is anything to pay.
pub(crate) fn pay(spec: &ChainSpec, start: &BlockStart, db: &mut WorldDb, supply: &mut Supply) {
    let Some(mev) = spec.mev.filter(|_| start.is_proposed) else { return };
    let amount = mev.of_slot(spec.seed, start.slot).min(db.balance(mev.source));
    if !amount.is_zero() {
        db.change(mev.source, |account| account.balance -= amount);
        db.credit(start.fee_recipient, amount);
        supply.mev += amount;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ppm(value: u32) -> PartsPerMillion {
        PartsPerMillion::new(value).expect("at most the whole")
    }

    fn mev() -> Mev {
        let (typical, large) = (1_000_000, 1_000_000_000);
        Mev { source: Address::ZERO, blocks: ppm(250_000), typical, large_share: ppm(10_000), large }
    }

    #[test]
    fn payments_come_as_often_and_as_large_as_configured() {
        let payments: Vec<u64> = (0..40_000).map(|slot| mev().of_slot(B256::ZERO, Slot::new(slot)).to()).collect();
        let paid: Vec<u64> = payments.into_iter().filter(|amount| *amount > 0).collect();
        assert!((9_600..10_400).contains(&paid.len()), "{} of 40000 blocks", paid.len());
        // Twice the usual mean is the most a usual payment can be.
        let (usual, large): (Vec<u64>, Vec<u64>) = paid.iter().partition(|amount| **amount < 2_000_000);
        assert!((60..140).contains(&large.len()), "{} of {}", large.len(), paid.len());
        let mean = usual.iter().sum::<u64>() / usual.len() as u64;
        assert!((970_000..1_030_000).contains(&mean), "{mean} wei");
        let mean = large.iter().sum::<u64>() / large.len() as u64;
        assert!((800_000_000..1_200_000_000).contains(&mean), "{mean} wei");
    }

    #[test]
    fn a_slot_is_worth_the_same_on_the_same_chain_only() {
        let worth = |seed| (0..100).map(|slot| mev().of_slot(seed, Slot::new(slot))).collect::<Vec<_>>();
        assert_eq!(worth(B256::ZERO), worth(B256::ZERO));
        assert_ne!(worth(B256::ZERO), worth(B256::repeat_byte(1)));
        let certain = Mev { blocks: PartsPerMillion::FULL, typical: u128::MAX, large_share: PartsPerMillion::ZERO, ..mev() };
        assert!((0..100).all(|slot| !certain.of_slot(B256::ZERO, Slot::new(slot)).is_zero()));
        let never = Mev { blocks: PartsPerMillion::ZERO, ..certain };
        assert!((0..100).all(|slot| never.of_slot(B256::ZERO, Slot::new(slot)).is_zero()));
    }
}
