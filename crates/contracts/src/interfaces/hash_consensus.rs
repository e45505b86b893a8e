//! `HashConsensus`: the oracle committee agrees on the hash of a report.

abi! {
    interface IHashConsensus {
        struct MemberConsensusState {
            uint256 currentFrameRefSlot;
            bytes32 currentFrameConsensusReport;
            bool isMember;
            bool isFastLane;
            bool canReport;
            uint256 lastMemberReportRefSlot;
            bytes32 currentFrameMemberReport;
        }

        function MANAGE_MEMBERS_AND_QUORUM_ROLE() external view returns (bytes32);
        function DISABLE_CONSENSUS_ROLE() external view returns (bytes32);
        function MANAGE_FRAME_CONFIG_ROLE() external view returns (bytes32);
        function MANAGE_FAST_LANE_CONFIG_ROLE() external view returns (bytes32);
        function getChainConfig() external view returns (uint256 slotsPerEpoch, uint256 secondsPerSlot, uint256 genesisTime);
        function getFrameConfig() external view returns (uint256 initialEpoch, uint256 epochsPerFrame, uint256 fastLaneLengthSlots);
        function getCurrentFrame() external view returns (uint256 refSlot, uint256 reportProcessingDeadlineSlot);
        function getInitialRefSlot() external view returns (uint256);
        function updateInitialEpoch(uint256 initialEpoch) external;
        function setFrameConfig(uint256 epochsPerFrame, uint256 fastLaneLengthSlots) external;
        function setFastLaneLengthSlots(uint256 fastLaneLengthSlots) external;
        function getIsMember(address addr) external view returns (bool);
        function getIsFastLaneMember(address addr) external view returns (bool);
        function getMembers() external view returns (address[] addresses, uint256[] lastReportedRefSlots);
        function getFastLaneMembers() external view returns (address[] addresses, uint256[] lastReportedRefSlots);
        function addMember(address addr, uint256 quorum) external;
        function removeMember(address addr, uint256 quorum) external;
        function getQuorum() external view returns (uint256);
        function setQuorum(uint256 quorum) external;
        function disableConsensus() external;
        function getReportProcessor() external view returns (address);
        function getConsensusState() external view returns (uint256 refSlot, bytes32 consensusReport, bool isReportProcessing);
        function getReportVariants() external view returns (bytes32[] variants, uint256[] support);
        function getConsensusStateForMember(address addr) external view returns (MemberConsensusState result);
        function submitReport(uint256 slot, bytes32 report, uint256 consensusVersion) external;

        event FrameConfigSet(uint256 newInitialEpoch, uint256 newEpochsPerFrame);
        event FastLaneConfigSet(uint256 fastLaneLengthSlots);
        event MemberAdded(address indexed addr, uint256 newTotalMembers, uint256 newQuorum);
        event MemberRemoved(address indexed addr, uint256 newTotalMembers, uint256 newQuorum);
        event QuorumSet(uint256 newQuorum, uint256 totalMembers, uint256 prevQuorum);
        event ReportReceived(uint256 indexed refSlot, address indexed member, bytes32 report);
        event ConsensusReached(uint256 indexed refSlot, bytes32 report, uint256 support);
        event ConsensusLost(uint256 indexed refSlot);

        error InvalidChainConfig();
        error NumericOverflow();
        error DuplicateMember();
        error AddressCannotBeZero();
        error InitialEpochIsYetToArrive();
        error InitialEpochAlreadyArrived();
        error InitialEpochRefSlotCannotBeEarlierThanProcessingSlot();
        error EpochsPerFrameCannotBeZero();
        error NonMember();
        error UnexpectedConsensusVersion(uint256 expected, uint256 received);
        error QuorumTooSmall(uint256 minQuorum, uint256 receivedQuorum);
        error InvalidSlot();
        error DuplicateReport();
        error EmptyReport();
        error StaleReport();
        error NonFastLaneMemberCannotReportWithinFastLaneInterval();
        error ConsensusReportAlreadyProcessing();
        error FastLanePeriodCannotBeLongerThanFrame();
    }
}
