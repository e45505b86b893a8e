//! `StrategyManager`: deposits, and what was slashed on its way out.

use super::{initialized, slash_id, strategy_calls, version};
use crate::{
    frame::{Frame, Served, Stop, answer, done, refused},
    interfaces::restaking::IStrategyManager::{self as Manager, IStrategyManagerCalls as Call},
    signature, tokens,
};
use alloy_primitives::{Address, Bytes, U256};
use aquifer_protocol::{
    context::NoEther,
    restaking::{
        BURN_ADDRESS, OperatorSet, SlashId, eigenlayer_domain,
        strategy_manager::{DepositApproval, StrategyManagerError},
    },
    units::StrategyShares,
};
use std::sync::Arc;

pub(super) fn serve(frame: &mut Frame<'_>) -> Served {
    let manager = &frame.protocol().restaking.strategy_manager;
    let book = frame.addresses().restaking;
    match frame.decode_strict::<Call>()? {
        Call::initialize(_) => initialized(),
        Call::depositIntoStrategy(call) => {
            let (staker, deposit) = (frame.caller(), (call.token, call.amount));
            let shares = frame.marked(|frame| {
                check_open(frame)?;
                guarded(frame, |frame| deposit_for(frame, staker, call.strategy, deposit))
            })?;
            answer::<Manager::depositIntoStrategyCall>(&shares.get())
        }
        Call::depositIntoStrategyWithSignature(call) => {
            let shares = frame.marked(|frame| {
                check_open(frame)?;
                guarded(frame, |frame| deposit_with_signature(frame, &call))
            })?;
            answer::<Manager::depositIntoStrategyWithSignatureCall>(&shares.get())
        }
        Call::addShares(call) => {
            check_delegation(frame)?;
            let (staker, strategy, shares) = (call.staker, call.strategy, StrategyShares::new(call.shares));
            let before = frame
                .change(|p, _, fx| Arc::make_mut(&mut p.restaking.strategy_manager).add_shares(staker, strategy, shares, fx))?;
            answer::<Manager::addSharesCall>(&(before.get(), shares.get()).into())
        }
        Call::removeDepositShares(call) => {
            check_delegation(frame)?;
            let shares = StrategyShares::new(call.depositSharesToRemove);
            let left = frame.change(|p, _, _| {
                Arc::make_mut(&mut p.restaking.strategy_manager).remove_deposit_shares(call.staker, call.strategy, shares)
            })?;
            answer::<Manager::removeDepositSharesCall>(&left.get())
        }
        Call::withdrawSharesAsTokens(call) => {
            check_delegation(frame)?;
            let shares = StrategyShares::new(call.shares);
            frame.marked(|frame| {
                guarded(frame, |frame| strategy_calls::withdraw(frame, call.strategy, call.staker, (call.token, shares)))
            })?;
            done()
        }
        Call::increaseBurnOrRedistributableShares(call) => {
            check_delegation(frame)?;
            let (slash, shares) = (slash_of(&call.operatorSet, call.slashId), StrategyShares::new(call.addedSharesToBurn));
            frame.change(|p, ctx, fx| {
                let delay = p.restaking.config.delays.slash_resolution;
                let manager = Arc::make_mut(&mut p.restaking.strategy_manager);
                manager.record_slashed(ctx, slash, (call.strategy, shares), delay, fx)
            })?;
            done()
        }
        Call::clearBurnOrRedistributableShares(call) => {
            let (set, slash) = slash_of(&call.operatorSet, call.slashId);
            let amounts = frame.marked(|frame| release_all(frame, set, slash))?;
            answer::<Manager::clearBurnOrRedistributableSharesCall>(&amounts)
        }
        Call::clearBurnOrRedistributableSharesByStrategy(call) => {
            let (set, slash) = slash_of(&call.operatorSet, call.slashId);
            let amount = frame.marked(|frame| release(frame, set, slash, call.strategy))?;
            answer::<Manager::clearBurnOrRedistributableSharesByStrategyCall>(&amount)
        }
        Call::burnShares(call) => {
            frame.change(|p, _, fx| p.restaking.burn_shares(call.strategy, fx))?;
            done()
        }
        Call::setStrategyWhitelister(call) => {
            let new = call.newStrategyWhitelister;
            frame.change(|p, ctx, fx| Arc::make_mut(&mut p.restaking.strategy_manager).set_whitelister(ctx, new, fx))?;
            done()
        }
        Call::addStrategiesToDepositWhitelist(call) => {
            let strategies = &call.strategiesToWhitelist;
            frame.change(|p, ctx, fx| Arc::make_mut(&mut p.restaking.strategy_manager).add_to_whitelist(ctx, strategies, fx))?;
            done()
        }
        Call::removeStrategiesFromDepositWhitelist(call) => {
            let strategies = &call.strategiesToRemoveFromWhitelist;
            frame.change(|p, ctx, fx| {
                Arc::make_mut(&mut p.restaking.strategy_manager).remove_from_whitelist(ctx, strategies, fx)
            })?;
            done()
        }
        Call::getDeposits(call) => answer::<Manager::getDepositsCall>(&columns(manager.deposits(call.staker)).into()),
        Call::getStakerStrategyList(call) => {
            let strategies = manager.deposits(call.staker).map(|(strategy, _)| strategy).collect();
            answer::<Manager::getStakerStrategyListCall>(&strategies)
        }
        Call::stakerStrategyList(call) => {
            let strategy = manager.strategy_at(call.staker, call.index.saturating_to()).ok_or_else(Stop::empty)?;
            answer::<Manager::stakerStrategyListCall>(&strategy)
        }
        Call::stakerStrategyListLength(call) => {
            answer::<Manager::stakerStrategyListLengthCall>(&U256::from(manager.strategy_count(call.staker)))
        }
        Call::stakerDepositShares(call) => {
            answer::<Manager::stakerDepositSharesCall>(&manager.deposit_shares(call.staker, call.strategy).get())
        }
        Call::strategyIsWhitelistedForDeposit(call) => {
            answer::<Manager::strategyIsWhitelistedForDepositCall>(&manager.is_whitelisted(call.strategy))
        }
        Call::strategyWhitelister(_) => answer::<Manager::strategyWhitelisterCall>(&manager.whitelister()),
        Call::nonces(call) => answer::<Manager::noncesCall>(&manager.nonce_of(call.signer)),
        Call::calculateStrategyDepositDigestHash(call) => {
            let Manager::calculateStrategyDepositDigestHashCall { staker, strategy, token, amount, nonce, expiry } = call;
            let approval = DepositApproval { staker, strategy, token, amount, nonce, expiry };
            answer::<Manager::calculateStrategyDepositDigestHashCall>(&approval.digest(frame.host.chain_id(), &book))
        }
        Call::getBurnOrRedistributableShares_0(call) => {
            let (set, slash) = slash_of(&call.operatorSet, call.slashId);
            answer::<Manager::getBurnOrRedistributableShares_0Call>(&columns(manager.slashed_shares(set, slash)).into())
        }
        Call::getBurnOrRedistributableShares_1(call) => {
            let (set, slash) = slash_of(&call.operatorSet, call.slashId);
            let shares = manager.slashed_shares_of(set, slash, call.strategy);
            answer::<Manager::getBurnOrRedistributableShares_1Call>(&shares.get())
        }
        Call::getBurnOrRedistributableCount(call) => {
            let (set, slash) = slash_of(&call.operatorSet, call.slashId);
            answer::<Manager::getBurnOrRedistributableCountCall>(&U256::from(manager.slashed_count(set, slash)))
        }
        Call::getPendingOperatorSets(_) => {
            let sets = manager.sets_with_slashed_shares().map(|set| Manager::OperatorSet { avs: set.avs, id: set.id });
            answer::<Manager::getPendingOperatorSetsCall>(&sets.collect())
        }
        Call::getPendingSlashIds(call) => {
            let (set, _) = slash_of(&call.operatorSet, U256::ZERO);
            answer::<Manager::getPendingSlashIdsCall>(&manager.slashes_of(set).map(U256::from).collect())
        }
        Call::getSlashResolutionBlock(call) => {
            let (set, slash) = slash_of(&call.operatorSet, call.slashId);
            let block = manager.slash_resolution_block(set, slash).map_or(0, |block| block.get() as u32);
            answer::<Manager::getSlashResolutionBlockCall>(&block)
        }
        Call::getBurnableShares(_) => answer::<Manager::getBurnableSharesCall>(&U256::ZERO),
        Call::getStrategiesWithBurnableShares(_) => {
            answer::<Manager::getStrategiesWithBurnableSharesCall>(&(Vec::new(), Vec::new()).into())
        }
        Call::DEFAULT_BURN_ADDRESS(_) => answer::<Manager::DEFAULT_BURN_ADDRESSCall>(&BURN_ADDRESS),
        Call::DEPOSIT_TYPEHASH(_) => answer::<Manager::DEPOSIT_TYPEHASHCall>(&DepositApproval::type_hash()),
        Call::domainSeparator(_) => {
            let domain = eigenlayer_domain(frame.host.chain_id(), frame.call.this);
            answer::<Manager::domainSeparatorCall>(&domain.separator())
        }
        Call::version(_) => answer::<Manager::versionCall>(&version()),
        Call::allocationManager(_) => answer::<Manager::allocationManagerCall>(&book.allocation_manager),
        Call::delegation(_) => answer::<Manager::delegationCall>(&book.delegation_manager),
    }
}

