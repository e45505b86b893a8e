//! `WithdrawalQueueERC721` (unstETH): the withdrawal queue, its requests being NFTs.

abi! {
    interface IWithdrawalQueue {
        struct PermitInput {
            uint256 value;
            uint256 deadline;
            uint8 v;
            bytes32 r;
            bytes32 s;
        }

        struct WithdrawalRequestStatus {
            uint256 amountOfStETH;
            uint256 amountOfShares;
            address owner;
            uint256 timestamp;
            bool isFinalized;
            bool isClaimed;
        }

        struct BatchesCalculationState {
            uint256 remainingEthBudget;
            bool finished;
            uint256[36] batches;
            uint256 batchesLength;
        }

        function PAUSE_ROLE() external view returns (bytes32);
        function RESUME_ROLE() external view returns (bytes32);
        function FINALIZE_ROLE() external view returns (bytes32);
        function ORACLE_ROLE() external view returns (bytes32);
        function MANAGE_TOKEN_URI_ROLE() external view returns (bytes32);
        function MIN_STETH_WITHDRAWAL_AMOUNT() external view returns (uint256);
        function MAX_STETH_WITHDRAWAL_AMOUNT() external view returns (uint256);
        function MAX_BATCHES_LENGTH() external view returns (uint256);
        function BUNKER_MODE_DISABLED_TIMESTAMP() external view returns (uint256);
        function PAUSE_INFINITELY() external view returns (uint256);
        function STETH() external view returns (address);
        function WSTETH() external view returns (address);

        function requestWithdrawals(uint256[] amounts, address owner) external returns (uint256[] requestIds);
        function requestWithdrawalsWstETH(uint256[] amounts, address owner) external returns (uint256[] requestIds);
        function requestWithdrawalsWithPermit(uint256[] amounts, address owner, PermitInput permit) external returns (uint256[] requestIds);
        function requestWithdrawalsWstETHWithPermit(uint256[] amounts, address owner, PermitInput permit) external returns (uint256[] requestIds);
        function claimWithdrawal(uint256 requestId) external;
        function claimWithdrawals(uint256[] requestIds, uint256[] hints) external;
        function claimWithdrawalsTo(uint256[] requestIds, uint256[] hints, address recipient) external;
        function getWithdrawalRequests(address owner) external view returns (uint256[] requestsIds);
        function getWithdrawalStatus(uint256[] requestIds) external view returns (WithdrawalRequestStatus[] statuses);
        function getClaimableEther(uint256[] requestIds, uint256[] hints) external view returns (uint256[] claimableEthValues);
        function findCheckpointHints(uint256[] requestIds, uint256 firstIndex, uint256 lastIndex) external view returns (uint256[] hintIds);
        function getLastRequestId() external view returns (uint256);
        function getLastFinalizedRequestId() external view returns (uint256);
        function getLastCheckpointIndex() external view returns (uint256);
        function getLockedEtherAmount() external view returns (uint256);
        function unfinalizedStETH() external view returns (uint256);
        function unfinalizedRequestNumber() external view returns (uint256);
        function calculateFinalizationBatches(uint256 maxShareRate, uint256 maxTimestamp, uint256 maxRequestsPerCall, BatchesCalculationState state) external view returns (BatchesCalculationState);
        function prefinalize(uint256[] batches, uint256 maxShareRate) external view returns (uint256 ethToLock, uint256 sharesToBurn);
        function finalize(uint256 lastRequestIdToBeFinalized, uint256 maxShareRate) external payable;
        function onOracleReport(bool isBunkerModeNow, uint256 bunkerStartTimestamp, uint256 currentReportTimestamp) external;
        function isBunkerModeActive() external view returns (bool);
        function bunkerModeSinceTimestamp() external view returns (uint256);
        function isPaused() external view returns (bool);
        function getResumeSinceTimestamp() external view returns (uint256);
        function pauseFor(uint256 duration) external;
        function pauseUntil(uint256 pauseUntilInclusive) external;
        function resume() external;
        function getContractVersion() external view returns (uint256);

        function name() external view returns (string);
        function symbol() external view returns (string);
        function tokenURI(uint256 requestId) external view returns (string);
        function getBaseURI() external view returns (string);
        function setBaseURI(string baseURI) external;
        function getNFTDescriptorAddress() external view returns (address);
        function setNFTDescriptorAddress(address nftDescriptorAddress) external;
        function supportsInterface(bytes4 interfaceId) external view returns (bool);
        function balanceOf(address owner) external view returns (uint256);
        function ownerOf(uint256 requestId) external view returns (address);
        function approve(address to, uint256 requestId) external;
        function getApproved(uint256 requestId) external view returns (address);
        function setApprovalForAll(address operator, bool approved) external;
        function isApprovedForAll(address owner, address operator) external view returns (bool);
        function transferFrom(address from, address to, uint256 requestId) external;
        function safeTransferFrom(address from, address to, uint256 requestId) external;
        function safeTransferFrom(address from, address to, uint256 requestId, bytes data) external;

        event WithdrawalRequested(uint256 indexed requestId, address indexed requestor, address indexed owner, uint256 amountOfStETH, uint256 amountOfShares);
        event WithdrawalsFinalized(uint256 indexed from, uint256 indexed to, uint256 amountOfETHLocked, uint256 sharesToBurn, uint256 timestamp);
        event WithdrawalClaimed(uint256 indexed requestId, address indexed owner, address indexed receiver, uint256 amountOfETH);
        event BunkerModeEnabled(uint256 sinceTimestamp);
        event BunkerModeDisabled();
        event BatchMetadataUpdate(uint256 fromTokenId, uint256 toTokenId);
        event BaseURISet(string baseURI);
        event NftDescriptorAddressSet(address nftDescriptorAddress);
        event Paused(uint256 duration);
        event Resumed();
        event Transfer(address indexed from, address indexed to, uint256 indexed tokenId);
        event Approval(address indexed owner, address indexed approved, uint256 indexed tokenId);
        event ApprovalForAll(address indexed owner, address indexed operator, bool approved);

        error RequestAmountTooSmall(uint256 amountOfStETH);
        error RequestAmountTooLarge(uint256 amountOfStETH);
        error InvalidReportTimestamp();
        error RequestIdsNotSorted();
        error ZeroRecipient();
        error ArraysLengthMismatch(uint256 firstArrayLength, uint256 secondArrayLength);
        error ZeroShareRate();
        error ZeroTimestamp();
        error TooMuchEtherToFinalize(uint256 sent, uint256 maxExpected);
        error NotOwner(address sender, address owner);
        error InvalidRequestId(uint256 requestId);
        error InvalidRequestIdRange(uint256 startId, uint256 endId);
        error InvalidState();
        error BatchesAreNotSorted();
        error EmptyBatches();
        error RequestNotFoundOrNotFinalized(uint256 requestId);
        error NotEnoughEther();
        error RequestAlreadyClaimed(uint256 requestId);
        error InvalidHint(uint256 hint);
        error CantSendValueRecipientMayHaveReverted();
        error ApprovalToOwner();
        error ApproveToCaller();
        error NotOwnerOrApprovedForAll(address sender);
        error NotOwnerOrApproved(address sender);
        error TransferFromIncorrectOwner(address from, address realOwner);
        error TransferToZeroAddress();
        error TransferFromZeroAddress();
        error TransferToThemselves();
        error TransferToNonIERC721Receiver(address receiver);
        error InvalidOwnerAddress(address owner);
        error StringTooLong(string str);
        error ZeroPauseDuration();
        error PausedExpected();
        error ResumedExpected();
        error PauseUntilMustBeInFuture();
    }
}
