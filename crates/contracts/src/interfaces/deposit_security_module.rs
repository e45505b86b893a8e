//! `DepositSecurityModule`: guardians sign what may be deposited, and may pause.

abi! {
    interface IDepositSecurityModule {
        /// EIP-2098 short form.
        struct Signature {
            bytes32 r;
            bytes32 vs;
        }

        function VERSION() external view returns (uint256);
        function ATTEST_MESSAGE_PREFIX() external view returns (bytes32);
        function PAUSE_MESSAGE_PREFIX() external view returns (bytes32);
        function UNVET_MESSAGE_PREFIX() external view returns (bytes32);
        function LIDO() external view returns (address);
        function STAKING_ROUTER() external view returns (address);
        function DEPOSIT_CONTRACT() external view returns (address);
        function isDepositsPaused() external view returns (bool);
        function getOwner() external view returns (address);
        function setOwner(address newValue) external;
        function getPauseIntentValidityPeriodBlocks() external view returns (uint256);
        function setPauseIntentValidityPeriodBlocks(uint256 newValue) external;
        function getMaxOperatorsPerUnvetting() external view returns (uint256);
        function setMaxOperatorsPerUnvetting(uint256 newValue) external;
        function getGuardianQuorum() external view returns (uint256);
        function setGuardianQuorum(uint256 newValue) external;
        function getGuardians() external view returns (address[]);
        function isGuardian(address addr) external view returns (bool);
        function getGuardianIndex(address addr) external view returns (int256);
        function addGuardian(address addr, uint256 newQuorum) external;
        function addGuardians(address[] addresses, uint256 newQuorum) external;
        function removeGuardian(address addr, uint256 newQuorum) external;
        function pauseDeposits(uint256 blockNumber, Signature sig) external;
        function unpauseDeposits() external;
        function canDeposit(uint256 stakingModuleId) external view returns (bool);
        function getLastDepositBlock() external view returns (uint256);
        function isMinDepositDistancePassed(uint256 stakingModuleId) external view returns (bool);
        function depositBufferedEther(uint256 blockNumber, bytes32 blockHash, bytes32 depositRoot, uint256 stakingModuleId, uint256 nonce, bytes depositCalldata, Signature[] sortedGuardianSignatures) external;
        function unvetSigningKeys(uint256 blockNumber, bytes32 blockHash, uint256 stakingModuleId, uint256 nonce, bytes nodeOperatorIds, bytes vettedSigningKeysCounts, Signature sig) external;

        event OwnerChanged(address newValue);
        event PauseIntentValidityPeriodBlocksChanged(uint256 newValue);
        event MaxOperatorsPerUnvettingChanged(uint256 newValue);
        event GuardianQuorumChanged(uint256 newValue);
        event GuardianAdded(address guardian);
        event GuardianRemoved(address guardian);
        event DepositsPaused(address indexed guardian);
        event DepositsUnpaused();
        event LastDepositBlockChanged(uint256 newValue);

        error ZeroAddress(string field);
        error DuplicateAddress(address addr);
        error NotAnOwner(address caller);
        error InvalidSignature();
        error SignaturesNotSorted();
        error DepositNoQuorum();
        error DepositRootChanged();
        error DepositInactiveModule();
        error DepositTooFrequent();
        error DepositUnexpectedBlockHash();
        error DepositsArePaused();
        error DepositsNotPaused();
        error ModuleNonceChanged();
        error PauseIntentExpired();
        error UnvetPayloadInvalid();
        error UnvetUnexpectedBlockHash();
        error NotAGuardian(address addr);
        error ZeroParameter(string parameter);
    }
}
