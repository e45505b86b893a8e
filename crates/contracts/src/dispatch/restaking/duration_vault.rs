//! A duration vault: what it has beside the functions of every strategy, and how the factory makes one.
//!
//! What a vault does as an operator goes through the other contracts as anybody's calls.

use super::strategy_factory::decimals;
use crate::{
    CallAnswer, OutsideCall,
    frame::{Frame, Served, Stop, answer, done, refused},
    interfaces::restaking::{
        IAllocationManager, IDelegationManager,
        IDurationVaultStrategy::{self as Vault, IDurationVaultStrategyCalls as Call},
        IRewardsCoordinator,
    },
};
use alloy_primitives::Address;
use alloy_sol_types::SolCall;
use aquifer_protocol::{
    context::NoEther,
    restaking::{
        RestakingError, RestakingEvent,
        strategies::{
            DepositLimits, StrategyError, StrategyEvent,
            vault::{VaultConfig, VaultError, VaultState},
        },
    },
    units::{Timestamp, Wei},
};

pub(super) fn serve(frame: &mut Frame<'_>) -> Served {
    let this = frame.call.this;
    let vault = frame.protocol().restaking.strategies.vault(this).map_err(vault_refused)?;
    let book = frame.addresses().restaking;
    match frame.decode_strict::<Call>()? {
        Call::lock(_) => frame.change(|p, ctx, fx| p.restaking.lock_vault(&book, ctx, this, fx))?,
        Call::markMatured(_) => frame.marked(|frame| {
            frame.change(|p, ctx, fx| p.restaking.mark_matured(&book, ctx, this, fx))?;
            try_to_deregister(frame)
        })?,
        Call::advanceToWithdrawals(_) => frame.marked(|frame| {
            frame.change(|p, ctx, fx| p.restaking.advance_to_withdrawals(&book, ctx, this, fx))?;
            try_to_deregister(frame)
        })?,
        Call::updateTVLLimits(call) => {
            let limits = DepositLimits { max_per_deposit: call.newMaxPerDeposit, max_total_deposits: call.newStakeCap };
            frame.change(|p, ctx, fx| p.restaking.update_vault_limits(ctx, this, limits, fx))?;
        }
        Call::updateMetadataURI(call) => {
            frame.change(|p, ctx, fx| p.restaking.update_vault_metadata(ctx, this, call.newMetadataURI, fx))?;
        }
        Call::updateDelegationApprover(call) => {
            let approver = call.newDelegationApprover;
            let details = IDelegationManager::modifyOperatorDetailsCall { operator: this, newDelegationApprover: approver };
            for_admin(frame, book.delegation_manager, &details)?;
        }
        Call::updateOperatorMetadataURI(call) => {
            let uri = call.newOperatorMetadataURI;
            let metadata = IDelegationManager::updateOperatorMetadataURICall { operator: this, metadataURI: uri };
            for_admin(frame, book.delegation_manager, &metadata)?;
        }
        Call::setRewardsClaimer(call) => {
            let claimer = IRewardsCoordinator::setClaimerFor_0Call { claimer: call.claimer };
            for_admin(frame, book.rewards_coordinator, &claimer)?;
        }
        Call::vaultAdmin(_) => return answer::<Vault::vaultAdminCall>(&vault.admin()),
        Call::arbitrator(_) => return answer::<Vault::arbitratorCall>(&vault.arbitrator()),
        Call::duration(_) => return answer::<Vault::durationCall>(&(vault.duration().get() as u32)),
        Call::lockedAt(_) => return answer::<Vault::lockedAtCall>(&seconds(vault.state().lock().map(|(since, _)| since))),
        Call::unlockTimestamp(_) => {
            return answer::<Vault::unlockTimestampCall>(&seconds(vault.state().lock().map(|(_, until)| until)));
        }
        Call::unlockAt(_) => return answer::<Vault::unlockAtCall>(&seconds(vault.state().lock().map(|(_, until)| until))),
        Call::maturedAt(_) => return answer::<Vault::maturedAtCall>(&seconds(vault.state().matured_at())),
        Call::isLocked(_) => return answer::<Vault::isLockedCall>(&(vault.state() != VaultState::Deposits)),
        Call::isMatured(_) => return answer::<Vault::isMaturedCall>(&vault.state().matured_at().is_some()),
        Call::state(_) => return answer::<Vault::stateCall>(&vault.state().number()),
        Call::metadataURI(_) => return answer::<Vault::metadataURICall>(&vault.metadata_uri().to_owned()),
        Call::stakeCap(_) => return answer::<Vault::stakeCapCall>(&vault.limits().max_total_deposits),
        Call::depositsOpen(_) => return answer::<Vault::depositsOpenCall>(&(vault.state() == VaultState::Deposits)),
        Call::withdrawalsOpen(_) => return answer::<Vault::withdrawalsOpenCall>(&!is_locked(vault.state())),
        Call::allocationsActive(_) => return answer::<Vault::allocationsActiveCall>(&is_locked(vault.state())),
        Call::operatorIntegrationConfigured(_) => return answer::<Vault::operatorIntegrationConfiguredCall>(&true),
        Call::operatorSetRegistered(_) => {
            return answer::<Vault::operatorSetRegisteredCall>(&vault.state().matured_at().is_none());
        }
        Call::operatorSetInfo(_) => {
            let set = vault.set();
            return answer::<Vault::operatorSetInfoCall>(&Vault::operatorSetInfoReturn { avs: set.avs, operatorSetId: set.id });
        }
        Call::delegationManager(_) => return answer::<Vault::delegationManagerCall>(&book.delegation_manager),
        Call::allocationManager(_) => return answer::<Vault::allocationManagerCall>(&book.allocation_manager),
        Call::rewardsCoordinator(_) => return answer::<Vault::rewardsCoordinatorCall>(&book.rewards_coordinator),
    }
    done()
}

