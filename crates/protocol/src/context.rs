//! What a call may know about the world around it.

use crate::units::{BlockNumber, Timestamp, Wei};
use alloy_primitives::{Address, Selector};

/// Who calls, with what, when. Built by the shell for each call.
///
/// Block number and time are whatever the shell says: the 12-second grid is a rule of the block builder, not of this crate.
#[derive(Clone, Copy)]
pub struct Ctx<'a> {
    /// The immediate caller (`msg.sender`).
    pub caller: Address,
    /// Ether that came with the call, in wei; already on the called account's balance.
    pub value: Wei,
    /// Number of the block being built.
    pub block: BlockNumber,
    /// Its timestamp, in seconds since 1970.
    pub timestamp: Timestamp,
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// The function called (`msg.sig`): permissions of appointees are given by function.
    pub selector: Selector,
    /// Balances of accounts on the execution side, as of now.
    pub ether: &'a dyn EtherBalances,
}

impl Ctx<'_> {
    /// The same block and value, as one of our own contracts sees it when `caller` calls on.
    #[must_use]
    pub const fn called_by(self, caller: Address) -> Self {
        Self { caller, ..self }
    }
}

/// A view of ether balances on the execution side.
pub trait EtherBalances {
    /// Balance of an account in wei; zero for an account that does not exist.
    fn balance_of(&self, account: Address) -> Wei;
}

/// No account holds anything: for calls whose rules look at no balance.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoEther;

impl EtherBalances for NoEther {
    fn balance_of(&self, _account: Address) -> Wei {
        Wei::ZERO
    }
}

impl std::fmt::Debug for Ctx<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ctx")
            .field("caller", &self.caller)
            .field("value", &self.value)
            .field("block", &self.block)
            .field("timestamp", &self.timestamp)
            .field("chain_id", &self.chain_id)
            .field("selector", &self.selector)
            .finish_non_exhaustive()
    }
}
