//! All ether there is, on both sides, and where it came from and went.
//!
//! Invariant CHN-10: accounts, consensus balances and pending deposits together are genesis of both sides, plus what was
//! issued and minted, less what was penalised, burnt, destroyed, lost and removed. Ether of deposits is counted once: the
//! deposit contract keeps what it was sent, for ever, while the consensus side credits the same amount. All in wei.

use super::World;
use alloy_primitives::U256;
use aquifer_protocol::invariants::BrokenInvariant;

const WEI_IN_GWEI: u64 = 1_000_000_000;

/// The ether of a chain, in wei.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EtherTotals {
    /// All accounts together, the deposit contract among them.
    pub execution: U256,
    /// What the deposit contract keeps for ever because the consensus side has credited or queued it, or lost it.
    pub deposited: U256,
    /// Balances of all validators.
    pub validators: U256,
    /// Deposits that wait.
    pub pending_deposits: U256,
    /// Held at genesis: accounts, validators, pending deposits.
    pub genesis: U256,
    /// Rewards of the consensus side.
    pub issued: U256,
    /// Penalties of the consensus side.
    pub penalised: U256,
    /// Base fees.
    pub burnt: U256,
    /// Destroyed with contracts that destroyed themselves.
    pub destroyed: U256,
    /// Deposits that credited nobody.
    pub lost: U256,
    /// Created by development changes.
    pub minted: U256,
    /// Removed by development changes.
    pub removed: U256,
}

impl EtherTotals {
    /// All ether somebody can still have.
    #[must_use]
    pub fn held(&self) -> U256 {
        self.execution.saturating_sub(self.deposited) + self.validators + self.pending_deposits
    }

    /// What that must be; `None` when more went than came.
    #[must_use]
    pub fn expected(&self) -> Option<U256> {
        let came = self.genesis + self.issued + self.minted;
        came.checked_sub(self.penalised + self.burnt + self.destroyed + self.lost + self.removed)
    }
}

impl World {
    /// All ether, counted. Reads every account and every validator.
    #[must_use]
    pub fn ether(&self) -> EtherTotals {
        let (beacon, supply) = (&self.protocol.beacon, &self.supply);
        let ledger = beacon.ledger();
        EtherTotals {
            execution: self.accounts.values().map(|account| account.balance).sum(),
            deposited: wei(ledger.deposited),
            validators: wei(beacon.sum_of_balances()),
            pending_deposits: wei(beacon.sum_of_pending_deposits()),
            genesis: supply.genesis + wei(ledger.genesis),
            issued: wei(ledger.issued),
            penalised: wei(ledger.penalised),
            burnt: supply.burnt,
            destroyed: supply.destroyed,
            lost: wei(ledger.lost),
            minted: supply.minted,
            removed: supply.removed,
        }
    }

    pub(super) fn check_ether(&self) -> Result<(), BrokenInvariant> {
        let totals = self.ether();
        BrokenInvariant::unless(totals.expected() == Some(totals.held()), "CHN-10", || {
            format!("{} wei are held, the books of both sides say {:?}: {totals:?}", totals.held(), totals.expected())
        })
    }
}

fn wei(gwei: u128) -> U256 {
    U256::from(gwei) * U256::from(WEI_IN_GWEI)
}
