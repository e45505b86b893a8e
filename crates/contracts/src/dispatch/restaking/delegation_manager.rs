//! `DelegationManager`: operators, delegation, the withdrawal queue.

use super::{initialized, queue, slash_id, version};
use crate::{
    frame::{Frame, Served, Stop, answer, done, refused},
    interfaces::restaking::IDelegationManager::{self as Manager, IDelegationManagerCalls as Call},
    signature,
};
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::PanicKind;
use aquifer_protocol::{
    context::NoEther,
    restaking::{
        BEACON_CHAIN_ETH, OperatorSet, Restaking,
        delegation::{DelegationApproval, DelegationError, Withdrawal},
        eigenlayer_domain,
    },
    units::{ArithError, Blocks, Magnitude, StrategyShares},
};

/// Gas of each strategy that a delegation walks over: its factor and the operator's shares.
const GAS_PER_STRATEGY: u64 = 15_000;

pub(super) fn serve(frame: &mut Frame<'_>) -> Served {
    let restaking = &frame.protocol().restaking;
    let (delegation, book) = (&restaking.delegation, frame.addresses().restaking);
    match frame.decode_strict::<Call>()? {
        Call::initialize(_) => initialized(),
        Call::registerAsOperator(call) => {
            charge_for_strategies(frame, frame.caller())?;
            let (approver, delay) = (call.initDelegationApprover, Blocks::new(call.allocationDelay.into()));
            frame.change(|p, ctx, fx| p.restaking.register_as_operator(ctx, approver, delay, call.metadataURI, fx))?;
            done()
        }
        Call::modifyOperatorDetails(call) => {
            let (operator, approver) = (call.operator, call.newDelegationApprover);
            frame.change(|p, ctx, fx| p.restaking.modify_operator_details(&book, ctx, operator, approver, fx))?;
            done()
        }
        Call::updateOperatorMetadataURI(call) => {
            let (operator, uri) = (call.operator, call.metadataURI);
            frame.change(|p, ctx, fx| p.restaking.update_operator_metadata_uri(&book, ctx, operator, uri, fx))?;
            done()
        }
        Call::delegateTo(call) => {
            delegate(frame, call.operator, &call.approverSignatureAndExpiry, call.approverSalt)?;
            done()
        }
        Call::undelegate(call) => answer::<Manager::undelegateCall>(&undelegate(frame, call.staker)?),
        Call::redelegate(call) => {
            let roots = frame.marked(|frame| {
                let roots = undelegate(frame, frame.caller())?;
                delegate(frame, call.newOperator, &call.newOperatorApproverSig, call.approverSalt)?;
                Ok(roots)
            })?;
            answer::<Manager::redelegateCall>(&roots)
        }
        Call::queueWithdrawals(call) => {
            let params: Vec<_> = call.params.into_iter().map(Into::into).collect();
            let roots = frame.change(|p, ctx, fx| p.restaking.queue_withdrawals(ctx, &params, fx))?;
            answer::<Manager::queueWithdrawalsCall>(&roots)
        }
        Call::completeQueuedWithdrawal(call) => {
            let withdrawal = call.withdrawal.into();
            frame.marked(|frame| {
                queue::guarded(frame, |frame| queue::complete(frame, &withdrawal, &call.tokens, call.receiveAsTokens))
            })?;
            done()
        }
        Call::completeQueuedWithdrawals(call) => {
            frame.marked(|frame| queue::guarded(frame, |frame| queue::complete_all(frame, call)))?;
            done()
        }
        Call::increaseDelegatedShares(call) => {
            check(delegation.check_share_manager(&frame.ctx(&NoEther), &book))?;
            let (previous, added) = (StrategyShares::new(call.prevDepositShares), StrategyShares::new(call.addedShares));
            let (staker, strategy) = (call.staker, call.strategy);
            frame.change(|p, _, fx| p.restaking.increase_delegated_shares(staker, strategy, previous, added, fx))?;
            done()
        }
        Call::decreaseDelegatedShares(call) => {
            check(delegation.check_eigen_pod_manager(&frame.ctx(&NoEther), &book))?;
            let current = StrategyShares::new(call.curDepositShares);
            let decrease = Magnitude::new(call.beaconChainSlashingFactorDecrease);
            frame.change(|p, _, fx| p.restaking.decrease_delegated_shares(call.staker, current, decrease, fx))?;
            done()
        }
        Call::slashOperatorShares(call) => {
            check(delegation.check_allocation_manager(&frame.ctx(&NoEther), &book))?;
            answer::<Manager::slashOperatorSharesCall>(&slash(frame, &call)?)
        }
        Call::delegatedTo(call) => answer::<Manager::delegatedToCall>(&delegation.delegated_to(call.staker).unwrap_or_default()),
        Call::isDelegated(call) => answer::<Manager::isDelegatedCall>(&delegation.is_delegated(call.staker)),
        Call::isOperator(call) => answer::<Manager::isOperatorCall>(&delegation.is_operator(call.operator)),
        Call::delegationApprover(call) => {
            answer::<Manager::delegationApproverCall>(&delegation.approver(call.operator).unwrap_or_default())
        }
        Call::delegationApproverSaltIsSpent(call) => {
            let is_spent = delegation.is_salt_spent(call.delegationApprover, call.salt);
            answer::<Manager::delegationApproverSaltIsSpentCall>(&is_spent)
        }
        Call::operatorShares(call) => {
            answer::<Manager::operatorSharesCall>(&delegation.operator_shares(call.operator, call.strategy).get())
        }
        Call::getOperatorShares(call) => {
            answer::<Manager::getOperatorSharesCall>(&operator_shares(restaking, call.operator, &call.strategies))
        }
        Call::getOperatorsShares(call) => {
            let row = |operator: &Address| operator_shares(restaking, *operator, &call.strategies);
            answer::<Manager::getOperatorsSharesCall>(&call.operators.iter().map(row).collect())
        }
        Call::getSlashableSharesInQueue(call) => {
            let block = frame.host.block_number();
            let shares = restaking.slashable_shares_in_queue(call.operator, call.strategy, block);
            answer::<Manager::getSlashableSharesInQueueCall>(&read(shares)?)
        }
        Call::depositScalingFactor(call) => {
            answer::<Manager::depositScalingFactorCall>(&delegation.scaling_factor(call.staker, call.strategy).get())
        }
        Call::getDepositedShares(call) => {
            let deposits = restaking.deposited_shares(call.staker).into_iter();
            let columns: (Vec<_>, Vec<_>) = deposits.map(|(strategy, shares)| (strategy, shares.get())).unzip();
            answer::<Manager::getDepositedSharesCall>(&columns.into())
        }
        Call::getWithdrawableShares(call) => {
            answer::<Manager::getWithdrawableSharesCall>(&withdrawable(restaking, call.staker, &call.strategies)?)
        }
        Call::convertToDepositShares(call) => {
            answer::<Manager::convertToDepositSharesCall>(&deposit_shares_for(restaking, &call)?)
        }
        Call::cumulativeWithdrawalsQueued(call) => {
            let queued = U256::from(delegation.withdrawals_queued_by(call.staker));
            answer::<Manager::cumulativeWithdrawalsQueuedCall>(&queued)
        }
        Call::pendingWithdrawals(call) => {
            answer::<Manager::pendingWithdrawalsCall>(&delegation.withdrawal(call.withdrawalRoot).is_some())
        }
        Call::queuedWithdrawals(call) => answer::<Manager::queuedWithdrawalsCall>(&queue::withdrawal(frame, call.withdrawalRoot)),
        Call::getQueuedWithdrawal(call) => {
            let (withdrawal, shares) = queue::withdrawal_with_shares(frame, call.withdrawalRoot)?;
            answer::<Manager::getQueuedWithdrawalCall>(&Manager::getQueuedWithdrawalReturn { withdrawal, shares })
        }
        Call::getQueuedWithdrawals(call) => {
            answer::<Manager::getQueuedWithdrawalsCall>(&queue::withdrawals_of(frame, call.staker)?)
        }
        Call::getQueuedWithdrawalRoots(call) => {
            answer::<Manager::getQueuedWithdrawalRootsCall>(&queue::roots_of(frame, call.staker)?)
        }
        Call::calculateWithdrawalRoot(call) => {
            answer::<Manager::calculateWithdrawalRootCall>(&Withdrawal::from(call.withdrawal).root())
        }
        Call::calculateDelegationApprovalDigestHash(call) => {
            let (salt, expiry) = (call.approverSalt, call.expiry);
            let (approver, staker, operator) = (call.approver, call.staker, call.operator);
            let approval = DelegationApproval { approver, staker, operator, salt, expiry };
            answer::<Manager::calculateDelegationApprovalDigestHashCall>(&approval.digest(frame.host.chain_id(), &book))
        }
        Call::minWithdrawalDelayBlocks(_) => {
            answer::<Manager::minWithdrawalDelayBlocksCall>(&(restaking.config.delays.withdrawal.get() as u32))
        }
        Call::beaconChainETHStrategy(_) => answer::<Manager::beaconChainETHStrategyCall>(&BEACON_CHAIN_ETH),
        Call::DELEGATION_APPROVAL_TYPEHASH(_) => {
            answer::<Manager::DELEGATION_APPROVAL_TYPEHASHCall>(&DelegationApproval::type_hash())
        }
        Call::domainSeparator(_) => {
            let domain = eigenlayer_domain(frame.host.chain_id(), frame.call.this);
            answer::<Manager::domainSeparatorCall>(&domain.separator())
        }
        Call::version(_) => answer::<Manager::versionCall>(&version()),
        Call::allocationManager(_) => answer::<Manager::allocationManagerCall>(&book.allocation_manager),
        Call::eigenPodManager(_) => answer::<Manager::eigenPodManagerCall>(&book.eigen_pod_manager),
        Call::permissionController(_) => answer::<Manager::permissionControllerCall>(&book.permission_controller),
        Call::strategyManager(_) => answer::<Manager::strategyManagerCall>(&book.strategy_manager),
    }
}

