//! Taking submissions.
//!
//! A call may carry several. Each is validated, paid for and recorded before the next is looked at, because paying runs
//! the token's code: so a call is one `begin_*`, one `create_*` a submission, and `leave` at the end.

use super::{
    DirectedFor, OperatorDirectedRewardsSubmission, RewardsCoordinator, RewardsError, RewardsEvent, RewardsFor,
    RewardsSubmission, SubmissionKind, validation::directed_amounts,
};
use crate::{
    Ctx,
    address_book::RestakingAddresses,
    effect::Effects,
    restaking::{BEACON_CHAIN_ETH, OperatorSet, Restaking, RestakingError},
    units::{ArithError, Bips, mul_div_down},
};
use alloy_primitives::{Address, B256, U256};

/// `PROTOCOL_FEE_BIPS`: 2,000.
const PROTOCOL_FEE_BIPS: U256 = U256::from_limbs([2_000, 0, 0, 0]);

impl Restaking {
    /// What stands before the first submission by stake: pause, permission, reentrancy, the set.
    ///
    /// # Errors
    /// In this order: the pause; `InvalidPermissions` or `UnauthorizedCaller`; a call within a call; `InvalidOperatorSet`.
    pub fn begin_rewards_submissions(
        &mut self,
        book: &RestakingAddresses,
        ctx: &Ctx,
        to: RewardsFor,
    ) -> Result<(), RestakingError> {
        self.rewards.paused.check(to.kind().pause_bit()).map_err(RewardsError::from)?;
        match to {
            RewardsFor::Avs => {}
            RewardsFor::EigenDa(_) => check_caller(ctx, ctx.caller == book.emissions_controller)?,
            RewardsFor::All | RewardsFor::AllEarners => check_caller(ctx, self.rewards.is_rewards_for_all_submitter(ctx.caller))?,
            RewardsFor::UniqueStake(set) | RewardsFor::TotalStake(set) => {
                self.check_may_act_for(book.rewards_coordinator, ctx, set.avs)?;
                self.rewards.check_not_entered()?;
                self.check_operator_set(set)?;
            }
        }
        Ok(self.rewards_mut().enter()?)
    }

    /// Likewise before the first submission by operators.
    ///
    /// # Errors
    /// In this order: the pause, `InvalidPermissions`, a call within a call, `InvalidOperatorSet`.
    pub fn begin_directed_submissions(
        &mut self,
        book: &RestakingAddresses,
        ctx: &Ctx,
        to: DirectedFor,
    ) -> Result<(), RestakingError> {
        self.rewards.paused.check(to.kind().pause_bit()).map_err(RewardsError::from)?;
        self.check_may_act_for(book.rewards_coordinator, ctx, to.avs())?;
        if let DirectedFor::Set(set) = to {
            self.rewards.check_not_entered()?;
            self.check_operator_set(set)?;
        }
        Ok(self.rewards_mut().enter()?)
    }

    /// One submission by stake: takes its amount from the caller, the fee of callers who opted in, and records what is left.
    /// Returns the hash it is recorded under.
    ///
    /// # Errors
    /// `InputArrayLengthZero`, `DurationExceedsMax`, `InvalidDurationRemainder`, `DurationIsZero`,
    /// `InvalidStartTimestampRemainder`, `StartTimestampTooFarInPast`, `StrategyNotWhitelisted`,
    /// `StrategiesNotInAscendingOrder`, `AmountIsZero`, `AmountExceedsMax`, `StartTimestampTooFarInFuture`.
    pub fn create_rewards_submission(
        &mut self,
        this: Address,
        ctx: &Ctx,
        to: RewardsFor,
        submission: &RewardsSubmission,
        fx: &mut Effects,
    ) -> Result<B256, RestakingError> {
        self.rewards.config.check_submission(submission, ctx.timestamp, |strategy| self.is_rewarded(strategy))?;
        let fee = if to.has_fee() { self.rewards.fee_of(ctx.caller, submission.amount)? } else { U256::ZERO };
        let net =
            RewardsSubmission { amount: submission.amount.checked_sub(fee).ok_or(ArithError::Underflow)?, ..submission.clone() };
        let submitter = to.submitter(ctx.caller);
        let nonce = self.rewards.submission_nonce(submitter);
        let hash = net.hash(submitter, nonce);

        let rewards = self.rewards_mut();
        rewards.record(to.kind(), submitter, hash, nonce)?;
        let event = created(to, ctx.caller, nonce, hash, net);
        if to.has_fee() {
            rewards.take_payment(this, ctx.caller, submission.token, submission.amount, fee, fx);
            fx.emit(event);
        } else {
            // These older functions record first and take the tokens last.
            fx.emit(event);
            fx.take_token(submission.token, this, ctx.caller, this, submission.amount);
        }
        Ok(hash)
    }

    /// One submission by operators: takes the sum from the caller, the fee of callers who opted in from each operator's
    /// reward, and records what is left. Returns the hash it is recorded under.
    ///
    /// # Errors
    /// As [`Self::create_rewards_submission`] up to the strategies; then `InputArrayLengthZero`,
    /// `SubmissionNotRetroactive`, `InvalidAddressZero`, `OperatorsNotInAscendingOrder`, `AmountIsZero`, `AmountExceedsMax`.
    pub fn create_directed_submission(
        &mut self,
        this: Address,
        ctx: &Ctx,
        to: DirectedFor,
        submission: &OperatorDirectedRewardsSubmission,
        fx: &mut Effects,
    ) -> Result<B256, RestakingError> {
        self.rewards.config.check_directed(submission, ctx.timestamp, |strategy| self.is_rewarded(strategy))?;
        let amounts = directed_amounts(&submission.operator_rewards, |amount| self.rewards.fee_of(ctx.caller, amount))?;
        let fee = amounts.before_fee.checked_sub(amounts.after_fee).ok_or(ArithError::Underflow)?;
        let net = OperatorDirectedRewardsSubmission { operator_rewards: amounts.net, ..submission.clone() };
        let avs = to.avs();
        let nonce = self.rewards.submission_nonce(avs);
        let hash = net.hash(avs, nonce);

        let rewards = self.rewards_mut();
        rewards.record(to.kind(), avs, hash, nonce)?;
        rewards.take_payment(this, ctx.caller, submission.token, amounts.before_fee, fee, fx);
        fx.emit(directed(to, ctx.caller, nonce, hash, net));
        Ok(hash)
    }

