//! `StrategyFactory`.

abi! {
    interface IStrategyFactory {
        struct OperatorSet {
            address avs;
            uint32 id;
        }

        struct VaultConfig {
            address underlyingToken;
            address vaultAdmin;
            address arbitrator;
            uint32 duration;
            uint256 maxPerDeposit;
            uint256 stakeCap;
            string metadataURI;
            OperatorSet operatorSet;
            bytes operatorSetRegistrationData;
            address delegationApprover;
            string operatorMetadataURI;
        }

        function initialize(address initialOwner, uint256 initialPausedStatus) external;
        function deployNewStrategy(address token) external returns (address newStrategy);
        function deployDurationVaultStrategy(VaultConfig config) external returns (address newVault);
        function blacklistTokens(address[] tokens) external;
        function whitelistStrategies(address[] strategiesToWhitelist) external;
        function removeStrategiesFromWhitelist(address[] strategiesToRemoveFromWhitelist) external;

        function deployedStrategies(address token) external view returns (address);
        function isBlacklisted(address token) external view returns (bool);
        function getDurationVaults(address token) external view returns (address[]);
        function durationVaultsByToken(address token, uint256 index) external view returns (address);
        function strategyManager() external view returns (address);
        function strategyBeacon() external view returns (address);
        function durationVaultBeacon() external view returns (address);

        event Initialized(uint8 version);
        event StrategySetForToken(address token, address strategy);
        event TokenBlacklisted(address token);
        event DurationVaultDeployed(address indexed vault, address indexed underlyingToken, address indexed vaultAdmin, uint32 duration, uint256 maxPerDeposit, uint256 stakeCap, string metadataURI, address operatorSetAVS, uint32 operatorSetId);

        error AlreadyBlacklisted();
        error BlacklistedToken();
        error StrategyAlreadyExists();
        error ProhibitedDurationVaultToken();
    }
}
