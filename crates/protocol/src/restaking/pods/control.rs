//! Who may do what with a pod, and what only its owner or the manager's owner sets.

use super::{EigenPod, EigenPodEvent, EigenPodManager, PodError, PodEvent};
use crate::{Ctx, Effects, address_book::RestakingAddresses, restaking::BEACON_CHAIN_ETH, units::Timestamp};
use alloy_primitives::{Address, U256};

/// Pause bit of sending other people's tokens out of a pod.
const PAUSED_NON_PROOF_WITHDRAWALS: u8 = 5;

impl EigenPod {
    /// Refuses everybody but the owner (`onlyEigenPodOwner`).
    pub(super) fn check_owner(&self, ctx: &Ctx) -> Result<(), PodError> {
        if ctx.caller == self.owner { Ok(()) } else { Err(PodError::OnlyEigenPodOwner(ctx.caller)) }
    }

    /// Refuses everybody but the owner and the proof submitter (`onlyOwnerOrProofSubmitter`).
    pub(super) fn check_submitter(&self, ctx: &Ctx) -> Result<(), PodError> {
        let may = ctx.caller == self.owner || ctx.caller == self.proof_submitter;
        if may { Ok(()) } else { Err(PodError::OnlyEigenPodOwnerOrProofSubmitter(ctx.caller)) }
    }
}

impl EigenPodManager {
    /// Refuses everybody but the manager itself (`onlyEigenPodManager`).
    ///
    /// # Errors
    /// [`PodError::OnlyEigenPodManager`].
    pub fn check_manager(&self, book: &RestakingAddresses, ctx: &Ctx) -> Result<(), PodError> {
        if ctx.caller == book.eigen_pod_manager { Ok(()) } else { Err(PodError::OnlyEigenPodManager(ctx.caller)) }
    }

    /// Refuses everybody but `DelegationManager`, and every strategy but beacon-chain ETH.
    ///
    /// # Errors
    /// [`PodError::OnlyDelegationManager`], [`PodError::InvalidStrategy`].
    pub fn check_share_manager(&self, book: &RestakingAddresses, ctx: &Ctx, strategy: Address) -> Result<(), PodError> {
        if ctx.caller != book.delegation_manager {
            return Err(PodError::OnlyDelegationManager(ctx.caller));
        }
        self.check_strategy(strategy)
    }

    /// Refuses every strategy but beacon-chain ETH.
    ///
    /// # Errors
    /// [`PodError::InvalidStrategy`].
    pub fn check_strategy(&self, strategy: Address) -> Result<(), PodError> {
        if strategy == BEACON_CHAIN_ETH { Ok(()) } else { Err(PodError::InvalidStrategy(strategy)) }
    }

    /// `setProofSubmitter`: who beside the owner may submit proofs and ask for withdrawals.
    ///
    /// # Errors
    /// [`PodError::OnlyEigenPodOwner`].
    pub fn set_proof_submitter(&mut self, ctx: &Ctx, pod: Address, new: Address, fx: &mut Effects) -> Result<(), PodError> {
        let state = self.pod_mut(pod)?;
        state.check_owner(ctx)?;

        let previous = std::mem::replace(&mut state.proof_submitter, new);
        EigenPodEvent::ProofSubmitterUpdated { previous, new }.emit_from(pod, fx);
        Ok(())
    }

    /// `recoverTokens`: sends tokens that came to the pod by mistake.
    ///
    /// # Errors
    /// [`PodError::OnlyEigenPodOwner`], [`PodError::Paused`], [`PodError::InputArrayLengthMismatch`].
    pub fn recover_tokens(
        &self,
        ctx: &Ctx,
        pod: Address,
        tokens: &[Address],
        amounts: &[U256],
        recipient: Address,
        fx: &mut Effects,
    ) -> Result<(), PodError> {
        self.pod(pod)?.check_owner(ctx)?;
        self.paused.check(PAUSED_NON_PROOF_WITHDRAWALS)?;
        if tokens.len() != amounts.len() {
            return Err(PodError::InputArrayLengthMismatch);
        }
        for (token, amount) in tokens.iter().zip(amounts) {
            fx.send_token(*token, pod, recipient, *amount);
        }
        Ok(())
    }

    /// A pod's `receive`: ether that no validator sent. The next checkpoint takes it in like any other.
    pub fn receive_ether(&self, ctx: &Ctx, pod: Address, fx: &mut Effects) {
        EigenPodEvent::NonBeaconChainEthReceived { amount: ctx.value }.emit_from(pod, fx);
    }

    /// `setPectraForkTimestamp`: from when on proofs have the longer state tree.
    ///
    /// # Errors
    /// [`PodError::OnlyProofTimestampSetter`].
    pub fn set_pectra_fork_timestamp(&mut self, ctx: &Ctx, timestamp: Timestamp, fx: &mut Effects) -> Result<(), PodError> {
        if ctx.caller != self.proof_timestamp_setter {
            return Err(PodError::OnlyProofTimestampSetter(ctx.caller));
        }

        self.pectra_fork_timestamp = timestamp;
        fx.emit(PodEvent::PectraForkTimestampSet { timestamp });
        Ok(())
    }

    /// `setProofTimestampSetter`.
    ///
    /// # Errors
    /// [`PodError::Owner`].
    pub fn set_proof_timestamp_setter(&mut self, ctx: &Ctx, setter: Address, fx: &mut Effects) -> Result<(), PodError> {
        self.owner.check(ctx.caller)?;

        self.proof_timestamp_setter = setter;
        fx.emit(PodEvent::ProofTimestampSetterSet { setter });
        Ok(())
    }
}
