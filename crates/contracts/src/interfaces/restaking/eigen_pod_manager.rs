//! `EigenPodManager`.

abi! {
    interface IEigenPodManager {
        struct OperatorSet {
            address avs;
            uint32 id;
        }

        function initialize(address initialOwner, uint256 initPausedStatus) external;
        function createPod() external returns (address);
        function stake(bytes pubkey, bytes signature, bytes32 depositDataRoot) external payable;
        function recordBeaconChainETHBalanceUpdate(address podOwner, uint256 prevRestakedBalanceWei, int256 balanceDeltaWei) external;
        function addShares(address staker, address strategy, uint256 shares) external returns (uint256 existingDepositShares, uint256 addedShares);
        function removeDepositShares(address staker, address strategy, uint256 depositSharesToRemove) external returns (uint256 updatedShares);
        function withdrawSharesAsTokens(address staker, address strategy, address token, uint256 shares) external;
        function increaseBurnOrRedistributableShares(OperatorSet operatorSet, uint256 slashId, address strategy, uint256 addedSharesToBurn) external;
        function setPectraForkTimestamp(uint64 timestamp) external;
        function setProofTimestampSetter(address newProofTimestampSetter) external;

        function ownerToPod(address podOwner) external view returns (address);
        function getPod(address podOwner) external view returns (address);
        function hasPod(address podOwner) external view returns (bool);
        function numPods() external view returns (uint256);
        function ethPOS() external view returns (address);
        function eigenPodBeacon() external view returns (address);
        function delegationManager() external view returns (address);
        function beaconChainETHStrategy() external view returns (address);
        function podOwnerDepositShares(address podOwner) external view returns (int256);
        function stakerDepositShares(address user, address strategy) external view returns (uint256 depositShares);
        function beaconChainSlashingFactor(address staker) external view returns (uint64);
        function burnableETHShares() external view returns (uint256);
        function pectraForkTimestamp() external view returns (uint64);
        function proofTimestampSetter() external view returns (address);

        event Initialized(uint8 version);
        event PodDeployed(address indexed eigenPod, address indexed podOwner);
        event BeaconChainETHDeposited(address indexed podOwner, uint256 amount);
        event BeaconChainETHWithdrawalCompleted(address indexed podOwner, uint256 shares, uint96 nonce, address delegatedAddress, address withdrawer, bytes32 withdrawalRoot);
        event PodSharesUpdated(address indexed podOwner, int256 sharesDelta);
        event NewTotalShares(address indexed podOwner, int256 newTotalShares);
        event BeaconChainSlashingFactorDecreased(address staker, uint64 prevBeaconChainSlashingFactor, uint64 newBeaconChainSlashingFactor);
        event BurnableETHSharesIncreased(uint256 shares);
        event PectraForkTimestampSet(uint64 newPectraForkTimestamp);
        event ProofTimestampSetterSet(address newProofTimestampSetter);

        error OnlyEigenPod();
        error OnlyDelegationManager();
        error EigenPodAlreadyExists();
        error SharesNotMultipleOfGwei();
        error SharesNegative();
        error InvalidStrategy();
        error LegacyWithdrawalsNotCompleted();
        error OnlyProofTimestampSetter();
    }
}
