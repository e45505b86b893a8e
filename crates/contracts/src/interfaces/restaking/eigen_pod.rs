//! `EigenPod`, and the proxy it stands behind.

abi! {
    interface IEigenPod {
        enum VALIDATOR_STATUS {
            INACTIVE,
            ACTIVE,
            WITHDRAWN
        }

        struct ValidatorInfo {
            uint64 validatorIndex;
            uint64 restakedBalanceGwei;
            uint64 lastCheckpointedAt;
            VALIDATOR_STATUS status;
        }

        struct Checkpoint {
            bytes32 beaconBlockRoot;
            uint24 proofsRemaining;
            uint64 podBalanceGwei;
            int64 balanceDeltasGwei;
            uint64 prevBeaconBalanceGwei;
        }

        struct StateRootProof {
            bytes32 beaconStateRoot;
            bytes proof;
        }

        struct ValidatorProof {
            bytes32[] validatorFields;
            bytes proof;
        }

        struct BalanceContainerProof {
            bytes32 balanceContainerRoot;
            bytes proof;
        }

        struct BalanceProof {
            bytes32 pubkeyHash;
            bytes32 balanceRoot;
            bytes proof;
        }

        struct ConsolidationRequest {
            bytes srcPubkey;
            bytes targetPubkey;
        }

        struct WithdrawalRequest {
            bytes pubkey;
            uint64 amountGwei;
        }

        function initialize(address owner) external;
        function stake(bytes pubkey, bytes signature, bytes32 depositDataRoot) external payable;
        function startCheckpoint(bool revertIfNoBalance) external;
        function verifyCheckpointProofs(BalanceContainerProof balanceContainerProof, BalanceProof[] proofs) external;
        function verifyWithdrawalCredentials(uint64 beaconTimestamp, StateRootProof stateRootProof, uint40[] validatorIndices, bytes[] validatorFieldsProofs, bytes32[][] validatorFields) external;
        function verifyStaleBalance(uint64 beaconTimestamp, StateRootProof stateRootProof, ValidatorProof proof) external;
        function requestConsolidation(ConsolidationRequest[] requests) external payable;
        function requestWithdrawal(WithdrawalRequest[] requests) external payable;
        function recoverTokens(address[] tokenList, uint256[] amountsToWithdraw, address recipient) external;
        function setProofSubmitter(address newProofSubmitter) external;
        function withdrawRestakedBeaconChainETH(address recipient, uint256 amount) external;

        function ethPOS() external view returns (address);
        function eigenPodManager() external view returns (address);
        function podOwner() external view returns (address);
        function proofSubmitter() external view returns (address);
        function withdrawableRestakedExecutionLayerGwei() external view returns (uint64);
        function validatorPubkeyHashToInfo(bytes32 validatorPubkeyHash) external view returns (ValidatorInfo);
        function validatorPubkeyToInfo(bytes validatorPubkey) external view returns (ValidatorInfo);
        function validatorStatus(bytes32 pubkeyHash) external view returns (VALIDATOR_STATUS);
        function validatorStatus(bytes validatorPubkey) external view returns (VALIDATOR_STATUS);
        function activeValidatorCount() external view returns (uint256);
        function lastCheckpointTimestamp() external view returns (uint64);
        function currentCheckpointTimestamp() external view returns (uint64);
        function currentCheckpoint() external view returns (Checkpoint);
        function checkpointBalanceExitedGwei(uint64 checkpointTimestamp) external view returns (uint64);
        function getParentBlockRoot(uint64 timestamp) external view returns (bytes32);
        function getConsolidationRequestFee() external view returns (uint256);
        function getWithdrawalRequestFee() external view returns (uint256);

        event Initialized(uint8 version);
        event BeaconUpgraded(address indexed beacon);
        event EigenPodStaked(bytes32 pubkeyHash);
        event ValidatorRestaked(bytes32 pubkeyHash);
        event ValidatorBalanceUpdated(bytes32 pubkeyHash, uint64 balanceTimestamp, uint64 newValidatorBalanceGwei);
        event RestakedBeaconChainETHWithdrawn(address indexed recipient, uint256 amount);
        event NonBeaconChainETHReceived(uint256 amountReceived);
        event CheckpointCreated(uint64 indexed checkpointTimestamp, bytes32 indexed beaconBlockRoot, uint256 validatorCount);
        event CheckpointFinalized(uint64 indexed checkpointTimestamp, int256 totalShareDeltaWei);
        event ValidatorCheckpointed(uint64 indexed checkpointTimestamp, bytes32 indexed pubkeyHash);
        event ValidatorWithdrawn(uint64 indexed checkpointTimestamp, bytes32 indexed pubkeyHash);
        event ProofSubmitterUpdated(address prevProofSubmitter, address newProofSubmitter);
        event ConsolidationRequested(bytes32 indexed sourcePubkeyHash, bytes32 indexed targetPubkeyHash);
        event SwitchToCompoundingRequested(bytes32 indexed validatorPubkeyHash);
        event ExitRequested(bytes32 indexed validatorPubkeyHash);
        event WithdrawalRequested(bytes32 indexed validatorPubkeyHash, uint64 withdrawalAmountGwei);

        error OnlyEigenPodManager();
        error OnlyEigenPodOwner();
        error OnlyEigenPodOwnerOrProofSubmitter();
        error CurrentlyPaused();
        error InputAddressZero();
        error InputArrayLengthMismatch();
        error MsgValueNot32ETH();
        error InsufficientWithdrawableBalance();
        error InvalidPubKeyLength();
        error InsufficientFunds();
        error PredeployFailed();
        error FeeQueryFailed();
        error CheckpointAlreadyActive();
        error NoActiveCheckpoint();
        error CannotCheckpointTwiceInSingleBlock();
        error NoBalanceToCheckpoint();
        error TimestampOutOfRange();
        error InvalidEIP4788Response();
        error BeaconTimestampTooFarInPast();
        error BeaconTimestampBeforeLatestCheckpoint();
        error ForkTimestampZero();
        error CredentialsAlreadyVerified();
        error ValidatorInactiveOnBeaconChain();
        error ValidatorIsExitingBeaconChain();
        error WithdrawalCredentialsNotForEigenPod();
        error ValidatorNotActiveInPod();
        error ValidatorNotSlashedOnBeaconChain();
        error InvalidValidatorFieldsLength();
        error InvalidProofLength();
        error InvalidIndex();
        error EmptyRoot();
        error InvalidProof();
        error LeavesNotPowerOfTwo();
        error NotEnoughLeaves();
    }
}