/// Runs steps that call code of others, to which the manager's guarded functions are shut. The caller holds a mark.
pub(super) fn guarded<T>(frame: &mut Frame<'_>, steps: impl FnOnce(&mut Frame<'_>) -> Result<T, Stop>) -> Result<T, Stop> {
    frame.change(|p, _, _| Arc::make_mut(&mut p.restaking.strategy_manager).enter())?;
    let value = steps(frame)?;
    frame.change(|p, _, _| {
        Arc::make_mut(&mut p.restaking.strategy_manager).leave();
        Ok::<_, StrategyManagerError>(())
    })?;
    Ok(value)
}

fn check_open(frame: &Frame<'_>) -> Result<(), Stop> {
    frame.protocol().restaking.strategy_manager.check_deposits_open().map_err(|refusal| refused(&refusal))
}

fn check_delegation(frame: &Frame<'_>) -> Result<(), Stop> {
    let (restaking, book) = (&frame.protocol().restaking, &frame.addresses().restaking);
    let checked = restaking.strategy_manager.check_delegation_manager(&frame.ctx(&NoEther), book);
    checked.map_err(|refusal| refused(&refusal))
}

/// The token moves from the caller to the strategy, then its shares are given to the staker.
fn deposit_for(
    frame: &mut Frame<'_>,
    staker: Address,
    strategy: Address,
    (token, amount): (Address, U256),
) -> Result<StrategyShares, Stop> {
    let checked = frame.protocol().restaking.strategy_manager.check_whitelisted(strategy);
    checked.map_err(|refusal| refused(&refusal))?;
    let (spender, from) = (frame.call.this, frame.caller());
    tokens::take(frame.host, token, spender, (from, strategy), amount)?;
    let shares = strategy_calls::deposit(frame, strategy, (token, amount))?;
    let balances = strategy_calls::vault_balances(frame, &[strategy])?;
    frame.change(|p, _, fx| p.restaking.credit_deposit(staker, strategy, shares, &balances, fx))?;
    Ok(shares)
}

