//! `RewardsCoordinator`.

abi! {
    interface IRewardsCoordinator {
        struct OperatorSet {
            address avs;
            uint32 id;
        }

        struct StrategyAndMultiplier {
            address strategy;
            uint96 multiplier;
        }

        struct RewardsSubmission {
            StrategyAndMultiplier[] strategiesAndMultipliers;
            address token;
            uint256 amount;
            uint32 startTimestamp;
            uint32 duration;
        }

        struct OperatorReward {
            address operator;
            uint256 amount;
        }

        struct OperatorDirectedRewardsSubmission {
            StrategyAndMultiplier[] strategiesAndMultipliers;
            address token;
            OperatorReward[] operatorRewards;
            uint32 startTimestamp;
            uint32 duration;
            string description;
        }

        struct DistributionRoot {
            bytes32 root;
            uint32 rewardsCalculationEndTimestamp;
            uint32 activatedAt;
            bool disabled;
        }

        struct EarnerTreeMerkleLeaf {
            address earner;
            bytes32 earnerTokenRoot;
        }

        struct TokenTreeMerkleLeaf {
            address token;
            uint256 cumulativeEarnings;
        }

        struct RewardsMerkleClaim {
            uint32 rootIndex;
            uint32 earnerIndex;
            bytes earnerTreeProof;
            EarnerTreeMerkleLeaf earnerLeaf;
            uint32[] tokenIndices;
            bytes[] tokenTreeProofs;
            TokenTreeMerkleLeaf[] tokenLeaves;
        }

        function CALCULATION_INTERVAL_SECONDS() external view returns (uint32);
        function GENESIS_REWARDS_TIMESTAMP() external view returns (uint32);
        function MAX_FUTURE_LENGTH() external view returns (uint32);
        function MAX_RETROACTIVE_LENGTH() external view returns (uint32);
        function MAX_REWARDS_DURATION() external view returns (uint32);
        function activationDelay() external view returns (uint32);
        function allocationManager() external view returns (address);
        function beaconChainETHStrategy() external view returns (address);
        function currRewardsCalculationEndTimestamp() external view returns (uint32);
        function defaultOperatorSplitBips() external view returns (uint16);
        function delegationManager() external view returns (address);
        function emissionsController() external view returns (address);
        function feeRecipient() external view returns (address);
        function permissionController() external view returns (address);
        function rewardsUpdater() external view returns (address);
        function strategyManager() external view returns (address);
        function initialize(address initialOwner, uint256 initialPausedStatus, address rewardsUpdater, uint32 activationDelay, uint16 defaultSplitBips, address feeRecipient) external;

        function createAVSRewardsSubmission(RewardsSubmission[] rewardsSubmissions) external;
        function createEigenDARewardsSubmission(address avs, RewardsSubmission[] rewardsSubmissions) external;
        function createRewardsForAllSubmission(RewardsSubmission[] rewardsSubmissions) external;
        function createRewardsForAllEarners(RewardsSubmission[] rewardsSubmissions) external;
        function createUniqueStakeRewardsSubmission(OperatorSet operatorSet, RewardsSubmission[] rewardsSubmissions) external;
        function createTotalStakeRewardsSubmission(OperatorSet operatorSet, RewardsSubmission[] rewardsSubmissions) external;
        function createOperatorDirectedAVSRewardsSubmission(address avs, OperatorDirectedRewardsSubmission[] operatorDirectedRewardsSubmissions) external;
        function createOperatorDirectedOperatorSetRewardsSubmission(OperatorSet operatorSet, OperatorDirectedRewardsSubmission[] operatorDirectedRewardsSubmissions) external;
        function submissionNonce(address submitter) external view returns (uint256 nonce);
        function isAVSRewardsSubmissionHash(address avs, bytes32 hash) external view returns (bool valid);
        function isRewardsSubmissionForAllHash(address avs, bytes32 hash) external view returns (bool valid);
        function isRewardsSubmissionForAllEarnersHash(address avs, bytes32 hash) external view returns (bool valid);
        function isOperatorDirectedAVSRewardsSubmissionHash(address avs, bytes32 hash) external view returns (bool valid);
        function isOperatorDirectedOperatorSetRewardsSubmissionHash(address avs, bytes32 hash) external view returns (bool valid);
        function isUniqueStakeRewardsSubmissionHash(address avs, bytes32 hash) external view returns (bool valid);
        function isTotalStakeRewardsSubmissionHash(address avs, bytes32 hash) external view returns (bool valid);
        function isRewardsForAllSubmitter(address submitter) external view returns (bool valid);
        function isOptedInForProtocolFee(address submitter) external view returns (bool isOptedIn);

        function submitRoot(bytes32 root, uint32 rewardsCalculationEndTimestamp) external;
        function disableRoot(uint32 rootIndex) external;
        function getDistributionRootsLength() external view returns (uint256);
        function getDistributionRootAtIndex(uint256 index) external view returns (DistributionRoot);
        function getCurrentDistributionRoot() external view returns (DistributionRoot);
        function getCurrentClaimableDistributionRoot() external view returns (DistributionRoot);
        function getRootIndexFromHash(bytes32 rootHash) external view returns (uint32);

        function processClaim(RewardsMerkleClaim claim, address recipient) external;
        function processClaims(RewardsMerkleClaim[] claims, address recipient) external;
        function checkClaim(RewardsMerkleClaim claim) external view returns (bool);
        function calculateEarnerLeafHash(EarnerTreeMerkleLeaf leaf) external pure returns (bytes32);
        function calculateTokenLeafHash(TokenTreeMerkleLeaf leaf) external pure returns (bytes32);
        function cumulativeClaimed(address earner, address token) external view returns (uint256 totalClaimed);
        function setClaimerFor(address claimer) external;
        function setClaimerFor(address earner, address claimer) external;
        function claimerFor(address earner) external view returns (address claimer);

        function setOperatorAVSSplit(address operator, address avs, uint16 split) external;
        function setOperatorPISplit(address operator, uint16 split) external;
        function setOperatorSetSplit(address operator, OperatorSet operatorSet, uint16 split) external;
        function getOperatorAVSSplit(address operator, address avs) external view returns (uint16);
        function getOperatorPISplit(address operator) external view returns (uint16);
        function getOperatorSetSplit(address operator, OperatorSet operatorSet) external view returns (uint16);

        function setActivationDelay(uint32 activationDelay) external;
        function setDefaultOperatorSplit(uint16 split) external;
        function setFeeRecipient(address feeRecipient) external;
        function setOptInForProtocolFee(address submitter, bool optInForProtocolFee) external;
        function setRewardsForAllSubmitter(address submitter, bool newValue) external;
        function setRewardsUpdater(address rewardsUpdater) external;

        event AVSRewardsSubmissionCreated(address indexed avs, uint256 indexed submissionNonce, bytes32 indexed rewardsSubmissionHash, RewardsSubmission rewardsSubmission);
        event RewardsSubmissionForAllCreated(address indexed submitter, uint256 indexed submissionNonce, bytes32 indexed rewardsSubmissionHash, RewardsSubmission rewardsSubmission);
        event RewardsSubmissionForAllEarnersCreated(address indexed tokenHopper, uint256 indexed submissionNonce, bytes32 indexed rewardsSubmissionHash, RewardsSubmission rewardsSubmission);
        event OperatorDirectedAVSRewardsSubmissionCreated(address indexed caller, address indexed avs, bytes32 indexed operatorDirectedRewardsSubmissionHash, uint256 submissionNonce, OperatorDirectedRewardsSubmission operatorDirectedRewardsSubmission);
        event OperatorDirectedOperatorSetRewardsSubmissionCreated(address indexed caller, bytes32 indexed operatorDirectedRewardsSubmissionHash, OperatorSet operatorSet, uint256 submissionNonce, OperatorDirectedRewardsSubmission operatorDirectedRewardsSubmission);
        event UniqueStakeRewardsSubmissionCreated(address indexed caller, bytes32 indexed rewardsSubmissionHash, OperatorSet operatorSet, uint256 submissionNonce, RewardsSubmission rewardsSubmission);
        event TotalStakeRewardsSubmissionCreated(address indexed caller, bytes32 indexed rewardsSubmissionHash, OperatorSet operatorSet, uint256 submissionNonce, RewardsSubmission rewardsSubmission);
        event DistributionRootSubmitted(uint32 indexed rootIndex, bytes32 indexed root, uint32 indexed rewardsCalculationEndTimestamp, uint32 activatedAt);
        event DistributionRootDisabled(uint32 indexed rootIndex);
        event RewardsClaimed(bytes32 root, address indexed earner, address indexed claimer, address indexed recipient, address token, uint256 claimedAmount);
        event ClaimerForSet(address indexed earner, address indexed oldClaimer, address indexed claimer);
        event OperatorAVSSplitBipsSet(address indexed caller, address indexed operator, address indexed avs, uint32 activatedAt, uint16 oldOperatorAVSSplitBips, uint16 newOperatorAVSSplitBips);
        event OperatorPISplitBipsSet(address indexed caller, address indexed operator, uint32 activatedAt, uint16 oldOperatorPISplitBips, uint16 newOperatorPISplitBips);
        event OperatorSetSplitBipsSet(address indexed caller, address indexed operator, OperatorSet operatorSet, uint32 activatedAt, uint16 oldOperatorSetSplitBips, uint16 newOperatorSetSplitBips);
        event OptInForProtocolFeeSet(address indexed submitter, bool indexed oldValue, bool indexed newValue);
        event ActivationDelaySet(uint32 oldActivationDelay, uint32 newActivationDelay);
        event DefaultOperatorSplitBipsSet(uint16 oldDefaultOperatorSplitBips, uint16 newDefaultOperatorSplitBips);
        event RewardsUpdaterSet(address indexed oldRewardsUpdater, address indexed newRewardsUpdater);
        event RewardsForAllSubmitterSet(address indexed rewardsForAllSubmitter, bool indexed oldValue, bool indexed newValue);
        event FeeRecipientSet(address indexed oldFeeRecipient, address indexed newFeeRecipient);
        event Initialized(uint8 version);

        error AmountExceedsMax();
        error AmountIsZero();
        error DurationExceedsMax();
        error DurationIsZero();
        error EarningsNotGreaterThanClaimed();
        error EmptyRoot();
        error InputArrayLengthMismatch();
        error InputArrayLengthZero();
        error InvalidAddressZero();
        error InvalidCalculationIntervalSecondsRemainder();
        error InvalidClaimProof();
        error InvalidDurationRemainder();
        error InvalidEarner();
        error InvalidEarnerLeafIndex();
        error InvalidGenesisRewardsTimestampRemainder();
        error InvalidIndex();
        error InvalidOperatorSet();
        error InvalidPermissions();
        error InvalidProofLength();
        error InvalidRoot();
        error InvalidRootIndex();
        error InvalidStartTimestampRemainder();
        error InvalidTokenLeafIndex();
        error NewRootMustBeForNewCalculatedPeriod();
        error OperatorsNotInAscendingOrder();
        error PreviousSplitPending();
        error RewardsEndTimestampNotElapsed();
        error RootAlreadyActivated();
        error RootDisabled();
        error RootNotActivated();
        error SplitExceedsMax();
        error StartTimestampTooFarInFuture();
        error StartTimestampTooFarInPast();
        error StrategiesNotInAscendingOrder();
        error StrategyNotWhitelisted();
        error SubmissionNotRetroactive();
        error UnauthorizedCaller();
    }
}
