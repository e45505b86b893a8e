//! Withdrawals that wait: completed strategy by strategy, and shown.

use super::{eigen_pod_manager, strategy_calls, strategy_manager};
use crate::{
    frame::{Frame, Stop, refused},
    interfaces::restaking::IDelegationManager as Manager,
};
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::PanicKind;
use aquifer_protocol::{
    restaking::delegation::{DelegationError, Payout, QueuedWithdrawalParams, Withdrawal},
    units::{BlockNumber, ScaledShares, StrategyShares},
};
use std::sync::Arc;

/// Gas of a withdrawal that a listing walks over: its words in storage.
const GAS_PER_WITHDRAWAL: u64 = 20_000;

/// Completes withdrawals, to whose receivers the guarded functions are shut. The caller holds a mark.
pub(super) fn guarded(frame: &mut Frame<'_>, steps: impl FnOnce(&mut Frame<'_>) -> Result<(), Stop>) -> Result<(), Stop> {
    frame.change(|p, _, _| Arc::make_mut(&mut p.restaking.delegation).enter())?;
    steps(frame)?;
    frame.change(|p, _, _| {
        Arc::make_mut(&mut p.restaking.delegation).leave();
        Ok::<_, DelegationError>(())
    })
}

/// Completes one withdrawal.
pub(super) fn complete(
    frame: &mut Frame<'_>,
    withdrawal: &Withdrawal,
    tokens: &[Address],
    receive_as_tokens: bool,
) -> Result<(), Stop> {
    if !receive_as_tokens {
        let balances = strategy_calls::vault_balances(frame, &withdrawal.strategies)?;
        return frame.change(|p, ctx, fx| p.restaking.complete_as_shares(ctx, withdrawal, tokens, &balances, fx));
    }
    let payouts = frame.change(|p, ctx, fx| p.restaking.complete_as_tokens(ctx, withdrawal, tokens, fx))?;
    payouts.into_iter().try_for_each(|payout| pay(frame, payout))
}

/// Completes several; lists of tokens and choices that are too short are read beyond their end.
pub(super) fn complete_all(frame: &mut Frame<'_>, call: Manager::completeQueuedWithdrawalsCall) -> Result<(), Stop> {
    let beyond = || Stop::panic(PanicKind::ArrayOutOfBounds);
    for (place, withdrawal) in call.withdrawals.into_iter().enumerate() {
        let tokens = call.tokens.get(place).ok_or_else(beyond)?;
        let receive_as_tokens = *call.receiveAsTokens.get(place).ok_or_else(beyond)?;
        complete(frame, &withdrawal.into(), tokens, receive_as_tokens)?;
    }
    Ok(())
}

fn pay(frame: &mut Frame<'_>, payout: Payout) -> Result<(), Stop> {
    match payout {
        Payout::Tokens { strategy, token, shares, to } => {
            strategy_manager::guarded(frame, |frame| strategy_calls::withdraw(frame, strategy, to, (token, shares))).map(|_| ())
        }
        Payout::Ether { staker, shares } => eigen_pod_manager::withdraw(frame, staker, shares),
    }
}

/// A withdrawal by its root; an empty one for a root that does not wait.
pub(super) fn withdrawal(frame: &Frame<'_>, root: B256) -> Manager::Withdrawal {
    frame.protocol().restaking.delegation.withdrawal(root).map_or_else(empty, Into::into)
}

/// The same with what each strategy is worth now.
pub(super) fn withdrawal_with_shares(frame: &Frame<'_>, root: B256) -> Result<(Manager::Withdrawal, Vec<U256>), Stop> {
    let restaking = &frame.protocol().restaking;
    let Some(withdrawal) = restaking.delegation.withdrawal(root) else {
        return Ok((empty(), Vec::new()));
    };
    let shares = restaking.queued_shares(withdrawal, frame.host.block_number()).map_err(|refusal| refused(&refusal))?;
    Ok((withdrawal.into(), shares.into_iter().map(StrategyShares::get).collect()))
}

/// All of a staker.
pub(super) fn withdrawals_of(frame: &mut Frame<'_>, staker: Address) -> Result<Manager::getQueuedWithdrawalsReturn, Stop> {
    let roots = roots_of(frame, staker)?;
    let entries = roots.into_iter().map(|root| withdrawal_with_shares(frame, root)).collect::<Result<Vec<_>, Stop>>()?;
    let (withdrawals, shares) = entries.into_iter().unzip();
    Ok(Manager::getQueuedWithdrawalsReturn { withdrawals, shares })
}

/// Their roots.
pub(super) fn roots_of(frame: &mut Frame<'_>, staker: Address) -> Result<Vec<B256>, Stop> {
    let roots: Vec<_> = frame.protocol().restaking.delegation.withdrawal_roots(staker).collect();
    frame.charge(GAS_PER_WITHDRAWAL.saturating_mul(roots.len() as u64))?;
    Ok(roots)
}

fn empty() -> Manager::Withdrawal {
    Manager::Withdrawal {
        staker: Address::ZERO,
        delegatedTo: Address::ZERO,
        withdrawer: Address::ZERO,
        nonce: U256::ZERO,
        startBlock: 0,
        strategies: Vec::new(),
        scaledShares: Vec::new(),
    }
}

impl From<Manager::Withdrawal> for Withdrawal {
    fn from(withdrawal: Manager::Withdrawal) -> Self {
        Self {
            staker: withdrawal.staker,
            delegated_to: withdrawal.delegatedTo,
            withdrawer: withdrawal.withdrawer,
            nonce: withdrawal.nonce,
            start_block: BlockNumber::new(withdrawal.startBlock.into()),
            strategies: withdrawal.strategies,
            scaled_shares: withdrawal.scaledShares.into_iter().map(ScaledShares::new).collect(),
        }
    }
}

impl From<Manager::QueuedWithdrawalParams> for QueuedWithdrawalParams {
    fn from(params: Manager::QueuedWithdrawalParams) -> Self {
        let deposit_shares = params.depositShares.into_iter().map(StrategyShares::new).collect();
        Self { strategies: params.strategies, deposit_shares }
    }
}
