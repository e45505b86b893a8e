//! `StakingRouter`: splits deposits and fees between the staking modules.

abi! {
    interface IStakingRouter {
        struct StakingModule {
            uint24 id;
            address stakingModuleAddress;
            uint16 stakingModuleFee;
            uint16 treasuryFee;
            uint16 stakeShareLimit;
            uint8 status;
            string name;
            uint64 lastDepositAt;
            uint256 lastDepositBlock;
            uint256 exitedValidatorsCount;
            uint16 priorityExitShareThreshold;
            uint64 maxDepositsPerBlock;
            uint64 minDepositBlockDistance;
        }

        struct StakingModuleSummary {
            uint256 totalExitedValidators;
            uint256 totalDepositedValidators;
            uint256 depositableValidatorsCount;
        }

        function MANAGE_WITHDRAWAL_CREDENTIALS_ROLE() external view returns (bytes32);
        function STAKING_MODULE_MANAGE_ROLE() external view returns (bytes32);
        function STAKING_MODULE_UNVETTING_ROLE() external view returns (bytes32);
        function REPORT_EXITED_VALIDATORS_ROLE() external view returns (bytes32);
        function REPORT_REWARDS_MINTED_ROLE() external view returns (bytes32);
        function FEE_PRECISION_POINTS() external view returns (uint256);
        function TOTAL_BASIS_POINTS() external view returns (uint256);
        function MAX_STAKING_MODULES_COUNT() external view returns (uint256);
        function getLido() external view returns (address);
        function addStakingModule(string name, address stakingModuleAddress, uint256 stakeShareLimit, uint256 priorityExitShareThreshold, uint256 stakingModuleFee, uint256 treasuryFee, uint256 maxDepositsPerBlock, uint256 minDepositBlockDistance) external;
        function updateStakingModule(uint256 stakingModuleId, uint256 stakeShareLimit, uint256 priorityExitShareThreshold, uint256 stakingModuleFee, uint256 treasuryFee, uint256 maxDepositsPerBlock, uint256 minDepositBlockDistance) external;
        function setStakingModuleStatus(uint256 stakingModuleId, uint8 status) external;
        function setWithdrawalCredentials(bytes32 withdrawalCredentials) external;
        function getWithdrawalCredentials() external view returns (bytes32);
        function getStakingModules() external view returns (StakingModule[] res);
        function getStakingModuleIds() external view returns (uint256[] stakingModuleIds);
        function getStakingModule(uint256 stakingModuleId) external view returns (StakingModule);
        function getStakingModulesCount() external view returns (uint256);
        function hasStakingModule(uint256 stakingModuleId) external view returns (bool);
        function getStakingModuleStatus(uint256 stakingModuleId) external view returns (uint8);
        function getStakingModuleIsStopped(uint256 stakingModuleId) external view returns (bool);
        function getStakingModuleIsDepositsPaused(uint256 stakingModuleId) external view returns (bool);
        function getStakingModuleIsActive(uint256 stakingModuleId) external view returns (bool);
        function getStakingModuleNonce(uint256 stakingModuleId) external view returns (uint256);
        function getStakingModuleLastDepositBlock(uint256 stakingModuleId) external view returns (uint256);
        function getStakingModuleMinDepositBlockDistance(uint256 stakingModuleId) external view returns (uint256);
        function getStakingModuleMaxDepositsPerBlock(uint256 stakingModuleId) external view returns (uint256);
        function getStakingModuleActiveValidatorsCount(uint256 stakingModuleId) external view returns (uint256 activeValidatorsCount);
        function getStakingModuleSummary(uint256 stakingModuleId) external view returns (StakingModuleSummary summary);
        function getStakingModuleMaxDepositsCount(uint256 stakingModuleId, uint256 maxDepositsValue) external view returns (uint256);
        function getDepositsAllocation(uint256 depositsCount) external view returns (uint256 allocated, uint256[] allocations);
        function getStakingFeeAggregateDistribution() external view returns (uint96 modulesFee, uint96 treasuryFee, uint256 basePrecision);
        function getStakingFeeAggregateDistributionE4Precision() external view returns (uint16 modulesFee, uint16 treasuryFee);
        function getTotalFeeE4Precision() external view returns (uint16 totalFee);
        function getStakingRewardsDistribution() external view returns (address[] recipients, uint256[] stakingModuleIds, uint96[] stakingModuleFees, uint96 totalFee, uint256 precisionPoints);
        function getContractVersion() external view returns (uint256);

        event StakingModuleAdded(uint256 indexed stakingModuleId, address stakingModule, string name, address createdBy);
        event StakingModuleShareLimitSet(uint256 indexed stakingModuleId, uint256 stakeShareLimit, uint256 priorityExitShareThreshold, address setBy);
        event StakingModuleFeesSet(uint256 indexed stakingModuleId, uint256 stakingModuleFee, uint256 treasuryFee, address setBy);
        event StakingModuleStatusSet(uint256 indexed stakingModuleId, uint8 status, address setBy);
        event StakingModuleExitedValidatorsIncompleteReporting(uint256 indexed stakingModuleId, uint256 unreportedExitedValidatorsCount);
        event StakingModuleMaxDepositsPerBlockSet(uint256 indexed stakingModuleId, uint256 maxDepositsPerBlock, address setBy);
        event StakingModuleMinDepositBlockDistanceSet(uint256 indexed stakingModuleId, uint256 minDepositBlockDistance, address setBy);
        event WithdrawalCredentialsSet(bytes32 withdrawalCredentials, address setBy);
        event StakingRouterETHDeposited(uint256 indexed stakingModuleId, uint256 amount);

        error ZeroAddressStakingModule();
        error InvalidStakeShareLimit();
        error InvalidFeeSum();
        error StakingModuleNotActive();
        error EmptyWithdrawalsCredentials();
        error DirectETHTransfer();
        error ExitedValidatorsCountCannotDecrease();
        error ReportedExitedValidatorsExceedDeposited(uint256 reportedExitedValidatorsCount, uint256 depositedValidatorsCount);
        error StakingModulesLimitExceeded();
        error StakingModuleUnregistered();
        error AppAuthLidoFailed();
        error StakingModuleStatusTheSame();
        error StakingModuleWrongName();
        error InvalidDepositsValue(uint256 etherValue, uint256 depositsCount);
        error StakingModuleAddressExists();
        error ArraysLengthMismatch(uint256 firstArrayLength, uint256 secondArrayLength);
        error InvalidPriorityExitShareThreshold();
        error InvalidMinDepositBlockDistance();
        error InvalidMaxDepositPerBlockValue();
    }
}
