//! Structs of the ABI as the protocol knows them, and back.

use crate::interfaces::restaking::IAllocationManager as Am;
use alloy_primitives::U256;
use aquifer_protocol::{
    restaking::{
        OperatorSet,
        allocation::{Allocation, AllocationChange, NewOperatorSet, Slashing},
    },
    units::{BlockNumber, Magnitude, StrategyShares},
};

pub(super) const fn set(set: &Am::OperatorSet) -> OperatorSet {
    OperatorSet { avs: set.avs, id: set.id }
}

pub(super) fn abi_sets(sets: impl IntoIterator<Item = OperatorSet>) -> Vec<Am::OperatorSet> {
    sets.into_iter().map(|set| Am::OperatorSet { avs: set.avs, id: set.id }).collect()
}

/// `effectBlock` is zero when no change is pending.
pub(super) fn abi_allocation(allocation: Allocation) -> Am::Allocation {
    Am::Allocation {
        currentMagnitude: allocation.current.get(),
        pendingDiff: allocation.pending_diff(),
        effectBlock: allocation.pending.map_or(0, |pending| abi_block(pending.effect_block)),
    }
}

/// Rules keep blocks within 32 bits.
pub(super) fn abi_block(block: BlockNumber) -> u32 {
    u32::try_from(block.get()).unwrap_or(u32::MAX)
}

pub(super) fn abi_stakes(stakes: Vec<Vec<StrategyShares>>) -> Vec<Vec<U256>> {
    stakes.into_iter().map(|of_operator| of_operator.into_iter().map(StrategyShares::get).collect()).collect()
}

pub(super) fn changes(params: Vec<Am::AllocateParams>) -> Vec<AllocationChange> {
    let change = |params: Am::AllocateParams| AllocationChange {
        set: set(&params.operatorSet),
        strategies: params.strategies,
        new_magnitudes: params.newMagnitudes.into_iter().map(Magnitude::new).collect(),
    };
    params.into_iter().map(change).collect()
}

/// The older form names no slasher.
pub(super) fn new_sets(params: Vec<Am::CreateSetParams>) -> Vec<NewOperatorSet> {
    let new =
        |params: Am::CreateSetParams| NewOperatorSet { id: params.operatorSetId, strategies: params.strategies, slasher: None };
    params.into_iter().map(new).collect()
}

pub(super) fn new_sets_with_slasher(params: Vec<Am::CreateSetParamsV2>) -> Vec<NewOperatorSet> {
    let new = |params: Am::CreateSetParamsV2| NewOperatorSet {
        id: params.operatorSetId,
        strategies: params.strategies,
        slasher: Some(params.slasher),
    };
    params.into_iter().map(new).collect()
}

pub(super) fn slashing(params: Am::SlashingParams) -> Slashing {
    Slashing {
        operator: params.operator,
        set_id: params.operatorSetId,
        strategies: params.strategies,
        wads_to_slash: params.wadsToSlash,
        description: params.description,
    }
}
