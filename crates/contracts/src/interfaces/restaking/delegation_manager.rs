//! `DelegationManager`: operators, delegation, the withdrawal queue.

abi! {
    interface IDelegationManager {
        struct SignatureWithExpiry {
            bytes signature;
            uint256 expiry;
        }

        struct QueuedWithdrawalParams {
            address[] strategies;
            uint256[] depositShares;
            address __deprecated_withdrawer;
        }

        struct Withdrawal {
            address staker;
            address delegatedTo;
            address withdrawer;
            uint256 nonce;
            uint32 startBlock;
            address[] strategies;
            uint256[] scaledShares;
        }

        struct OperatorSet {
            address avs;
            uint32 id;
        }

        function initialize(uint256 initialPausedStatus) external;
        function registerAsOperator(address initDelegationApprover, uint32 allocationDelay, string metadataURI) external;
        function modifyOperatorDetails(address operator, address newDelegationApprover) external;
        function updateOperatorMetadataURI(address operator, string metadataURI) external;
        function delegateTo(address operator, SignatureWithExpiry approverSignatureAndExpiry, bytes32 approverSalt) external;
        function undelegate(address staker) external returns (bytes32[] withdrawalRoots);
        function redelegate(address newOperator, SignatureWithExpiry newOperatorApproverSig, bytes32 approverSalt) external returns (bytes32[] withdrawalRoots);
        function queueWithdrawals(QueuedWithdrawalParams[] params) external returns (bytes32[]);
        function completeQueuedWithdrawal(Withdrawal withdrawal, address[] tokens, bool receiveAsTokens) external;
        function completeQueuedWithdrawals(Withdrawal[] withdrawals, address[][] tokens, bool[] receiveAsTokens) external;
        function increaseDelegatedShares(address staker, address strategy, uint256 prevDepositShares, uint256 addedShares) external;
        function decreaseDelegatedShares(address staker, uint256 curDepositShares, uint64 beaconChainSlashingFactorDecrease) external;
        function slashOperatorShares(address operator, OperatorSet operatorSet, uint256 slashId, address strategy, uint64 prevMaxMagnitude, uint64 newMaxMagnitude) external returns (uint256 totalDepositSharesToSlash);
        function delegatedTo(address staker) external view returns (address operator);
        function isDelegated(address staker) external view returns (bool);
        function isOperator(address operator) external view returns (bool);
        function delegationApprover(address operator) external view returns (address);
        function delegationApproverSaltIsSpent(address delegationApprover, bytes32 salt) external view returns (bool spent);
        function operatorShares(address operator, address strategy) external view returns (uint256 shares);
        function getOperatorShares(address operator, address[] strategies) external view returns (uint256[]);
        function getOperatorsShares(address[] operators, address[] strategies) external view returns (uint256[][]);
        function getSlashableSharesInQueue(address operator, address strategy) external view returns (uint256);
        function depositScalingFactor(address staker, address strategy) external view returns (uint256);
        function getDepositedShares(address staker) external view returns (address[], uint256[]);
        function getWithdrawableShares(address staker, address[] strategies) external view returns (uint256[] withdrawableShares, uint256[] depositShares);
        function convertToDepositShares(address staker, address[] strategies, uint256[] withdrawableShares) external view returns (uint256[]);
        function cumulativeWithdrawalsQueued(address staker) external view returns (uint256 totalQueued);
        function pendingWithdrawals(bytes32 withdrawalRoot) external view returns (bool pending);
        function queuedWithdrawals(bytes32 withdrawalRoot) external view returns (Withdrawal withdrawal);
        function getQueuedWithdrawal(bytes32 withdrawalRoot) external view returns (Withdrawal withdrawal, uint256[] shares);
        function getQueuedWithdrawals(address staker) external view returns (Withdrawal[] withdrawals, uint256[][] shares);
        function getQueuedWithdrawalRoots(address staker) external view returns (bytes32[]);
        function calculateWithdrawalRoot(Withdrawal withdrawal) external pure returns (bytes32);
        function calculateDelegationApprovalDigestHash(address staker, address operator, address approver, bytes32 approverSalt, uint256 expiry) external view returns (bytes32);
        function minWithdrawalDelayBlocks() external view returns (uint32);
        function beaconChainETHStrategy() external view returns (address);
        function DELEGATION_APPROVAL_TYPEHASH() external view returns (bytes32);
        function domainSeparator() external view returns (bytes32);
        function version() external view returns (string);
        function allocationManager() external view returns (address);
        function eigenPodManager() external view returns (address);
        function permissionController() external view returns (address);
        function strategyManager() external view returns (address);

        event Initialized(uint8 version);
        event DelegationApproverUpdated(address indexed operator, address newDelegationApprover);
        event OperatorRegistered(address indexed operator, address delegationApprover);
        event OperatorMetadataURIUpdated(address indexed operator, string metadataURI);
        event OperatorSharesIncreased(address indexed operator, address staker, address strategy, uint256 shares);
        event OperatorSharesDecreased(address indexed operator, address staker, address strategy, uint256 shares);
        event OperatorSharesSlashed(address indexed operator, address strategy, uint256 totalSlashedShares);
        event StakerDelegated(address indexed staker, address indexed operator);
        event StakerUndelegated(address indexed staker, address indexed operator);
        event StakerForceUndelegated(address indexed staker, address indexed operator);
        event DepositScalingFactorUpdated(address staker, address strategy, uint256 newDepositScalingFactor);
        event SlashingWithdrawalQueued(bytes32 withdrawalRoot, Withdrawal withdrawal, uint256[] sharesToWithdraw);
        event SlashingWithdrawalCompleted(bytes32 withdrawalRoot);

        error ActivelyDelegated();
        error CallerCannotUndelegate();
        error FullySlashed();
        error InputArrayLengthMismatch();
        error InputArrayLengthZero();
        error InvalidDepositScalingFactor();
        error InvalidPermissions();
        error InvalidShortString();
        error InvalidSignature();
        error InvalidSnapshotOrdering();
        error NotActivelyDelegated();
        error OnlyAllocationManager();
        error OnlyEigenPodManager();
        error OnlyStrategyManagerOrEigenPodManager();
        error OperatorNotRegistered();
        error OperatorsCannotUndelegate();
        error SaltSpent();
        error SignatureExpired();
        error StringTooLong(string str);
        error WithdrawalDelayNotElapsed();
        error WithdrawalNotQueued();
        error WithdrawerNotCaller();
    }
}
