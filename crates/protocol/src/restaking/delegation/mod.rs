//! `DelegationManager`: operators, delegation, the withdrawal queue, slashing of shares.
//!
//! Operator shares are a stored number; what a staker can withdraw is computed from its deposit shares and two factors
//! (`scaling`). So a slash of an operator writes one number, however many stakers it has.
//!
//! ```text
//! not delegated --delegate_to--> delegated --undelegate, redelegate--> not delegated, everything queued
//! deposit shares --queue_withdrawals--> queued --complete, after the delay--> tokens, or deposit shares again
//! ```
//!
//! Invariants
//! - RST-1   a strategy has at least the shares that stakers can withdraw, that are queued, and that wait after a slash
//! - RST-2   an operator's shares are at least what the stakers delegated to it can withdraw
//! - RST-6   a withdrawal is queued exactly while it is in its staker's list, under its own root
//! - RST-7   what was ever queued under an operator never falls from block to block
//! - RST-8   whoever is delegated, is delegated to an operator; approvers belong to operators
//! - RST-9   a scaling factor other than one belongs to deposit shares
//!
//! Absent: withdrawals from before slashing (their roots), and changing one's mind once queued.

mod approval;
#[cfg(test)]
mod broken;
mod callers;
mod check;
mod complete;
mod delegate;
mod error;
mod events;
mod factors;
mod operators;
mod queue;
pub mod scaling;
mod shares;
mod slash;
mod tables;
mod views;
mod withdrawal;

pub use approval::DelegationApproval;
pub use complete::Payout;
pub use error::DelegationError;
pub use events::DelegationEvent;
pub use queue::QueuedWithdrawalParams;
pub use withdrawal::Withdrawal;

use crate::{
    governance::{PauseBits, ReentrancyGuard, ReentrantCall},
    restaking::{EnumerableSets, Histories},
    units::{ScaledShares, ScalingFactor, StrategyShares},
};
use alloy_primitives::{Address, B256};
use imbl::OrdMap;
use serde::{Deserialize, Serialize};

/// Bit of the pause: new delegations (`PAUSED_NEW_DELEGATION`).
pub const PAUSED_NEW_DELEGATION: u8 = 0;
/// Bit of the pause: into the queue, undelegating too (`PAUSED_ENTER_WITHDRAWAL_QUEUE`).
pub const PAUSED_ENTER_WITHDRAWAL_QUEUE: u8 = 1;
/// Bit of the pause: out of the queue (`PAUSED_EXIT_WITHDRAWAL_QUEUE`).
pub const PAUSED_EXIT_WITHDRAWAL_QUEUE: u8 = 2;

/// `DelegationManager`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DelegationManager {
    paused: PauseBits,
    guard: ReentrancyGuard,
    delegated_to: OrdMap<Address, Address>,
    approvers: OrdMap<Address, Address>,
    spent_salts: OrdMap<(Address, B256), ()>,
    operator_shares: OrdMap<(Address, Address), StrategyShares>,
    scaling_factors: OrdMap<(Address, Address), ScalingFactor>,
    /// What was ever queued under an operator of a strategy, as of the blocks in which it grew.
    queued: Histories<(Address, Address), ScaledShares>,
    withdrawals: OrdMap<B256, Withdrawal>,
    roots_of: EnumerableSets<Address, B256>,
    withdrawal_counts: OrdMap<Address, u64>,
}

impl DelegationManager {
    /// `delegatedTo(address)`; operators are delegated to themselves.
    #[must_use]
    pub fn delegated_to(&self, staker: Address) -> Option<Address> {
        self.delegated_to.get(&staker).copied()
    }

    /// `isDelegated(address)`
    #[must_use]
    pub fn is_delegated(&self, staker: Address) -> bool {
        self.delegated_to.contains_key(&staker)
    }

    /// `isOperator(address)`
    #[must_use]
    pub fn is_operator(&self, account: Address) -> bool {
        self.delegated_to(account) == Some(account)
    }

    /// Every delegated staker with its operator, in the order of stakers.
    pub fn delegations(&self) -> impl Iterator<Item = (Address, Address)> + '_ {
        self.delegated_to.iter().map(|(staker, operator)| (*staker, *operator))
    }

    /// Every operator, in the order of addresses.
    pub fn operators(&self) -> impl Iterator<Item = Address> + '_ {
        self.delegations().filter(|(staker, operator)| staker == operator).map(|(_, operator)| operator)
    }

    /// `delegationApprover(address)`: who must sign for new stakers.
    #[must_use]
    pub fn approver(&self, operator: Address) -> Option<Address> {
        self.approvers.get(&operator).copied()
    }

    /// `delegationApproverSaltIsSpent(address,bytes32)`
    #[must_use]
    pub fn is_salt_spent(&self, approver: Address, salt: B256) -> bool {
        self.spent_salts.contains_key(&(approver, salt))
    }

    /// `operatorShares(address,address)`: what is delegated to an operator, after slashes.
    #[must_use]
    pub fn operator_shares(&self, operator: Address, strategy: Address) -> StrategyShares {
        self.operator_shares.get(&(operator, strategy)).copied().unwrap_or(StrategyShares::ZERO)
    }

    /// Every operator and strategy with shares, in the order of operators.
    pub fn all_operator_shares(&self) -> impl Iterator<Item = (Address, Address, StrategyShares)> + '_ {
        self.operator_shares.iter().map(|((operator, strategy), shares)| (*operator, *strategy, *shares))
    }

    /// `depositScalingFactor(address,address)`
    #[must_use]
    pub fn scaling_factor(&self, staker: Address, strategy: Address) -> ScalingFactor {
        self.scaling_factors.get(&(staker, strategy)).copied().unwrap_or_default()
    }

    /// `cumulativeWithdrawalsQueued(address)`: the nonce of the staker's next withdrawal.
    #[must_use]
    pub fn withdrawals_queued_by(&self, staker: Address) -> u64 {
        self.withdrawal_counts.get(&staker).copied().unwrap_or_default()
    }

    /// `queuedWithdrawals(bytes32)`: one that waits.
    #[must_use]
    pub fn withdrawal(&self, root: B256) -> Option<&Withdrawal> {
        self.withdrawals.get(&root)
    }

    /// `getQueuedWithdrawalRoots(address)`: those of a staker that wait.
    pub fn withdrawal_roots(&self, staker: Address) -> impl Iterator<Item = B256> + '_ {
        self.roots_of.iter(staker)
    }

    /// Every withdrawal that waits, in the order of roots.
    pub fn withdrawals(&self) -> impl Iterator<Item = (B256, &Withdrawal)> {
        self.withdrawals.iter().map(|(root, withdrawal)| (*root, withdrawal))
    }

    /// A completion begins to call code of others: no other guarded function may run until it ends.
    ///
    /// # Errors
    /// [`DelegationError::Reentrant`].
    pub fn enter(&mut self) -> Result<(), DelegationError> {
        Ok(self.guard.enter()?)
    }

    /// The completion ends.
    pub const fn leave(&mut self) {
        self.guard.leave();
    }

    /// Refuses a guarded function while a completion calls code of others.
    fn check_not_entered(&self) -> Result<(), DelegationError> {
        if self.guard.is_entered() { Err(ReentrantCall.into()) } else { Ok(()) }
    }

    /// What is paused.
    #[must_use]
    pub const fn pause_bits(&self) -> PauseBits {
        self.paused
    }

    /// What is paused, to change it.
    pub const fn pause_bits_mut(&mut self) -> &mut PauseBits {
        &mut self.paused
    }
}
