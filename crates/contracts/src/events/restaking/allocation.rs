//! Logs of `AllocationManager`.

use crate::interfaces::restaking::IAllocationManager as Am;
use alloy_primitives::LogData;
use alloy_sol_types::SolEvent as _;
use aquifer_protocol::{
    restaking::{OperatorSet, allocation::AllocationEvent},
    units::BlockNumber,
};

/// The topics and data of an event.
pub(super) fn encode(event: &AllocationEvent) -> LogData {
    use AllocationEvent as E;
    match event.clone() {
        E::AvsMetadataUriUpdated { avs, metadata_uri } => {
            Am::AVSMetadataURIUpdated { avs, metadataURI: metadata_uri }.encode_log_data()
        }
        E::AvsRegistrarSet { avs, registrar } => Am::AVSRegistrarSet { avs, registrar }.encode_log_data(),
        E::OperatorSetCreated(set) => Am::OperatorSetCreated { operatorSet: abi(set) }.encode_log_data(),
        E::RedistributionAddressSet { set, recipient } => {
            Am::RedistributionAddressSet { operatorSet: abi(set), redistributionRecipient: recipient }.encode_log_data()
        }
        E::StrategyAddedToOperatorSet { set, strategy } => {
            Am::StrategyAddedToOperatorSet { operatorSet: abi(set), strategy }.encode_log_data()
        }
        E::StrategyRemovedFromOperatorSet { set, strategy } => {
            Am::StrategyRemovedFromOperatorSet { operatorSet: abi(set), strategy }.encode_log_data()
        }
        E::SlasherUpdated { set, slasher, effect_block } => {
            Am::SlasherUpdated { operatorSet: abi(set), slasher, effectBlock: block(effect_block) }.encode_log_data()
        }
        E::OperatorAddedToOperatorSet { operator, set } => {
            Am::OperatorAddedToOperatorSet { operator, operatorSet: abi(set) }.encode_log_data()
        }
        E::OperatorRemovedFromOperatorSet { operator, set } => {
            Am::OperatorRemovedFromOperatorSet { operator, operatorSet: abi(set) }.encode_log_data()
        }
        E::AllocationDelaySet { operator, delay, effect_block } => {
            let (delay, effect_block) = (block(BlockNumber::new(delay.get())), block(effect_block));
            Am::AllocationDelaySet { operator, delay, effectBlock: effect_block }.encode_log_data()
        }
        E::EncumberedMagnitudeUpdated { operator, strategy, encumbered } => {
            let encumbered = encumbered.get();
            Am::EncumberedMagnitudeUpdated { operator, strategy, encumberedMagnitude: encumbered }.encode_log_data()
        }
        E::AllocationUpdated { operator, set, strategy, magnitude, effect_block } => {
            let (operator_set, magnitude, effect_block) = (abi(set), magnitude.get(), block(effect_block));
            let event =
                Am::AllocationUpdated { operator, operatorSet: operator_set, strategy, magnitude, effectBlock: effect_block };
            event.encode_log_data()
        }
        E::MaxMagnitudeUpdated { operator, strategy, max_magnitude } => {
            Am::MaxMagnitudeUpdated { operator, strategy, maxMagnitude: max_magnitude.get() }.encode_log_data()
        }
        E::OperatorSlashed { operator, set, strategies, wad_slashed, description } => {
            let operator_set = abi(set);
            let event =
                Am::OperatorSlashed { operator, operatorSet: operator_set, strategies, wadSlashed: wad_slashed, description };
            event.encode_log_data()
        }
    }
}

const fn abi(set: OperatorSet) -> Am::OperatorSet {
    Am::OperatorSet { avs: set.avs, id: set.id }
}

/// Rules keep blocks and delays within 32 bits.
fn block(number: BlockNumber) -> u32 {
    u32::try_from(number.get()).unwrap_or(u32::MAX)
}
