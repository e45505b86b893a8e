//! `AccountingOracle`: takes the report the committee agreed on.

abi! {
    interface IAccountingOracle {
        struct ReportData {
            uint256 consensusVersion;
            uint256 refSlot;
            uint256 numValidators;
            uint256 clBalanceGwei;
            uint256[] stakingModuleIdsWithNewlyExitedValidators;
            uint256[] numExitedValidatorsByStakingModule;
            uint256 withdrawalVaultBalance;
            uint256 elRewardsVaultBalance;
            uint256 sharesRequestedToBurn;
            uint256[] withdrawalFinalizationBatches;
            uint256 simulatedShareRate;
            bool isBunkerMode;
            bytes32 vaultsDataTreeRoot;
            string vaultsDataTreeCid;
            uint256 extraDataFormat;
            bytes32 extraDataHash;
            uint256 extraDataItemsCount;
        }

        struct ProcessingState {
            uint256 currentFrameRefSlot;
            uint256 processingDeadlineTime;
            bytes32 mainDataHash;
            bool mainDataSubmitted;
            bytes32 extraDataHash;
            uint256 extraDataFormat;
            bool extraDataSubmitted;
            uint256 extraDataItemsCount;
            uint256 extraDataItemsSubmitted;
        }

        function SECONDS_PER_SLOT() external view returns (uint256);
        function GENESIS_TIME() external view returns (uint256);
        function LOCATOR() external view returns (address);
        function SUBMIT_DATA_ROLE() external view returns (bytes32);
        function MANAGE_CONSENSUS_VERSION_ROLE() external view returns (bytes32);
        function EXTRA_DATA_FORMAT_EMPTY() external view returns (uint256);
        function EXTRA_DATA_FORMAT_LIST() external view returns (uint256);
        function EXTRA_DATA_TYPE_STUCK_VALIDATORS() external view returns (uint256);
        function EXTRA_DATA_TYPE_EXITED_VALIDATORS() external view returns (uint256);
        function getConsensusContract() external view returns (address);
        function getConsensusVersion() external view returns (uint256);
        function setConsensusVersion(uint256 version) external;
        function getContractVersion() external view returns (uint256);
        function getConsensusReport() external view returns (bytes32 hash, uint256 refSlot, uint256 processingDeadlineTime, bool processingStarted);
        function getLastProcessingRefSlot() external view returns (uint256);
        function getProcessingState() external view returns (ProcessingState result);
        function submitReportData(ReportData data, uint256 contractVersion) external;
        function submitReportExtraDataEmpty() external;
        function submitReportExtraDataList(bytes data) external;

        event ConsensusVersionSet(uint256 indexed version, uint256 indexed prevVersion);
        event ReportSubmitted(uint256 indexed refSlot, bytes32 hash, uint256 processingDeadlineTime);
        event ReportDiscarded(uint256 indexed refSlot, bytes32 hash);
        event ProcessingStarted(uint256 indexed refSlot, bytes32 hash);
        event WarnProcessingMissed(uint256 indexed refSlot);
        event ExtraDataSubmitted(uint256 indexed refSlot, uint256 itemsProcessed, uint256 itemsCount);
        event WarnExtraDataIncompleteProcessing(uint256 indexed refSlot, uint256 processedItemsCount, uint256 itemsCount);

        error SenderNotAllowed();
        error SenderIsNotTheConsensusContract();
        error VersionCannotBeSame();
        error VersionCannotBeZero();
        error InvalidExitedValidatorsData();
        error UnsupportedExtraDataFormat(uint256 format);
        error UnsupportedExtraDataType(uint256 itemIndex, uint256 dataType);
        error DeprecatedExtraDataType(uint256 itemIndex, uint256 dataType);
        error CannotSubmitExtraDataBeforeMainData();
        error ExtraDataAlreadyProcessed();
        error UnexpectedExtraDataHash(bytes32 consensusHash, bytes32 receivedHash);
        error UnexpectedExtraDataFormat(uint256 expectedFormat, uint256 receivedFormat);
        error ExtraDataItemsCountCannotBeZeroForNonEmptyData();
        error ExtraDataHashCannotBeZeroForNonEmptyData();
        error UnexpectedExtraDataItemsCount(uint256 expectedCount, uint256 receivedCount);
        error UnexpectedExtraDataIndex(uint256 expectedIndex, uint256 receivedIndex);
        error InvalidExtraDataItem(uint256 itemIndex);
        error InvalidExtraDataSortOrder(uint256 itemIndex);
        error RefSlotAlreadyProcessing();
        error RefSlotMustBeGreaterThanProcessingOne(uint256 refSlot, uint256 processingRefSlot);
        error RefSlotCannotDecrease(uint256 refSlot, uint256 prevRefSlot);
        error NoConsensusReportToProcess();
        error ProcessingDeadlineMissed(uint256 deadline);
        error UnexpectedRefSlot(uint256 consensusRefSlot, uint256 dataRefSlot);
        error UnexpectedConsensusVersion(uint256 expectedVersion, uint256 receivedVersion);
        error UnexpectedContractVersion(uint256 expected, uint256 received);
        error UnexpectedDataHash(bytes32 consensusHash, bytes32 receivedHash);
        error HashCannotBeZero();
    }
}