    fn is_rewarded(&self, strategy: Address) -> bool {
        strategy == BEACON_CHAIN_ETH || self.strategy_manager.is_whitelisted(strategy)
    }

    /// `checkCanCall(account)`: the account itself, its admins and appointees for this function.
    pub(super) fn check_may_act_for(&self, this: Address, ctx: &Ctx, account: Address) -> Result<(), RewardsError> {
        if self.permissions.can_call(account, ctx.caller, this, ctx.selector) {
            return Ok(());
        }
        Err(RewardsError::InvalidPermissions { account, caller: ctx.caller })
    }

    pub(super) fn check_operator_set(&self, set: OperatorSet) -> Result<(), RewardsError> {
        if self.allocation.is_operator_set(set) { Ok(()) } else { Err(RewardsError::InvalidOperatorSet { set }) }
    }
}

impl RewardsCoordinator {
    /// A guarded function begins: tokens that call back find it shut.
    ///
    /// # Errors
    /// A call within a call.
    pub fn enter(&mut self) -> Result<(), RewardsError> {
        Ok(self.guard.enter()?)
    }

    /// The guarded function ends.
    pub const fn leave(&mut self) {
        self.guard.leave();
    }

    /// `submissionNonce(address)`: how many submissions were made in the account's name.
    #[must_use]
    pub fn submission_nonce(&self, submitter: Address) -> u64 {
        self.nonces.get(&submitter).copied().unwrap_or_default()
    }

    /// `is...SubmissionHash(address,bytes32)`
    #[must_use]
    pub fn is_submission_hash(&self, kind: SubmissionKind, submitter: Address, hash: B256) -> bool {
        self.submissions.contains_key(&(submitter, kind, hash))
    }

    fn check_not_entered(&self) -> Result<(), RewardsError> {
        if self.guard.is_entered() { Err(crate::governance::ReentrantCall.into()) } else { Ok(()) }
    }

    /// The protocol's fee of an amount, rounded down; none unless the payer opted in.
    fn fee_of(&self, payer: Address, amount: U256) -> Result<U256, ArithError> {
        // The contract multiplies within 256 bits, opted in or not.
        amount.checked_mul(PROTOCOL_FEE_BIPS).ok_or(ArithError::Overflow)?;
        if !self.is_opted_in_for_protocol_fee(payer) {
            return Ok(U256::ZERO);
        }
        mul_div_down(amount, PROTOCOL_FEE_BIPS, U256::from(Bips::FULL.get()))
    }

    fn record(&mut self, kind: SubmissionKind, submitter: Address, hash: B256, nonce: u64) -> Result<(), ArithError> {
        let next = nonce.checked_add(1).ok_or(ArithError::Overflow)?;

        self.submissions.insert((submitter, kind, hash), ());
        self.nonces.insert(submitter, next);
        Ok(())
    }

    /// The whole amount comes in, then the fee goes on.
    fn take_payment(&self, this: Address, payer: Address, token: Address, amount: U256, fee: U256, fx: &mut Effects) {
        fx.take_token(token, this, payer, this, amount);
        if !fee.is_zero() {
            fx.send_token(token, this, self.settings.fee_recipient, fee);
        }
    }
}

const fn check_caller(ctx: &Ctx, may: bool) -> Result<(), RewardsError> {
    if may { Ok(()) } else { Err(RewardsError::UnauthorizedCaller { caller: ctx.caller }) }
}

fn created(to: RewardsFor, caller: Address, nonce: u64, hash: B256, submission: RewardsSubmission) -> RewardsEvent {
    match to {
        RewardsFor::Avs => RewardsEvent::AVSRewardsSubmissionCreated { avs: caller, nonce, hash, submission },
        RewardsFor::EigenDa(avs) => RewardsEvent::AVSRewardsSubmissionCreated { avs, nonce, hash, submission },
        RewardsFor::All => RewardsEvent::RewardsSubmissionForAllCreated { submitter: caller, nonce, hash, submission },
        RewardsFor::AllEarners => {
            RewardsEvent::RewardsSubmissionForAllEarnersCreated { submitter: caller, nonce, hash, submission }
        }
        RewardsFor::UniqueStake(set) => {
            RewardsEvent::UniqueStakeRewardsSubmissionCreated { caller, hash, set, nonce, submission }
        }
        RewardsFor::TotalStake(set) => RewardsEvent::TotalStakeRewardsSubmissionCreated { caller, hash, set, nonce, submission },
    }
}

fn directed(
    to: DirectedFor,
    caller: Address,
    nonce: u64,
    hash: B256,
    submission: OperatorDirectedRewardsSubmission,
) -> RewardsEvent {
    match to {
        DirectedFor::Avs(avs) => {
            RewardsEvent::OperatorDirectedAVSRewardsSubmissionCreated { caller, avs, hash, nonce, submission }
        }
        DirectedFor::Set(set) => {
            RewardsEvent::OperatorDirectedOperatorSetRewardsSubmissionCreated { caller, hash, set, nonce, submission }
        }
    }
}
