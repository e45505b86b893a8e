//! Where every Gwei came from and went: the books behind ETH-1, and the three ways a balance changes.

use super::{Beacon, BeaconError};
use crate::units::{Gwei, ValidatorIndex};
use serde::{Deserialize, Serialize};

/// Sums since genesis, in Gwei. They only grow.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    /// Balances and pending deposits at the start.
    pub genesis: u128,
    /// Deposit requests taken into the queue.
    pub deposited: u128,
    /// Rewards credited.
    pub issued: u128,
    /// Penalties actually taken: a balance stops at zero.
    pub penalised: u128,
    /// Paid out to the execution side.
    pub withdrawn: u128,
    /// Deposits that credited nobody: new key, invalid signature.
    pub lost: u128,
}

impl Ledger {
    /// What balances and pending deposits must add up to; `None` when more left than came.
    #[must_use]
    pub fn expected(&self) -> Option<u128> {
        let came = self.genesis.checked_add(self.deposited)?.checked_add(self.issued)?;
        came.checked_sub(self.penalised)?.checked_sub(self.withdrawn)?.checked_sub(self.lost)
    }
}

/// Adds to a counter. It cannot saturate: to pass 2^128 takes more than 2^64 amounts below 2^64 Gwei, and a million a second
/// for half a million years are fewer.
pub(crate) fn count(counter: &mut u128, amount: Gwei) {
    *counter = counter.saturating_add(u128::from(amount.get()));
}

/// Adds an amount for each of `members` validators.
pub(crate) fn count_each(counter: &mut u128, amount: Gwei, members: u64) {
    // Two 64-bit numbers: the product fits 128 bits; for the sum see `count`.
    *counter = counter.saturating_add(u128::from(amount.get()).saturating_mul(u128::from(members)));
}

impl Beacon {
    /// Issues a reward (`add` of the specification).
    pub(super) fn reward(&mut self, index: ValidatorIndex, amount: Gwei) -> Result<(), BeaconError> {
        let row = self.isolate(index)?;
        let balance = self.validators.balances.at(row)?.try_add(amount)?;
        self.validators.balances.set(row, balance)?;
        count(&mut self.ledger.issued, amount);
        Ok(())
    }

    /// Takes a penalty, at most the balance (`sub` of the specification).
    pub(super) fn penalise(&mut self, index: ValidatorIndex, amount: Gwei) -> Result<(), BeaconError> {
        let row = self.isolate(index)?;
        let balance = self.validators.balances.at(row)?;
        let taken = balance.min(amount);
        self.validators.balances.set(row, balance.floor_sub(taken))?;
        count(&mut self.ledger.penalised, taken);
        Ok(())
    }

    /// Moves part of a balance elsewhere on the chain, or off it; the caller books it.
    pub(super) fn take(&mut self, index: ValidatorIndex, amount: Gwei) -> Result<(), BeaconError> {
        let row = self.isolate(index)?;
        let balance = self.validators.balances.at(row)?.try_sub(amount)?;
        self.validators.balances.set(row, balance)
    }
}