/// `deployDurationVaultStrategy`: the vault comes into being, becomes an operator of its set and takes nothing of rewards.
pub(super) fn deploy(frame: &mut Frame<'_>, config: &VaultConfig) -> Result<Address, Stop> {
    let book = frame.addresses().restaking;
    frame.protocol().restaking.check_new_vault(&book, config).map_err(|refusal| refused(&refusal))?;
    let decimals = decimals(frame, config.token)?;
    let vault = frame.settle(|p, ctx, fx| p.restaking.create_duration_vault(&book, ctx, config, decimals, fx))?;
    join_set(frame, vault, config)?;
    frame.change(|p, ctx, fx| p.restaking.open_duration_vault(&book, ctx, vault, config, fx))?;
    Ok(vault)
}

fn join_set(frame: &mut Frame<'_>, vault: Address, config: &VaultConfig) -> Result<(), Stop> {
    let book = frame.addresses().restaking;
    let (avs, id) = (config.set.avs, config.set.id);
    let data = config.registration_data.clone();
    let params = IAllocationManager::RegisterParams { avs, operatorSetIds: vec![id], data };
    let register = IAllocationManager::registerForOperatorSetsCall { operator: vault, params };
    call_as(frame, vault, book.allocation_manager, &register)?;
    let of_service = IRewardsCoordinator::setOperatorAVSSplitCall { operator: vault, avs, split: 0 };
    call_as(frame, vault, book.rewards_coordinator, &of_service)?;
    let set = IRewardsCoordinator::OperatorSet { avs, id };
    let of_set = IRewardsCoordinator::setOperatorSetSplitCall { operator: vault, operatorSet: set, split: 0 };
    call_as(frame, vault, book.rewards_coordinator, &of_set)?;
    let of_programmes = IRewardsCoordinator::setOperatorPISplitCall { operator: vault, split: 0 };
    call_as(frame, vault, book.rewards_coordinator, &of_programmes)
}

/// Leaves the set, best effort: a registrar that refuses must not keep stakers from leaving.
fn try_to_deregister(frame: &mut Frame<'_>) -> Result<(), Stop> {
    let this = frame.call.this;
    let set = frame.protocol().restaking.strategies.vault(this).map_err(vault_refused)?.set();
    let params = IAllocationManager::DeregisterParams { operator: this, avs: set.avs, operatorSetIds: vec![set.id] };
    let deregister = IAllocationManager::deregisterFromOperatorSetsCall { params };
    let success = call_as(frame, this, frame.addresses().restaking.allocation_manager, &deregister).is_ok();
    frame.change(|_, _, fx| {
        fx.emit(RestakingEvent::Strategy(this, StrategyEvent::DeregisterAttempted { success }));
        Ok::<_, StrategyError>(())
    })
}

/// A call that the vault passes on for its admin.
fn for_admin<C: SolCall>(frame: &mut Frame<'_>, to: Address, call: &C) -> Result<(), Stop> {
    let this = frame.call.this;
    let vault = frame.protocol().restaking.vault_of_admin(&frame.ctx(&NoEther), this).map(|_| ());
    vault.map_err(|refusal: RestakingError| refused(&refusal))?;
    call_as(frame, this, to, call)
}

/// A call of a vault to one of the other contracts.
fn call_as<C: SolCall>(frame: &mut Frame<'_>, vault: Address, to: Address, call: &C) -> Result<(), Stop> {
    let input = call.abi_encode().into();
    match frame.host.call(OutsideCall { from: vault, to, value: Wei::ZERO, input, is_static: false }) {
        CallAnswer { success: true, .. } => Ok(()),
        CallAnswer { success: false, output } => Err(Stop::Revert(output)),
    }
}

fn vault_refused(refusal: VaultError) -> Stop {
    refused(&StrategyError::from(refusal))
}

const fn is_locked(state: VaultState) -> bool {
    matches!(state, VaultState::Allocations { .. })
}

/// A time as the contract counts it; 0 for none.
fn seconds(at: Option<Timestamp>) -> u32 {
    at.map_or(0, |at| at.get() as u32)
}
