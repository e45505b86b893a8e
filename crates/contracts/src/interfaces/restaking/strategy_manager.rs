//! `StrategyManager`: deposit shares, and what was slashed and waits to leave.

abi! {
    interface IStrategyManager {
        struct OperatorSet {
            address avs;
            uint32 id;
        }

        function initialize(address initialOwner, address initialStrategyWhitelister, uint256 initialPausedStatus) external;
        function depositIntoStrategy(address strategy, address token, uint256 amount) external returns (uint256 depositShares);
        function depositIntoStrategyWithSignature(address strategy, address token, uint256 amount, address staker, uint256 expiry, bytes signature) external returns (uint256 depositShares);
        function addShares(address staker, address strategy, uint256 shares) external returns (uint256, uint256);
        function removeDepositShares(address staker, address strategy, uint256 depositSharesToRemove) external returns (uint256);
        function withdrawSharesAsTokens(address staker, address strategy, address token, uint256 shares) external;
        function increaseBurnOrRedistributableShares(OperatorSet operatorSet, uint256 slashId, address strategy, uint256 addedSharesToBurn) external;
        function clearBurnOrRedistributableShares(OperatorSet operatorSet, uint256 slashId) external returns (uint256[]);
        function clearBurnOrRedistributableSharesByStrategy(OperatorSet operatorSet, uint256 slashId, address strategy) external returns (uint256);
        function burnShares(address strategy) external;
        function setStrategyWhitelister(address newStrategyWhitelister) external;
        function addStrategiesToDepositWhitelist(address[] strategiesToWhitelist) external;
        function removeStrategiesFromDepositWhitelist(address[] strategiesToRemoveFromWhitelist) external;
        function getDeposits(address staker) external view returns (address[], uint256[]);
        function getStakerStrategyList(address staker) external view returns (address[]);
        function stakerStrategyList(address staker, uint256 index) external view returns (address strategies);
        function stakerStrategyListLength(address staker) external view returns (uint256);
        function stakerDepositShares(address staker, address strategy) external view returns (uint256 shares);
        function strategyIsWhitelistedForDeposit(address strategy) external view returns (bool whitelisted);
        function strategyWhitelister() external view returns (address);
        function nonces(address signer) external view returns (uint256 nonce);
        function calculateStrategyDepositDigestHash(address staker, address strategy, address token, uint256 amount, uint256 nonce, uint256 expiry) external view returns (bytes32);
        function getBurnOrRedistributableShares(OperatorSet operatorSet, uint256 slashId) external view returns (address[], uint256[]);
        function getBurnOrRedistributableShares(OperatorSet operatorSet, uint256 slashId, address strategy) external view returns (uint256);
        function getBurnOrRedistributableCount(OperatorSet operatorSet, uint256 slashId) external view returns (uint256);
        function getPendingOperatorSets() external view returns (OperatorSet[]);
        function getPendingSlashIds(OperatorSet operatorSet) external view returns (uint256[]);
        function getSlashResolutionBlock(OperatorSet operatorSet, uint256 slashId) external view returns (uint32);
        function getBurnableShares(address strategy) external view returns (uint256);
        function getStrategiesWithBurnableShares() external view returns (address[], uint256[]);
        function DEFAULT_BURN_ADDRESS() external view returns (address);
        function DEPOSIT_TYPEHASH() external view returns (bytes32);
        function domainSeparator() external view returns (bytes32);
        function version() external view returns (string);
        function allocationManager() external view returns (address);
        function delegation() external view returns (address);

        event Initialized(uint8 version);
        event Deposit(address staker, address strategy, uint256 shares);
        event StrategyWhitelisterChanged(address previousAddress, address newAddress);
        event StrategyAddedToDepositWhitelist(address strategy);
        event StrategyRemovedFromDepositWhitelist(address strategy);
        event BurnOrRedistributableSharesIncreased(OperatorSet operatorSet, uint256 slashId, address strategy, uint256 shares);
        event BurnOrRedistributableSharesDecreased(OperatorSet operatorSet, uint256 slashId, address strategy, uint256 shares);
        event BurnableSharesDecreased(address strategy, uint256 shares);
        event SlashResolutionBlockSet(OperatorSet operatorSet, uint256 slashId, uint32 resolutionBlock);

        error InvalidShortString();
        error InvalidSignature();
        error MaxStrategiesExceeded();
        error OnlyDelegationManager();
        error OnlyStrategyWhitelister();
        error SharesAmountTooHigh();
        error SharesAmountZero();
        error SignatureExpired();
        error SlashResolutionDelayNotElapsed();
        error StakerAddressZero();
        error StrategyAlreadyInSlash();
        error StrategyNotFound();
        error StrategyNotWhitelisted();
        error StringTooLong(string str);
    }
}
