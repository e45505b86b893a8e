//! `AllocationManager` with its view half.

mod convert;
mod registrar;

use super::initialized;
use crate::{
    frame::{Frame, Served, Stop, answer, done, refused},
    interfaces::restaking::IAllocationManager::{self as Am, IAllocationManagerCalls as Call},
};
use alloy_primitives::{Address, U256};
use aquifer_protocol::{
    restaking::OperatorSet,
    units::{ArithError, BlockNumber, Blocks, Magnitude},
};
use convert::{abi_allocation, abi_block, abi_sets, abi_stakes, changes, new_sets, new_sets_with_slasher, set, slashing};
use std::sync::Arc;

pub(super) fn serve(frame: &mut Frame<'_>) -> Served {
    let block = frame.host.block_number();
    let restaking = &frame.protocol().restaking;
    let (allocation, delays) = (&restaking.allocation, restaking.config.delays);
    let book = frame.addresses().restaking;
    match frame.decode_strict::<Call>()? {
        Call::initialize(_) => initialized(),
        Call::slashOperator(call) => slash(frame, call),
        Call::modifyAllocations(call) => {
            let (operator, changes) = (call.operator, changes(call.params));
            frame.change(|p, ctx, fx| p.restaking.modify_allocations(&book, ctx, operator, &changes, fx))?;
            done()
        }
        Call::clearDeallocationQueue(call) => {
            frame.change(|p, ctx, fx| {
                let allocation = Arc::make_mut(&mut p.restaking.allocation);
                allocation.clear_deallocation_queue(ctx, call.operator, &call.strategies, &call.numToClear, fx)
            })?;
            done()
        }
        Call::registerForOperatorSets(call) => registrar::register(frame, call),
        Call::deregisterFromOperatorSets(call) => registrar::deregister(frame, call),
        Call::setAllocationDelay(call) => {
            let (operator, delay) = (call.operator, Blocks::new(call.delay.into()));
            frame.change(|p, ctx, fx| p.restaking.set_allocation_delay(&book, ctx, operator, delay, fx))?;
            done()
        }
        Call::setAVSRegistrar(call) => registrar::set(frame, &call),
        Call::updateAVSMetadataURI(call) => {
            let (avs, uri) = (call.avs, call.metadataURI);
            frame.change(|p, ctx, fx| p.restaking.update_avs_metadata_uri(&book, ctx, avs, uri, fx))?;
            done()
        }
        Call::createOperatorSets_0(call) => {
            let (avs, sets) = (call.avs, new_sets(call.params));
            frame.change(|p, ctx, fx| p.restaking.create_operator_sets(&book, ctx, avs, &sets, fx))?;
            done()
        }
        Call::createOperatorSets_1(call) => {
            let (avs, sets) = (call.avs, new_sets_with_slasher(call.params));
            frame.change(|p, ctx, fx| p.restaking.create_operator_sets(&book, ctx, avs, &sets, fx))?;
            done()
        }
        Call::createRedistributingOperatorSets_0(call) => {
            let (avs, sets, recipients) = (call.avs, new_sets(call.params), call.redistributionRecipients);
            frame
                .change(|p, ctx, fx| p.restaking.create_redistributing_operator_sets(&book, ctx, avs, &sets, &recipients, fx))?;
            done()
        }
        Call::createRedistributingOperatorSets_1(call) => {
            let (avs, sets, recipients) = (call.avs, new_sets_with_slasher(call.params), call.redistributionRecipients);
            frame
                .change(|p, ctx, fx| p.restaking.create_redistributing_operator_sets(&book, ctx, avs, &sets, &recipients, fx))?;
            done()
        }
        Call::addStrategiesToOperatorSet(call) => {
            let set = OperatorSet { avs: call.avs, id: call.operatorSetId };
            frame.change(|p, ctx, fx| p.restaking.add_strategies_to_operator_set(&book, ctx, set, &call.strategies, fx))?;
            done()
        }
        Call::removeStrategiesFromOperatorSet(call) => {
            let set = OperatorSet { avs: call.avs, id: call.operatorSetId };
            frame.change(|p, ctx, fx| p.restaking.remove_strategies_from_operator_set(&book, ctx, set, &call.strategies, fx))?;
            done()
        }
        Call::updateSlasher(call) => {
            let set = set(&call.operatorSet);
            frame.change(|p, ctx, fx| p.restaking.update_slasher(&book, ctx, set, call.slasher, fx))?;
            done()
        }
        // It gives a slasher to sets from before there were any; ours have theirs since they were created.
        Call::migrateSlashers(_) => done(),
        Call::getAVSRegistrar(call) => answer::<Am::getAVSRegistrarCall>(&allocation.avs_registrar(call.avs)),
        Call::isRedistributingOperatorSet(call) => {
            answer::<Am::isRedistributingOperatorSetCall>(&allocation.is_redistributing(set(&call.operatorSet)))
        }
        Call::getAllocationDelay(call) => {
            let delay = allocation.allocation_delay(call.operator, block);
            let (is_set, delay) = (delay.is_some(), delay.map_or(0, abi_blocks));
            answer::<Am::getAllocationDelayCall>(&Am::getAllocationDelayReturn { isSet: is_set, delay })
        }
        Call::isOperatorSlashable(call) => {
            let is_slashable = allocation.is_operator_slashable(call.operator, set(&call.operatorSet), block);
            answer::<Am::isOperatorSlashableCall>(&is_slashable)
        }
        Call::getRedistributionRecipient(call) => {
            answer::<Am::getRedistributionRecipientCall>(&allocation.redistribution_recipient(set(&call.operatorSet)))
        }
        Call::getSlasher(call) => answer::<Am::getSlasherCall>(&allocation.slasher(set(&call.operatorSet), block)),
        Call::getPendingSlasher(call) => {
            let pending = allocation.pending_slasher(set(&call.operatorSet), block);
            let (pending_slasher, from) = pending.unwrap_or((Address::ZERO, BlockNumber::new(0)));
            let pending = Am::getPendingSlasherReturn { pendingSlasher: pending_slasher, effectBlock: abi_block(from) };
            answer::<Am::getPendingSlasherCall>(&pending)
        }
        Call::getOperatorSetCount(call) => {
            answer::<Am::getOperatorSetCountCall>(&U256::from(allocation.operator_set_count(call.avs)))
        }
        Call::getAllocatedSets(call) => answer::<Am::getAllocatedSetsCall>(&abi_sets(allocation.allocated_sets(call.operator))),
        Call::getAllocatedStrategies(call) => {
            let strategies = allocation.allocated_strategies(call.operator, set(&call.operatorSet));
            answer::<Am::getAllocatedStrategiesCall>(&strategies)
        }
        Call::getAllocation(call) => {
            let found = allocation.allocation(call.operator, set(&call.operatorSet), call.strategy, block);
            answer::<Am::getAllocationCall>(&abi_allocation(found))
        }
        Call::getAllocations(call) => {
            let set = set(&call.operatorSet);
            let found = call.operators.iter().map(|operator| allocation.allocation(*operator, set, call.strategy, block));
            answer::<Am::getAllocationsCall>(&found.map(abi_allocation).collect())
        }
        Call::getStrategyAllocations(call) => {
            let found = allocation.strategy_allocations(call.operator, call.strategy, block);
            let (sets, allocations): (Vec<_>, Vec<_>) = found.into_iter().unzip();
            let (sets, allocations) = (abi_sets(sets), allocations.into_iter().map(abi_allocation).collect());
            answer::<Am::getStrategyAllocationsCall>(&Am::getStrategyAllocationsReturn { operatorSets: sets, allocations })
        }
        Call::getEncumberedMagnitude(call) => {
            let encumbered = magnitude(allocation.encumbered_magnitude(call.operator, call.strategy, block))?;
            answer::<Am::getEncumberedMagnitudeCall>(&encumbered)
        }
        Call::getAllocatableMagnitude(call) => {
            let free = magnitude(allocation.allocatable_magnitude(call.operator, call.strategy, block))?;
            answer::<Am::getAllocatableMagnitudeCall>(&free)
        }
        Call::getMaxMagnitude(call) => {
            answer::<Am::getMaxMagnitudeCall>(&allocation.max_magnitude(call.operator, call.strategy).get())
        }
        Call::getMaxMagnitudes_0(call) => {
            let max = |strategy: &Address| allocation.max_magnitude(call.operator, *strategy).get();
            answer::<Am::getMaxMagnitudes_0Call>(&call.strategies.iter().map(max).collect())
        }
        Call::getMaxMagnitudes_1(call) => {
            let max = |operator: &Address| allocation.max_magnitude(*operator, call.strategy).get();
            answer::<Am::getMaxMagnitudes_1Call>(&call.operators.iter().map(max).collect())
        }
        Call::getMaxMagnitudesAtBlock(call) => {
            let then = BlockNumber::new(call.blockNumber.into());
            let max = |strategy: &Address| allocation.max_magnitude_at(call.operator, *strategy, then).get();
            answer::<Am::getMaxMagnitudesAtBlockCall>(&call.strategies.iter().map(max).collect())
        }
        Call::getRegisteredSets(call) => {
            answer::<Am::getRegisteredSetsCall>(&abi_sets(allocation.registered_sets(call.operator)))
        }
        Call::isMemberOfOperatorSet(call) => {
            answer::<Am::isMemberOfOperatorSetCall>(&allocation.is_member(call.operator, set(&call.operatorSet)))
        }
        Call::isOperatorSet(call) => answer::<Am::isOperatorSetCall>(&allocation.is_operator_set(set(&call.operatorSet))),
        Call::getMembers(call) => answer::<Am::getMembersCall>(&allocation.members(set(&call.operatorSet))),
        Call::getMemberCount(call) => {
            answer::<Am::getMemberCountCall>(&U256::from(allocation.member_count(set(&call.operatorSet))))
        }
        Call::getStrategiesInOperatorSet(call) => {
            answer::<Am::getStrategiesInOperatorSetCall>(&allocation.strategies_in(set(&call.operatorSet)))
        }
        Call::getMinimumSlashableStake(call) => {
            let (set, future) = (set(&call.operatorSet), BlockNumber::new(call.futureBlock.into()));
            let stakes = restaking.minimum_slashable_stake(set, &call.operators, &call.strategies, future, block);
            answer::<Am::getMinimumSlashableStakeCall>(&abi_stakes(stakes.map_err(|refusal| refused(&refusal))?))
        }
        Call::getAllocatedStake(call) => {
            let stakes = restaking.allocated_stake(set(&call.operatorSet), &call.operators, &call.strategies, block);
            answer::<Am::getAllocatedStakeCall>(&abi_stakes(stakes.map_err(|refusal| refused(&refusal))?))
        }
        Call::getSlashCount(call) => answer::<Am::getSlashCountCall>(&U256::from(allocation.slash_count(set(&call.operatorSet)))),
        Call::isOperatorRedistributable(call) => {
            answer::<Am::isOperatorRedistributableCall>(&allocation.is_operator_redistributable(call.operator, block))
        }
        Call::delegation(_) => answer::<Am::delegationCall>(&book.delegation_manager),
        Call::eigenStrategy(_) => answer::<Am::eigenStrategyCall>(&book.eigen_strategy),
        Call::permissionController(_) => answer::<Am::permissionControllerCall>(&book.permission_controller),
        // The native contract has no half that only answers views: it answers them itself.
        Call::viewImplementation(_) => answer::<Am::viewImplementationCall>(&book.allocation_manager),
        Call::DEALLOCATION_DELAY(_) => answer::<Am::DEALLOCATION_DELAYCall>(&abi_blocks(delays.deallocation)),
        Call::ALLOCATION_CONFIGURATION_DELAY(_) => {
            answer::<Am::ALLOCATION_CONFIGURATION_DELAYCall>(&abi_blocks(delays.allocation_configuration))
        }
        Call::SLASHER_CONFIGURATION_DELAY(_) => {
            answer::<Am::SLASHER_CONFIGURATION_DELAYCall>(&abi_blocks(delays.allocation_configuration))
        }
    }
}

fn slash(frame: &mut Frame<'_>, call: Am::slashOperatorCall) -> Served {
    let slashed = frame.change(|p, ctx, fx| p.restaking.slash_operator(ctx, call.avs, slashing(call.params), fx))?;
    let shares = slashed.shares.into_iter().map(|shares| shares.get()).collect();
    answer::<Am::slashOperatorCall>(&Am::slashOperatorReturn { slashId: U256::from(slashed.slash_id), shares })
}

fn magnitude(computed: Result<Magnitude, ArithError>) -> Result<u64, Stop> {
    computed.map(Magnitude::get).map_err(|refusal| refused(&refusal))
}

/// Delays fit 32 bits.
fn abi_blocks(blocks: Blocks) -> u32 {
    u32::try_from(blocks.get()).unwrap_or(u32::MAX)
}
