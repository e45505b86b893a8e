//! `Accounting`: computes and applies an oracle report.

abi! {
    interface IAccounting {
        struct ReportValues {
            uint256 timestamp;
            uint256 timeElapsed;
            uint256 clValidators;
            uint256 clBalance;
            uint256 withdrawalVaultBalance;
            uint256 elRewardsVaultBalance;
            uint256 sharesRequestedToBurn;
            uint256[] withdrawalFinalizationBatches;
            uint256 simulatedShareRate;
        }

        struct FeeDistribution {
            address[] moduleFeeRecipients;
            uint256[] moduleIds;
            uint256[] moduleSharesToMint;
            uint256 treasurySharesToMint;
        }

        struct CalculatedValues {
            uint256 withdrawalsVaultTransfer;
            uint256 elRewardsVaultTransfer;
            uint256 etherToFinalizeWQ;
            uint256 sharesToFinalizeWQ;
            uint256 sharesToBurnForWithdrawals;
            uint256 totalSharesToBurn;
            uint256 sharesToMintAsFees;
            FeeDistribution feeDistribution;
            uint256 principalClBalance;
            uint256 preTotalShares;
            uint256 preTotalPooledEther;
            uint256 postInternalShares;
            uint256 postInternalEther;
            uint256 postTotalShares;
            uint256 postTotalPooledEther;
        }

        function LIDO() external view returns (address);
        function LIDO_LOCATOR() external view returns (address);
        function simulateOracleReport(ReportValues report) external view returns (CalculatedValues update);
        function handleOracleReport(ReportValues report) external;

        error NotAuthorized(string operation, address addr);
        error IncorrectReportTimestamp(uint256 reportTimestamp, uint256 upperBoundTimestamp);
        error IncorrectReportValidators(uint256 reportValidators, uint256 minValidators, uint256 maxValidators);
        error InternalSharesCantBeZero();
    }
}