fn deposit_with_signature(
    frame: &mut Frame<'_>,
    call: &Manager::depositIntoStrategyWithSignatureCall,
) -> Result<StrategyShares, Stop> {
    let &Manager::depositIntoStrategyWithSignatureCall { strategy, token, amount, staker, expiry, .. } = call;
    let nonce = frame.protocol().restaking.strategy_manager.nonce_of(staker);
    check_signature(frame, &DepositApproval { staker, strategy, token, amount, nonce, expiry }, &call.signature)?;
    deposit_for(frame, staker, strategy, (token, amount))
}

/// The staker has signed; its nonce is used up.
fn check_signature(frame: &mut Frame<'_>, approval: &DepositApproval, signature: &Bytes) -> Result<(), Stop> {
    let (staker, expiry) = (approval.staker, approval.expiry);
    let checked = frame.protocol().restaking.strategy_manager.check_signature_time(&frame.ctx(&NoEther), expiry);
    checked.map_err(|refusal| refused(&refusal))?;
    let digest = approval.digest(frame.host.chain_id(), &frame.addresses().restaking);
    if !signature::is_valid(frame, staker, digest, signature)? {
        return Err(refused(&StrategyManagerError::InvalidSignature(staker)));
    }
    frame.change(|p, _, _| {
        Arc::make_mut(&mut p.restaking.strategy_manager).use_nonce(staker);
        Ok::<_, StrategyManagerError>(())
    })
}

fn release_all(frame: &mut Frame<'_>, set: OperatorSet, slash: SlashId) -> Result<Vec<U256>, Stop> {
    let strategies = frame.protocol().restaking.releasable(&frame.ctx(&NoEther), set, slash);
    let strategies = strategies.map_err(|refusal| refused(&refusal))?;
    strategies.into_iter().map(|strategy| release(frame, set, slash, strategy)).collect()
}

fn release(frame: &mut Frame<'_>, set: OperatorSet, slash: SlashId, strategy: Address) -> Result<U256, Stop> {
    guarded(frame, |frame| release_guarded(frame, set, slash, strategy))
}

fn release_guarded(frame: &mut Frame<'_>, set: OperatorSet, slash: SlashId, strategy: Address) -> Result<U256, Stop> {
    let Some(release) = frame.change(|p, ctx, _| p.restaking.release(ctx, set, slash, strategy))? else {
        return Ok(U256::ZERO);
    };
    let token = strategy_calls::token_of(frame, strategy)?;
    let amount = strategy_calls::withdraw(frame, strategy, release.recipient, (token, release.shares))?;
    frame.change(|_, _, fx| {
        release.report(fx);
        Ok::<_, StrategyManagerError>(())
    })?;
    Ok(amount)
}

fn slash_of(set: &Manager::OperatorSet, id: U256) -> (OperatorSet, SlashId) {
    (OperatorSet { avs: set.avs, id: set.id }, slash_id(id))
}

/// Strategies beside their shares.
fn columns(entries: impl Iterator<Item = (Address, StrategyShares)>) -> (Vec<Address>, Vec<U256>) {
    entries.map(|(strategy, shares)| (strategy, shares.get())).unzip()
}
