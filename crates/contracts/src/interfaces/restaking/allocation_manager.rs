//! `AllocationManager` with its view half.

abi! {
    interface IAllocationManager {
        struct OperatorSet { address avs; uint32 id; }
        struct Allocation { uint64 currentMagnitude; int128 pendingDiff; uint32 effectBlock; }
        struct AllocateParams { OperatorSet operatorSet; address[] strategies; uint64[] newMagnitudes; }
        struct RegisterParams { address avs; uint32[] operatorSetIds; bytes data; }
        struct DeregisterParams { address operator; address avs; uint32[] operatorSetIds; }
        struct CreateSetParams { uint32 operatorSetId; address[] strategies; }
        struct CreateSetParamsV2 { uint32 operatorSetId; address[] strategies; address slasher; }
        struct SlashingParams { address operator; uint32 operatorSetId; address[] strategies; uint256[] wadsToSlash; string description; }

        function initialize(uint256 initialPausedStatus) external;
        function slashOperator(address avs, SlashingParams params) external returns (uint256 slashId, uint256[] memory shares);
        function modifyAllocations(address operator, AllocateParams[] params) external;
        function clearDeallocationQueue(address operator, address[] strategies, uint16[] numToClear) external;
        function registerForOperatorSets(address operator, RegisterParams params) external;
        function deregisterFromOperatorSets(DeregisterParams params) external;
        function setAllocationDelay(address operator, uint32 delay) external;
        function setAVSRegistrar(address avs, address registrar) external;
        function updateAVSMetadataURI(address avs, string metadataURI) external;
        function createOperatorSets(address avs, CreateSetParams[] params) external;
        function createOperatorSets(address avs, CreateSetParamsV2[] params) external;
        function createRedistributingOperatorSets(address avs, CreateSetParams[] params, address[] redistributionRecipients) external;
        function createRedistributingOperatorSets(address avs, CreateSetParamsV2[] params, address[] redistributionRecipients) external;
        function addStrategiesToOperatorSet(address avs, uint32 operatorSetId, address[] strategies) external;
        function removeStrategiesFromOperatorSet(address avs, uint32 operatorSetId, address[] strategies) external;
        function updateSlasher(OperatorSet operatorSet, address slasher) external;
        function migrateSlashers(OperatorSet[] operatorSets) external;

        function getAVSRegistrar(address avs) external view returns (address);
        function isRedistributingOperatorSet(OperatorSet operatorSet) external view returns (bool);
        function getAllocationDelay(address operator) external view returns (bool isSet, uint32 delay);
        function isOperatorSlashable(address operator, OperatorSet operatorSet) external view returns (bool);
        function getRedistributionRecipient(OperatorSet operatorSet) external view returns (address);
        function getSlasher(OperatorSet operatorSet) external view returns (address);
        function getPendingSlasher(OperatorSet operatorSet) external view returns (address pendingSlasher, uint32 effectBlock);
        function getOperatorSetCount(address avs) external view returns (uint256);
        function getAllocatedSets(address operator) external view returns (OperatorSet[] memory operatorSets);
        function getAllocatedStrategies(address operator, OperatorSet operatorSet) external view returns (address[] memory strategies);
        function getAllocation(address operator, OperatorSet operatorSet, address strategy) external view returns (Allocation memory allocation);
        function getAllocations(address[] operators, OperatorSet operatorSet, address strategy) external view returns (Allocation[] memory allocations);
        function getStrategyAllocations(address operator, address strategy) external view returns (OperatorSet[] memory operatorSets, Allocation[] memory allocations);
        function getEncumberedMagnitude(address operator, address strategy) external view returns (uint64);
        function getAllocatableMagnitude(address operator, address strategy) external view returns (uint64);
        function getMaxMagnitude(address operator, address strategy) external view returns (uint64);
        function getMaxMagnitudes(address operator, address[] strategies) external view returns (uint64[] memory maxMagnitudes);
        function getMaxMagnitudes(address[] operators, address strategy) external view returns (uint64[] memory maxMagnitudes);
        function getMaxMagnitudesAtBlock(address operator, address[] strategies, uint32 blockNumber) external view returns (uint64[] memory maxMagnitudes);
        function getRegisteredSets(address operator) external view returns (OperatorSet[] memory operatorSets);
        function isMemberOfOperatorSet(address operator, OperatorSet operatorSet) external view returns (bool);
        function isOperatorSet(OperatorSet operatorSet) external view returns (bool);
        function getMembers(OperatorSet operatorSet) external view returns (address[] memory operators);
        function getMemberCount(OperatorSet operatorSet) external view returns (uint256);
        function getStrategiesInOperatorSet(OperatorSet operatorSet) external view returns (address[] memory strategies);
        function getMinimumSlashableStake(OperatorSet operatorSet, address[] operators, address[] strategies, uint32 futureBlock) external view returns (uint256[][] memory slashableStake);
        function getAllocatedStake(OperatorSet operatorSet, address[] operators, address[] strategies) external view returns (uint256[][] memory slashableStake);
        function getSlashCount(OperatorSet operatorSet) external view returns (uint256);
        function isOperatorRedistributable(address operator) external view returns (bool);
        function delegation() external view returns (address);
        function eigenStrategy() external view returns (address);
        function permissionController() external view returns (address);
        function viewImplementation() external view returns (address);
        function DEALLOCATION_DELAY() external view returns (uint32);
        function ALLOCATION_CONFIGURATION_DELAY() external view returns (uint32);
        function SLASHER_CONFIGURATION_DELAY() external view returns (uint32);

        event AllocationDelaySet(address operator, uint32 delay, uint32 effectBlock);
        event AllocationUpdated(address operator, OperatorSet operatorSet, address strategy, uint64 magnitude, uint32 effectBlock);
        event EncumberedMagnitudeUpdated(address operator, address strategy, uint64 encumberedMagnitude);
        event MaxMagnitudeUpdated(address operator, address strategy, uint64 maxMagnitude);
        event OperatorSlashed(address operator, OperatorSet operatorSet, address[] strategies, uint256[] wadSlashed, string description);
        event AVSRegistrarSet(address avs, address registrar);
        event AVSMetadataURIUpdated(address indexed avs, string metadataURI);
        event OperatorSetCreated(OperatorSet operatorSet);
        event OperatorAddedToOperatorSet(address indexed operator, OperatorSet operatorSet);
        event OperatorRemovedFromOperatorSet(address indexed operator, OperatorSet operatorSet);
        event RedistributionAddressSet(OperatorSet operatorSet, address redistributionRecipient);
        event StrategyAddedToOperatorSet(OperatorSet operatorSet, address strategy);
        event StrategyRemovedFromOperatorSet(OperatorSet operatorSet, address strategy);
        event SlasherUpdated(OperatorSet operatorSet, address slasher, uint32 effectBlock);
        event SlasherMigrated(OperatorSet operatorSet, address slasher);
        event Initialized(uint8 version);

        error AlreadyMemberOfSet();
        error Empty();
        error InputArrayLengthMismatch();
        error InsufficientMagnitude();
        error InvalidAVSRegistrar();
        error InvalidCaller();
        error InvalidOperator();
        error InvalidOperatorSet();
        error InvalidPermissions();
        error InvalidRedistributionRecipient();
        error InvalidSnapshotOrdering();
        error InvalidStrategy();
        error InvalidWadToSlash();
        error ModificationAlreadyPending();
        error NonexistentAVSMetadata();
        error NotMemberOfSet();
        error OperatorNotSlashable();
        error OperatorSetAlreadyMigrated();
        error SameMagnitude();
        error SlasherNotSet();
        error StrategiesMustBeInAscendingOrder();
        error StrategyAlreadyInOperatorSet();
        error StrategyNotInOperatorSet();
        error UninitializedAllocationDelay();
    }
}
