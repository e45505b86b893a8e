//! The whole state as one value: accounts, code, native addresses, the protocol, and the commitment over them.
//!
//! A clone is a dozen reference counts, so history, `eth_call`, snapshots and speculative blocks all work on values.
//! Invariants: CHN-1 to CHN-5, see [`World::check`].

mod block_hashes;
mod check;
mod code;
mod ether;
mod genesis;
mod genesis_calls;
mod storage;
mod tables;

pub use block_hashes::BlockHashes;
pub use code::Code;
pub use ether::EtherTotals;
pub use genesis::GenesisAccount;
pub use genesis_calls::{GenesisCall, GenesisCallError, GenesisCallFailure};
pub use storage::Storage;
pub(crate) use tables::slot_change;

use crate::digest::LtHash;
use alloy_primitives::{Address, B256, KECCAK256_EMPTY, U256};
use aquifer_beacon::{Envelope, FormError, StateTree, StateView};
use aquifer_contracts::NativeKind;
use aquifer_protocol::{Protocol, units::Slot};
use imbl::OrdMap;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// An account of the execution side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Transactions sent, or contracts created.
    pub nonce: u64,
    /// Ether held, in wei.
    pub balance: U256,
    /// Keccak-256 of its code; that of nothing for an account without.
    pub code_hash: B256,
    /// Its storage; a slot that is not listed is zero.
    pub storage: Storage,
}

impl Default for Account {
    fn default() -> Self {
        Self { nonce: 0, balance: U256::ZERO, code_hash: KECCAK256_EMPTY, storage: Storage::default() }
    }
}

impl Account {
    /// Whether EIP-161 counts the account as not there.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nonce == 0 && self.balance.is_zero() && self.code_hash == KECCAK256_EMPTY
    }
}

/// Where the ether of the execution side came from and went: what makes conservation checkable. All in wei.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supply {
    /// Held at genesis.
    pub genesis: U256,
    /// Credited by withdrawals from the consensus side.
    pub withdrawn: U256,
    /// Burnt as base fee.
    pub burnt: U256,
    /// Destroyed with contracts that destroyed themselves in the transaction that made them (EIP-6780).
    pub destroyed: U256,
    /// Created by development changes of balances.
    pub minted: U256,
    /// Removed by development changes of balances.
    pub removed: U256,
    /// Paid to proposers by the source of MEV: from one account to another, so no part of the total.
    pub mev: U256,
}

impl Supply {
    /// What all accounts together must hold.
    #[must_use]
    pub fn total(&self) -> U256 {
        let came = self.genesis + self.withdrawn + self.minted;
        came - (self.burnt + self.destroyed + self.removed)
    }
}

/// The state after a block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct World {
    /// Every account that is not empty. Native accounts are among them: they hold ether.
    pub accounts: OrdMap<Address, Account>,
    /// Code by its hash.
    pub codes: OrdMap<B256, Code>,
    /// Which addresses are served natively, and by what.
    pub natives: OrdMap<Address, NativeKind>,
    /// The consensus side and every native contract.
    pub protocol: Protocol,
    /// The rest of the beacon state: what is chained from slot to slot and is not accounting. Not part of the commitment, which
    /// it could not hold: it knows the hash of the block. The next header commits to it by the root of this beacon block.
    pub envelope: Envelope,
    /// Hashes of the beacon state, remembered: empty or right.
    #[serde(skip)]
    pub tree: StateTree,
    /// Where ether came from and went.
    pub supply: Supply,
    /// Hashes of the blocks before the last one. Not part of the commitment: headers tell them.
    pub block_hashes: BlockHashes,
    /// The commitment over everything above but the block hashes and what the beacon block is for.
    pub digest: Arc<LtHash>,
}

impl World {
    /// An account, if it is there.
    #[must_use]
    pub fn account(&self, address: &Address) -> Option<&Account> {
        self.accounts.get(address)
    }

    /// The native contract at an address.
    #[must_use]
    pub fn native_kind(&self, address: Address) -> Option<NativeKind> {
        NativeKind::at(address, &self.natives, &self.protocol)
    }

    /// Balance in wei; zero for an account that is not there.
    #[must_use]
    pub fn balance(&self, address: &Address) -> U256 {
        self.accounts.get(address).map_or(U256::ZERO, |account| account.balance)
    }

    /// Nonce; zero for an account that is not there.
    #[must_use]
    pub fn nonce(&self, address: &Address) -> u64 {
        self.accounts.get(address).map_or(0, |account| account.nonce)
    }

    /// A storage slot.
    #[must_use]
    pub fn storage(&self, address: &Address, slot: &U256) -> U256 {
        self.accounts.get(address).map_or(U256::ZERO, |account| account.storage.get(slot))
    }

    /// Code of an account; empty when it has none.
    #[must_use]
    pub fn code(&self, address: &Address) -> Code {
        self.accounts.get(address).and_then(|account| self.codes.get(&account.code_hash)).cloned().unwrap_or_default()
    }

    /// The beacon state.
    ///
    /// # Errors
    /// [`FormError::Cohorts`]: a chain has none.
    pub fn beacon_state(&self) -> Result<StateView<'_>, FormError> {
        StateView::new(&self.protocol.beacon, &self.envelope)
    }

    /// Root of the beacon state.
    ///
    /// # Errors
    /// [`FormError::Cohorts`]: a chain has none.
    pub fn beacon_state_root(&self) -> Result<B256, FormError> {
        self.beacon_state()?.root(&mut self.tree.clone())
    }

    /// Plays slots without a block up to `slot`, which comes after the state's.
    ///
    /// # Errors
    /// [`FormError`]; nothing has changed then.
    pub fn play_to(&mut self, slot: Slot) -> Result<B256, FormError> {
        self.envelope.advance(Arc::make_mut(&mut self.protocol.beacon), &mut self.tree, slot)
    }

    /// Root of the beacon state, hashed in full and remembered from then on: for a state that comes from outside.
    ///
    /// # Errors
    /// [`FormError::Cohorts`]: a chain has none.
    pub fn hash_beacon_state(&mut self) -> Result<B256, FormError> {
        self.tree = StateTree::default();
        let roots = self.tree.update(&self.protocol.beacon)?;
        Ok(self.envelope.state_root(&roots))
    }

    /// What the header's state root commits to.
    #[must_use]
    pub fn commitment(&self) -> B256 {
        self.digest.root()
    }
}
