//! What some strategies have beside the functions of every strategy: duration vaults, and the strategy of EIGEN.

abi! {
    interface IDurationVaultStrategy {
        function lock() external;
        function markMatured() external;
        function advanceToWithdrawals() external;
        function updateTVLLimits(uint256 newMaxPerDeposit, uint256 newStakeCap) external;
        function updateMetadataURI(string newMetadataURI) external;
        function updateDelegationApprover(address newDelegationApprover) external;
        function updateOperatorMetadataURI(string newOperatorMetadataURI) external;
        function setRewardsClaimer(address claimer) external;

        function vaultAdmin() external view returns (address);
        function arbitrator() external view returns (address);
        function duration() external view returns (uint32);
        function lockedAt() external view returns (uint32);
        function unlockTimestamp() external view returns (uint32);
        function unlockAt() external view returns (uint32);
        function maturedAt() external view returns (uint32);
        function isLocked() external view returns (bool);
        function isMatured() external view returns (bool);
        function state() external view returns (uint8);
        function metadataURI() external view returns (string);
        function stakeCap() external view returns (uint256);
        function depositsOpen() external view returns (bool);
        function withdrawalsOpen() external view returns (bool);
        function allocationsActive() external view returns (bool);
        function operatorIntegrationConfigured() external view returns (bool);
        function operatorSetRegistered() external view returns (bool);
        function operatorSetInfo() external view returns (address avs, uint32 operatorSetId);
        function delegationManager() external view returns (address);
        function allocationManager() external view returns (address);
        function rewardsCoordinator() external view returns (address);

        event VaultInitialized(address indexed vaultAdmin, address indexed arbitrator, address indexed underlyingToken, uint32 duration, uint256 maxPerDeposit, uint256 stakeCap, string metadataURI);
        event VaultLocked(uint32 lockedAt, uint32 unlockAt);
        event VaultMatured(uint32 maturedAt);
        event VaultAdvancedToWithdrawals(address indexed arbitrator, uint32 maturedAt);
        event MetadataURIUpdated(string newMetadataURI);
        event DeallocateAttempted(bool success);
        event DeregisterAttempted(bool success);

        error InvalidVaultAdmin();
        error InvalidArbitrator();
        error InvalidDuration();
        error OnlyVaultAdmin();
        error OnlyArbitrator();
        error VaultAlreadyLocked();
        error VaultNotLocked();
        error DepositsLocked();
        error WithdrawalsLockedDuringAllocations();
        error MustBeDelegatedToVaultOperator();
        error DurationNotElapsed();
        error DurationAlreadyElapsed();
        error OperatorIntegrationInvalid();
        error DepositExceedsMaxPerDeposit();
        error StrategyNotSupportedByOperatorSet();
        error PendingAllocation();
    }
}

abi! {
    interface IEigenStrategy {
        function EIGEN() external view returns (address);
    }
}
