//! Events of `AllocationManager`.

use crate::{
    restaking::OperatorSet,
    units::{BlockNumber, Blocks, Magnitude},
};
use alloy_primitives::{Address, U256};

/// What happened; the names are those of the contract's events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AllocationEvent {
    /// `AVSMetadataURIUpdated(address indexed avs, string metadataURI)`
    AvsMetadataUriUpdated {
        /// The service.
        avs: Address,
        /// Where its metadata is.
        metadata_uri: String,
    },
    /// `AVSRegistrarSet(address avs, address registrar)`
    AvsRegistrarSet {
        /// The service.
        avs: Address,
        /// Who is asked when operators come and go.
        registrar: Address,
    },
    /// `OperatorSetCreated((address,uint32) operatorSet)`
    OperatorSetCreated(OperatorSet),
    /// `RedistributionAddressSet((address,uint32) operatorSet, address redistributionRecipient)`
    RedistributionAddressSet {
        /// The set.
        set: OperatorSet,
        /// Who receives what it slashes.
        recipient: Address,
    },
    /// `StrategyAddedToOperatorSet((address,uint32) operatorSet, address strategy)`
    StrategyAddedToOperatorSet {
        /// The set.
        set: OperatorSet,
        /// The strategy.
        strategy: Address,
    },
    /// `StrategyRemovedFromOperatorSet((address,uint32) operatorSet, address strategy)`
    StrategyRemovedFromOperatorSet {
        /// The set.
        set: OperatorSet,
        /// The strategy.
        strategy: Address,
    },
    /// `SlasherUpdated((address,uint32) operatorSet, address slasher, uint32 effectBlock)`
    SlasherUpdated {
        /// The set.
        set: OperatorSet,
        /// Who may slash.
        slasher: Address,
        /// From which block on.
        effect_block: BlockNumber,
    },
    /// `OperatorAddedToOperatorSet(address indexed operator, (address,uint32) operatorSet)`
    OperatorAddedToOperatorSet {
        /// The operator.
        operator: Address,
        /// The set.
        set: OperatorSet,
    },
    /// `OperatorRemovedFromOperatorSet(address indexed operator, (address,uint32) operatorSet)`
    OperatorRemovedFromOperatorSet {
        /// The operator.
        operator: Address,
        /// The set.
        set: OperatorSet,
    },
    /// `AllocationDelaySet(address operator, uint32 delay, uint32 effectBlock)`
    AllocationDelaySet {
        /// The operator.
        operator: Address,
        /// Its delay.
        delay: Blocks,
        /// From which block on.
        effect_block: BlockNumber,
    },
    /// `EncumberedMagnitudeUpdated(address operator, address strategy, uint64 encumberedMagnitude)`
    EncumberedMagnitudeUpdated {
        /// The operator.
        operator: Address,
        /// The strategy.
        strategy: Address,
        /// What is allocated to all sets, or waits to be freed.
        encumbered: Magnitude,
    },
    /// `AllocationUpdated(address operator, (address,uint32) operatorSet, address strategy, uint64 magnitude, uint32 effectBlock)`
    AllocationUpdated {
        /// The operator.
        operator: Address,
        /// The set.
        set: OperatorSet,
        /// The strategy.
        strategy: Address,
        /// What is allocated from the block on.
        magnitude: Magnitude,
        /// From which block on.
        effect_block: BlockNumber,
    },
    /// `MaxMagnitudeUpdated(address operator, address strategy, uint64 maxMagnitude)`
    MaxMagnitudeUpdated {
        /// The operator.
        operator: Address,
        /// The strategy.
        strategy: Address,
        /// What is left of the whole.
        max_magnitude: Magnitude,
    },
    /// `OperatorSlashed(address operator, (address,uint32) operatorSet, address[] strategies, uint256[] wadSlashed, string description)`
    OperatorSlashed {
        /// The operator.
        operator: Address,
        /// The set that slashed it.
        set: OperatorSet,
        /// In which strategies.
        strategies: Vec<Address>,
        /// The part of the stake delegated in each that was taken, scale 10^18, rounded down.
        wad_slashed: Vec<U256>,
        /// The service's words.
        description: String,
    },
}
