//! What must hold of every state, each rule with its id.
//!
//! - CHN-1  a native contract holds at least the ether its ledger tracks
//! - CHN-2  accounts together hold what genesis, withdrawals, burns and development changes leave
//! - CHN-3  what left the consensus side is what accounts were credited; what entered it lies in the deposit contract
//! - CHN-4  a native account carries the stub code, also one that has come into being since genesis
//! - CHN-5  the commitment kept block by block is that of the state
//! - CHN-8  the system contracts are there, with their published code
//! - CHN-10 ether of both sides together changes only by what is issued, penalised, burnt, destroyed, lost and made or removed
//!   by development changes
//! - CHN-9  the beacon state's root is that in the header of its beacon block (checked by `verify` and for snapshots)

use super::World;
use crate::{digest::LtHash, evm::stub, system_contracts};
use alloy_primitives::{Address, U256};
use aquifer_protocol::{EtherBalances, invariants::BrokenInvariant, units::Wei};

impl World {
    /// Checks every invariant and recomputes the commitment in full.
    ///
    /// # Errors
    /// The first rule that does not hold. The chain stops: the state cannot be trusted.
    pub fn check(&self) -> Result<(), BrokenInvariant> {
        self.check_rules()?;
        self.check_digest()
    }

    /// Checks every invariant but the commitment, which takes time in proportion to the state.
    ///
    /// # Errors
    /// The first rule that does not hold.
    pub fn check_rules(&self) -> Result<(), BrokenInvariant> {
        self.protocol.check()?;
        self.protocol.check_ether(self).map_err(|broken| BrokenInvariant::new("CHN-1", broken.message))?;
        self.check_supply()?;
        self.check_ether()?;
        self.check_consensus_side()?;
        system_contracts::check(self)?;
        self.check_native_code()
    }

    fn check_consensus_side(&self) -> Result<(), BrokenInvariant> {
        let gwei = |sum: u128| U256::from(sum) * U256::from(1_000_000_000_u64);
        let (ledger, credited) = (self.protocol.beacon.ledger(), self.supply.withdrawn);
        BrokenInvariant::unless(credited == gwei(ledger.withdrawn), "CHN-3", || {
            format!("{credited} wei were credited, the beacon chain paid out {} gwei", ledger.withdrawn)
        })?;
        let held = self.balance(&self.protocol.addresses.deposit_contract);
        BrokenInvariant::unless(held >= gwei(ledger.deposited), "CHN-3", || {
            format!("the deposit contract holds {held} wei, {} gwei were deposited", ledger.deposited)
        })
    }

    fn check_supply(&self) -> Result<(), BrokenInvariant> {
        let held: U256 = self.accounts.values().map(|account| account.balance).sum();
        let recorded = self.supply.total();
        BrokenInvariant::unless(held == recorded, "CHN-2", || {
            format!("accounts hold {held} wei in all, the record of supply says {recorded}")
        })
    }

    fn check_native_code(&self) -> Result<(), BrokenInvariant> {
        for address in self.natives.keys().copied().chain(self.protocol.restaking.created()) {
            let carries = self.account(&address).is_some_and(|account| account.code_hash == stub::code_hash());
            BrokenInvariant::unless(carries, "CHN-4", || format!("native account {address} does not carry the stub code"))?;
        }
        Ok(())
    }

    fn check_digest(&self) -> Result<(), BrokenInvariant> {
        let (full, kept) = (LtHash::of(self).root(), self.digest.root());
        BrokenInvariant::unless(full == kept, "CHN-5", || {
            format!("the state commits to {full}, the digest kept block by block to {kept}")
        })
    }
}

impl EtherBalances for World {
    fn balance_of(&self, account: Address) -> Wei {
        Wei::new(self.balance(&account))
    }
}