fn check(checked: Result<(), DelegationError>) -> Result<(), Stop> {
    checked.map_err(|refusal| refused(&refusal))
}

fn read(shares: Result<StrategyShares, ArithError>) -> Result<U256, Stop> {
    shares.map(StrategyShares::get).map_err(|refusal| refused(&refusal))
}

/// What a delegation of this staker's strategies costs.
fn charge_for_strategies(frame: &mut Frame<'_>, staker: Address) -> Result<(), Stop> {
    let strategies = frame.protocol().restaking.deposited_shares(staker).len();
    frame.charge(GAS_PER_STRATEGY.saturating_mul(strategies as u64))
}

/// The caller joins an operator, whose approver has signed where there is one.
fn delegate(frame: &mut Frame<'_>, operator: Address, signed: &Manager::SignatureWithExpiry, salt: B256) -> Result<(), Stop> {
    charge_for_strategies(frame, frame.caller())?;
    let delegation = &frame.protocol().restaking.delegation;
    let needed = delegation.approval_needed(&frame.ctx(&NoEther), operator, (salt, signed.expiry));
    if let Some(approval) = needed.map_err(|refusal| refused(&refusal))? {
        let digest = approval.digest(frame.host.chain_id(), &frame.addresses().restaking);
        if !signature::is_valid(frame, approval.approver, digest, &signed.signature)? {
            return Err(refused(&DelegationError::InvalidSignature(approval.approver)));
        }
    }
    frame.change(|p, ctx, fx| p.restaking.delegate_to(ctx, operator, salt, fx))
}

