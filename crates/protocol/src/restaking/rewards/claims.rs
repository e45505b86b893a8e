//! Paying earners: a claim proves what an earner has earned since the beginning, and pays what was not claimed before.

use super::{
    DistributionRoot, RewardsCoordinator, RewardsError, RewardsEvent,
    tree::{TokenEarnings, earner_leaf, fold_proof, token_leaf},
};
use crate::{Ctx, effect::Effects, units::ArithError};
use alloy_primitives::{Address, B256, Bytes, U256};

/// Bit that pauses claims (`PAUSED_PROCESS_CLAIM`).
const PAUSED_CLAIM: u8 = 2;
/// Bytes of a word of a proof.
const WORD: usize = 32;
/// From this height on every place is beyond the tree: the contract's `1 << height` is zero.
const HEIGHT_MAX: usize = 256;

/// What an earner claims, and why (`RewardsMerkleClaim`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The root it is proven against.
    pub root_index: u32,
    /// The earner's place among earners.
    pub earner_index: u32,
    /// From the earner to the root.
    pub earner_proof: Bytes,
    /// Who earned.
    pub earner: Address,
    /// Root of the earner's tokens.
    pub earner_token_root: B256,
    /// Places of the tokens among the earner's tokens.
    pub token_indices: Vec<u32>,
    /// From each token to the root of the earner's tokens.
    pub token_proofs: Vec<Bytes>,
    /// The tokens with what was earned in all.
    pub token_leaves: Vec<TokenEarnings>,
}

impl RewardsCoordinator {
    /// What stands before the first claim of `processClaim` or `processClaims`.
    ///
    /// # Errors
    /// The pause; a call within a call.
    pub fn begin_claims(&mut self) -> Result<(), RewardsError> {
        self.paused.check(PAUSED_CLAIM)?;
        self.enter()
    }

    /// One claim: pays each token to the recipient.
    ///
    /// # Errors
    /// In this order: those of [`Self::check_claim`], `UnauthorizedCaller`, then per token `EarningsNotGreaterThanClaimed`.
    pub fn process_claim(
        &mut self,
        this: Address,
        ctx: &Ctx,
        claim: &Claim,
        recipient: Address,
        fx: &mut Effects,
    ) -> Result<(), RewardsError> {
        let root = self.check_claim(ctx, claim)?;
        let earner = claim.earner;
        let claimer = Some(self.claimer_for(earner)).filter(|claimer| !claimer.is_zero()).unwrap_or(earner);
        if ctx.caller != claimer {
            return Err(RewardsError::UnauthorizedCaller { caller: ctx.caller });
        }
        let mut claimed_before = self.cumulative_claimed.clone();
        let mut payments = Effects::new();
        for &TokenEarnings { token, cumulative } in &claim.token_leaves {
            let claimed = claimed_before.get(&(earner, token)).copied().unwrap_or_default();
            if cumulative <= claimed {
                return Err(RewardsError::EarningsNotGreaterThanClaimed { token, cumulative, claimed });
            }
            let amount = cumulative.checked_sub(claimed).ok_or(ArithError::Underflow)?;
            claimed_before.insert((earner, token), cumulative);
            payments.send_token(token, this, recipient, amount);
            payments.emit(RewardsEvent::RewardsClaimed { root: root.root, earner, claimer, recipient, token, amount });
        }

        self.cumulative_claimed = claimed_before;
        fx.append(payments);
        Ok(())
    }

    /// `checkClaim`: whether root and proofs hold; not whether anything is left to claim, nor who asks. Returns the root.
    ///
    /// # Errors
    /// In this order: the panic of a root that does not exist, `RootDisabled`, `RootNotActivated`,
    /// `InputArrayLengthMismatch`; for the earner and then each token the index, `EmptyRoot`, `InvalidProofLength`,
    /// `InvalidClaimProof`.
    pub fn check_claim(&self, ctx: &Ctx, claim: &Claim) -> Result<DistributionRoot, RewardsError> {
        let index = claim.root_index;
        let root = self.root_at(U256::from(index))?;
        if root.disabled {
            return Err(RewardsError::RootDisabled { index });
        }
        if ctx.timestamp < root.activated_at {
            return Err(RewardsError::RootNotActivated { index, activated_at: root.activated_at });
        }
        let (indices, proofs, leaves) = (claim.token_indices.len(), claim.token_proofs.len(), claim.token_leaves.len());
        check_lengths(indices, proofs)?;
        check_lengths(proofs, leaves)?;
        check_earner(claim, root.root)?;
        for ((&index, proof), leaf) in claim.token_indices.iter().zip(&claim.token_proofs).zip(&claim.token_leaves) {
            check_token(index, proof, leaf, claim.earner_token_root)?;
        }
        Ok(root)
    }

    /// `cumulativeClaimed(address,address)`: what an earner was paid of a token in all.
    #[must_use]
    pub fn cumulative_claimed(&self, earner: Address, token: Address) -> U256 {
        self.cumulative_claimed.get(&(earner, token)).copied().unwrap_or_default()
    }
}

const fn check_lengths(first: usize, second: usize) -> Result<(), RewardsError> {
    if first == second { Ok(()) } else { Err(RewardsError::InputArrayLengthMismatch { first, second }) }
}

fn check_earner(claim: &Claim, root: B256) -> Result<(), RewardsError> {
    let (index, height) = (claim.earner_index, height(&claim.earner_proof));
    if !has_place(index, height) {
        return Err(RewardsError::InvalidEarnerLeafIndex { index, height });
    }
    check_inclusion(root, earner_leaf(claim.earner, claim.earner_token_root), index, &claim.earner_proof)
}

fn check_token(index: u32, proof: &Bytes, leaf: &TokenEarnings, root: B256) -> Result<(), RewardsError> {
    let height = height(proof);
    if !has_place(index, height) {
        return Err(RewardsError::InvalidTokenLeafIndex { index, height });
    }
    check_inclusion(root, token_leaf(leaf), index, proof)
}

/// Whole words of a proof: the height of its tree.
fn height(proof: &Bytes) -> usize {
    proof.0.len().checked_div(WORD).unwrap_or(0)
}

/// `index < 1 << height`
fn has_place(index: u32, height: usize) -> bool {
    let places = u32::try_from(height).ok().filter(|_| height < HEIGHT_MAX);
    places.is_some_and(|height| index.checked_shr(height).unwrap_or(0) == 0)
}

/// `Merkle.verifyInclusionKeccak`, whose false is `InvalidClaimProof`.
fn check_inclusion(root: B256, leaf: B256, index: u32, proof: &Bytes) -> Result<(), RewardsError> {
    if root.is_zero() {
        return Err(RewardsError::EmptyRoot);
    }
    let found = fold_proof(leaf, index, proof).ok_or(RewardsError::InvalidProofLength { length: proof.len() })?;
    if found == root { Ok(()) } else { Err(RewardsError::InvalidClaimProof { expected: root, found }) }
}
