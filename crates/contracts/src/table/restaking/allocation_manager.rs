//! `AllocationManager`. Without the 21,000 of the transaction, on mainnet a set with one strategy takes about 200,000 to
//! create, registering for one about 180,000 and the registrar, a first allocation about 200,000, a slash in one strategy
//! about 250,000.

use crate::{
    interfaces::restaking::IAllocationManager,
    table::{Function, Mutability},
};

pub(super) const FUNCTIONS: &[Function] = functions!(IAllocationManager {
    Change 2_600 + 0: initializeCall migrateSlashersCall;
    Change 100_000 + 8_000: slashOperatorCall;
    Change 70_000 + 8_000: modifyAllocationsCall;
    Change 15_000 + 5_000: clearDeallocationQueueCall;
    Change 70_000 + 10_000: registerForOperatorSetsCall;
    Change 40_000 + 5_000: deregisterFromOperatorSetsCall;
    Change 35_000 + 0: setAllocationDelayCall setAVSRegistrarCall updateSlasherCall;
    Change 25_000 + 250: updateAVSMetadataURICall;
    Change 80_000 + 15_000: createOperatorSets_0Call createOperatorSets_1Call;
    Change 80_000 + 15_000: createRedistributingOperatorSets_0Call createRedistributingOperatorSets_1Call;
    Change 50_000 + 30_000: addStrategiesToOperatorSetCall;
    Change 15_000 + 5_000: removeStrategiesFromOperatorSetCall;
    View 300 + 0: delegationCall eigenStrategyCall permissionControllerCall viewImplementationCall DEALLOCATION_DELAYCall
        ALLOCATION_CONFIGURATION_DELAYCall SLASHER_CONFIGURATION_DELAYCall;
    View 2_600 + 0: getAVSRegistrarCall isRedistributingOperatorSetCall getAllocationDelayCall isOperatorSlashableCall
        getRedistributionRecipientCall getSlasherCall getPendingSlasherCall getOperatorSetCountCall getMaxMagnitudeCall
        isMemberOfOperatorSetCall isOperatorSetCall getMemberCountCall getSlashCountCall;
    View 5_000 + 0: getAllocatedSetsCall getAllocatedStrategiesCall getAllocationCall getStrategyAllocationsCall
        getEncumberedMagnitudeCall getAllocatableMagnitudeCall getRegisteredSetsCall getMembersCall
        getStrategiesInOperatorSetCall isOperatorRedistributableCall;
    View 2_600 + 2_600: getAllocationsCall getMaxMagnitudes_0Call getMaxMagnitudes_1Call getMaxMagnitudesAtBlockCall;
    View 5_000 + 5_000: getMinimumSlashableStakeCall getAllocatedStakeCall;
});