fn undelegate(frame: &mut Frame<'_>, staker: Address) -> Result<Vec<B256>, Stop> {
    charge_for_strategies(frame, staker)?;
    let book = frame.addresses().restaking;
    frame.change(|p, ctx, fx| p.restaking.undelegate(&book, ctx, staker, fx))
}

fn slash(frame: &mut Frame<'_>, call: &Manager::slashOperatorSharesCall) -> Result<U256, Stop> {
    let set = OperatorSet { avs: call.operatorSet.avs, id: call.operatorSet.id };
    let (operator, strategy, slash) = (call.operator, call.strategy, slash_id(call.slashId));
    let (before, after) = (Magnitude::new(call.prevMaxMagnitude), Magnitude::new(call.newMaxMagnitude));
    let total =
        frame.change(|p, ctx, fx| p.restaking.slash_operator_shares(ctx, operator, set, slash, strategy, before, after, fx))?;
    Ok(total.get())
}

fn operator_shares(restaking: &Restaking, operator: Address, strategies: &[Address]) -> Vec<U256> {
    strategies.iter().map(|strategy| restaking.delegation.operator_shares(operator, *strategy).get()).collect()
}

fn withdrawable(
    restaking: &Restaking,
    staker: Address,
    strategies: &[Address],
) -> Result<Manager::getWithdrawableSharesReturn, Stop> {
    let shares = |strategy: &Address| read(restaking.withdrawable_shares(staker, *strategy));
    let deposited = |strategy: &Address| restaking.deposit_shares(staker, *strategy).get();
    Ok(Manager::getWithdrawableSharesReturn {
        withdrawableShares: strategies.iter().map(shares).collect::<Result<_, _>>()?,
        depositShares: strategies.iter().map(deposited).collect(),
    })
}

/// A list of amounts shorter than that of strategies is read beyond its end.
fn deposit_shares_for(restaking: &Restaking, call: &Manager::convertToDepositSharesCall) -> Result<Vec<U256>, Stop> {
    let convert = |(place, strategy): (usize, &Address)| {
        let shares = call.withdrawableShares.get(place).ok_or_else(|| Stop::panic(PanicKind::ArrayOutOfBounds))?;
        read(restaking.deposit_shares_for(call.staker, *strategy, StrategyShares::new(*shares)))
    };
    call.strategies.iter().enumerate().map(convert).collect()
}
