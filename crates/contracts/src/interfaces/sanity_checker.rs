//! `OracleReportSanityChecker`: the limits a report must keep.

abi! {
    interface IOracleReportSanityChecker {
        struct LimitsList {
            uint256 exitedValidatorsPerDayLimit;
            uint256 appearedValidatorsPerDayLimit;
            uint256 annualBalanceIncreaseBPLimit;
            uint256 simulatedShareRateDeviationBPLimit;
            uint256 maxValidatorExitRequestsPerReport;
            uint256 maxItemsPerExtraDataTransaction;
            uint256 maxNodeOperatorsPerExtraDataItem;
            uint256 requestTimestampMargin;
            uint256 maxPositiveTokenRebase;
            uint256 initialSlashingAmountPWei;
            uint256 inactivityPenaltiesAmountPWei;
            uint256 clBalanceOraclesErrorUpperBPLimit;
        }

        function ALL_LIMITS_MANAGER_ROLE() external view returns (bytes32);
        function EXITED_VALIDATORS_PER_DAY_LIMIT_MANAGER_ROLE() external view returns (bytes32);
        function APPEARED_VALIDATORS_PER_DAY_LIMIT_MANAGER_ROLE() external view returns (bytes32);
        function ANNUAL_BALANCE_INCREASE_LIMIT_MANAGER_ROLE() external view returns (bytes32);
        function SHARE_RATE_DEVIATION_LIMIT_MANAGER_ROLE() external view returns (bytes32);
        function MAX_VALIDATOR_EXIT_REQUESTS_PER_REPORT_ROLE() external view returns (bytes32);
        function MAX_ITEMS_PER_EXTRA_DATA_TRANSACTION_ROLE() external view returns (bytes32);
        function MAX_NODE_OPERATORS_PER_EXTRA_DATA_ITEM_ROLE() external view returns (bytes32);
        function REQUEST_TIMESTAMP_MARGIN_MANAGER_ROLE() external view returns (bytes32);
        function MAX_POSITIVE_TOKEN_REBASE_MANAGER_ROLE() external view returns (bytes32);
        function SECOND_OPINION_MANAGER_ROLE() external view returns (bytes32);
        function INITIAL_SLASHING_AND_PENALTIES_MANAGER_ROLE() external view returns (bytes32);
        function getLidoLocator() external view returns (address);
        function getOracleReportLimits() external view returns (LimitsList);
        function secondOpinionOracle() external view returns (address);
        function getReportDataCount() external view returns (uint256);
        function reportData(uint256 index) external view returns (uint64 timestamp, uint64 totalExitedValidators, uint128 negativeCLRebaseWei);
        function getMaxPositiveTokenRebase() external view returns (uint256);
        function setOracleReportLimits(LimitsList limitsList, address secondOpinionOracle) external;
        function setExitedValidatorsPerDayLimit(uint256 exitedValidatorsPerDayLimit) external;
        function setAppearedValidatorsPerDayLimit(uint256 appearedValidatorsPerDayLimit) external;
        function setAnnualBalanceIncreaseBPLimit(uint256 annualBalanceIncreaseBPLimit) external;
        function setSimulatedShareRateDeviationBPLimit(uint256 simulatedShareRateDeviationBPLimit) external;
        function setMaxExitRequestsPerOracleReport(uint256 maxValidatorExitRequestsPerReport) external;
        function setMaxItemsPerExtraDataTransaction(uint256 maxItemsPerExtraDataTransaction) external;
        function setMaxNodeOperatorsPerExtraDataItem(uint256 maxNodeOperatorsPerExtraDataItem) external;
        function setRequestTimestampMargin(uint256 requestTimestampMargin) external;
        function setInitialSlashingAndPenaltiesAmount(uint256 initialSlashingAmountPWei, uint256 inactivityPenaltiesAmountPWei) external;
        function setSecondOpinionOracleAndCLBalanceUpperMargin(address secondOpinionOracle, uint256 clBalanceOraclesErrorUpperBPLimit) external;
        function setMaxPositiveTokenRebase(uint256 maxPositiveTokenRebase) external;
        function smoothenTokenRebase(uint256 preTotalPooledEther, uint256 preTotalShares, uint256 preCLBalance, uint256 postCLBalance, uint256 withdrawalVaultBalance, uint256 elRewardsVaultBalance, uint256 sharesRequestedToBurn, uint256 etherToLockForWithdrawals, uint256 newSharesToBurnForWithdrawals) external view returns (uint256 withdrawals, uint256 elRewards, uint256 sharesFromWQToBurn, uint256 sharesToBurn);

        event ExitedValidatorsPerDayLimitSet(uint256 exitedValidatorsPerDayLimit);
        event AppearedValidatorsPerDayLimitSet(uint256 appearedValidatorsPerDayLimit);
        event AnnualBalanceIncreaseBPLimitSet(uint256 annualBalanceIncreaseBPLimit);
        event SimulatedShareRateDeviationBPLimitSet(uint256 simulatedShareRateDeviationBPLimit);
        event MaxPositiveTokenRebaseSet(uint256 maxPositiveTokenRebase);
        event MaxValidatorExitRequestsPerReportSet(uint256 maxValidatorExitRequestsPerReport);
        event MaxItemsPerExtraDataTransactionSet(uint256 maxItemsPerExtraDataTransaction);
        event MaxNodeOperatorsPerExtraDataItemSet(uint256 maxNodeOperatorsPerExtraDataItem);
        event RequestTimestampMarginSet(uint256 requestTimestampMargin);
        event InitialSlashingAmountSet(uint256 initialSlashingAmountPWei);
        event InactivityPenaltiesAmountSet(uint256 inactivityPenaltiesAmountPWei);
        event CLBalanceOraclesErrorUpperBPLimitSet(uint256 clBalanceOraclesErrorUpperBPLimit);
        event SecondOpinionOracleChanged(address indexed secondOpinionOracle);
        event NegativeCLRebaseConfirmed(uint256 refSlot, uint256 clTotalBalance, uint256 withdrawalVaultBalance);
        event NegativeCLRebaseAccepted(uint256 refSlot, uint256 clTotalBalance, uint256 clBalanceDecrease, uint256 maxAllowedCLRebaseNegativeSum);

        error IncorrectLimitValue(uint256 value, uint256 minAllowedValue, uint256 maxAllowedValue);
        error IncorrectWithdrawalsVaultBalance(uint256 actualWithdrawalVaultBalance);
        error IncorrectELRewardsVaultBalance(uint256 actualELRewardsVaultBalance);
        error IncorrectSharesRequestedToBurn(uint256 actualSharesToBurn);
        error IncorrectCLBalanceIncrease(uint256 annualBalanceDiff);
        error IncorrectAppearedValidators(uint256 appearedValidatorsLimit);
        error IncorrectRequestFinalization(uint256 requestCreationBlock);
        error IncorrectSimulatedShareRate(uint256 simulatedShareRate, uint256 actualShareRate);
        error TooManyItemsPerExtraDataTransaction(uint256 maxItemsCount, uint256 receivedItemsCount);
        error ExitedValidatorsLimitExceeded(uint256 limitPerDay, uint256 exitedPerDay);
        error TooManyNodeOpsPerExtraDataItem(uint256 itemIndex, uint256 nodeOpsCount);
        error IncorrectCLBalanceDecrease(uint256 negativeCLRebaseSum, uint256 maxNegativeCLRebaseSum);
        error ActualShareRateIsZero();
        error NegativeRebaseFailedCLBalanceMismatch(uint256 reportedValue, uint256 provedValue, uint256 limitBP);
        error NegativeRebaseFailedWithdrawalVaultBalanceMismatch(uint256 reportedValue, uint256 provedValue);
        error NegativeRebaseFailedSecondOpinionReportIsNotReady();
        error NegativeTotalPooledEther();
        error TooLowTokenRebaseLimit();
        error TooHighTokenRebaseLimit();
    }
}
