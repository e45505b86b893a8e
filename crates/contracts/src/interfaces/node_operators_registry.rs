//! `NodeOperatorsRegistry`: the curated staking module; operators, their keys and limits. Errors are revert strings.

abi! {
    interface INodeOperatorsRegistry {
        function MANAGE_SIGNING_KEYS() external view returns (bytes32);
        function SET_NODE_OPERATOR_LIMIT_ROLE() external view returns (bytes32);
        function MANAGE_NODE_OPERATOR_ROLE() external view returns (bytes32);
        function STAKING_ROUTER_ROLE() external view returns (bytes32);
        function MAX_NODE_OPERATORS_COUNT() external view returns (uint256);
        function MAX_NODE_OPERATOR_NAME_LENGTH() external view returns (uint256);
        function addNodeOperator(string name, address rewardAddress) external returns (uint256 id);
        function activateNodeOperator(uint256 nodeOperatorId) external;
        function deactivateNodeOperator(uint256 nodeOperatorId) external;
        function setNodeOperatorName(uint256 nodeOperatorId, string name) external;
        function setNodeOperatorRewardAddress(uint256 nodeOperatorId, address rewardAddress) external;
        function setNodeOperatorStakingLimit(uint256 nodeOperatorId, uint64 vettedSigningKeysCount) external;
        function addSigningKeys(uint256 nodeOperatorId, uint256 keysCount, bytes publicKeys, bytes signatures) external;
        function removeSigningKeys(uint256 nodeOperatorId, uint256 fromIndex, uint256 keysCount) external;
        function getNodeOperator(uint256 nodeOperatorId, bool fullInfo) external view returns (bool active, string name, address rewardAddress, uint64 totalVettedValidators, uint64 totalExitedValidators, uint64 totalAddedValidators, uint64 totalDepositedValidators);
        function getNodeOperatorsCount() external view returns (uint256);
        function getActiveNodeOperatorsCount() external view returns (uint256);
        function getNodeOperatorIsActive(uint256 nodeOperatorId) external view returns (bool);
        function getNodeOperatorIds(uint256 offset, uint256 limit) external view returns (uint256[] nodeOperatorIds);
        function getNodeOperatorSummary(uint256 nodeOperatorId) external view returns (uint256 targetLimitMode, uint256 targetValidatorsCount, uint256 stuckValidatorsCount, uint256 refundedValidatorsCount, uint256 stuckPenaltyEndTimestamp, uint256 totalExitedValidators, uint256 totalDepositedValidators, uint256 depositableValidatorsCount);
        function getStakingModuleSummary() external view returns (uint256 totalExitedValidators, uint256 totalDepositedValidators, uint256 depositableValidatorsCount);
        function getTotalSigningKeyCount(uint256 nodeOperatorId) external view returns (uint256);
        function getUnusedSigningKeyCount(uint256 nodeOperatorId) external view returns (uint256);
        function getSigningKey(uint256 nodeOperatorId, uint256 index) external view returns (bytes key, bytes depositSignature, bool used);
        function getSigningKeys(uint256 nodeOperatorId, uint256 offset, uint256 limit) external view returns (bytes pubkeys, bytes signatures, bool[] used);
        function getNonce() external view returns (uint256);
        function getKeysOpIndex() external view returns (uint256);
        function getType() external view returns (bytes32);
        function getLocator() external view returns (address);
        function getContractVersion() external view returns (uint256);
        function getRewardsDistribution(uint256 totalRewardShares) external view returns (address[] recipients, uint256[] shares, bool[] penalized);
        function distributeReward() external;
        function getRewardDistributionState() external view returns (uint8);

        event NodeOperatorAdded(uint256 nodeOperatorId, string name, address rewardAddress, uint64 stakingLimit);
        event NodeOperatorActiveSet(uint256 indexed nodeOperatorId, bool active);
        event NodeOperatorNameSet(uint256 indexed nodeOperatorId, string name);
        event NodeOperatorRewardAddressSet(uint256 indexed nodeOperatorId, address rewardAddress);
        event NodeOperatorTotalKeysTrimmed(uint256 indexed nodeOperatorId, uint64 totalKeysTrimmed);
        event KeysOpIndexSet(uint256 keysOpIndex);
        event NonceChanged(uint256 nonce);
        event SigningKeyAdded(uint256 indexed operatorId, bytes pubkey);
        event SigningKeyRemoved(uint256 indexed operatorId, bytes pubkey);
        event VettedSigningKeysCountChanged(uint256 indexed nodeOperatorId, uint256 approvedValidatorsCount);
        event DepositedSigningKeysCountChanged(uint256 indexed nodeOperatorId, uint256 depositedValidatorsCount);
        event ExitedSigningKeysCountChanged(uint256 indexed nodeOperatorId, uint256 exitedValidatorsCount);
        event TotalSigningKeysCountChanged(uint256 indexed nodeOperatorId, uint256 totalValidatorsCount);
        event RewardsDistributed(address indexed rewardAddress, uint256 sharesAmount);
        event RewardDistributionStateChanged(uint8 state);
    }
}
