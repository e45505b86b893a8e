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
        function MAX_POSITIVE_TOKEN_REBASE_MANAGER_ROLE() external view returns (bytes32);
        function getLidoLocator() external view returns (address);
        function getOracleReportLimits() external view returns (LimitsList);
        function getMaxPositiveTokenRebase() external view returns (uint256);
        function setOracleReportLimits(LimitsList limitsList, address secondOpinionOracle) external;
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
        event NegativeCLRebaseAccepted(uint256 refSlot, uint256 clTotalBalance, uint256 clBalanceDecrease, uint256 maxAllowedCLRebaseNegativeSum);

        error IncorrectLimitValue(uint256 value, uint256 minAllowedValue, uint256 maxAllowedValue);
        error IncorrectWithdrawalsVaultBalance(uint256 actualWithdrawalVaultBalance);
        error IncorrectELRewardsVaultBalance(uint256 actualELRewardsVaultBalance);
        error IncorrectSharesRequestedToBurn(uint256 actualSharesToBurn);
        error IncorrectCLBalanceIncrease(uint256 annualBalanceDiff);
        error IncorrectAppearedValidators(uint256 appearedValidatorsLimit);
        error IncorrectNumberOfExitRequestsPerReport(uint256 maxRequestsCount);
        error IncorrectExitedValidators(uint256 exitedValidatorsLimit);
        error IncorrectRequestFinalization(uint256 requestCreationBlock);
        error IncorrectSimulatedShareRate(uint256 simulatedShareRate, uint256 actualShareRate);
        error TooManyItemsPerExtraDataTransaction(uint256 maxItemsCount, uint256 receivedItemsCount);
        error ExitedValidatorsLimitExceeded(uint256 limitPerDay, uint256 exitedPerDay);
        error TooManyNodeOpsPerExtraDataItem(uint256 itemIndex, uint256 nodeOpsCount);
        error IncorrectCLBalanceDecrease(uint256 negativeCLRebaseSum, uint256 maxNegativeCLRebaseSum);
        error NegativeTotalPooledEther();
    }
}
