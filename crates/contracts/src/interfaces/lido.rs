//! `Lido`: the pool and its rebasing token stETH. Errors are revert strings.

abi! {
    interface ILido {
        function submit(address referral) external payable returns (uint256);
        function name() external pure returns (string);
        function symbol() external pure returns (string);
        function decimals() external pure returns (uint8);
        function totalSupply() external view returns (uint256);
        function balanceOf(address account) external view returns (uint256);
        function allowance(address owner, address spender) external view returns (uint256);
        function transfer(address recipient, uint256 amount) external returns (bool);
        function approve(address spender, uint256 amount) external returns (bool);
        function transferFrom(address sender, address recipient, uint256 amount) external returns (bool);
        function increaseAllowance(address spender, uint256 addedValue) external returns (bool);
        function decreaseAllowance(address spender, uint256 subtractedValue) external returns (bool);
        function sharesOf(address account) external view returns (uint256);
        function getTotalShares() external view returns (uint256);
        function getTotalPooledEther() external view returns (uint256);
        function getSharesByPooledEth(uint256 ethAmount) external view returns (uint256);
        function getPooledEthByShares(uint256 sharesAmount) external view returns (uint256);
        function getPooledEthBySharesRoundUp(uint256 sharesAmount) external view returns (uint256);
        function transferShares(address recipient, uint256 sharesAmount) external returns (uint256);
        function transferSharesFrom(address sender, address recipient, uint256 sharesAmount) external returns (uint256);
        function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external;
        function nonces(address owner) external view returns (uint256);
        function DOMAIN_SEPARATOR() external view returns (bytes32);
        function eip712Domain() external view returns (string name, string version, uint256 chainId, address verifyingContract);

        function isStakingPaused() external view returns (bool);
        function getCurrentStakeLimit() external view returns (uint256);
        function getStakeLimitFullInfo() external view returns (bool isStakingPaused_, bool isStakingLimitSet, uint256 currentStakeLimit, uint256 maxStakeLimit, uint256 maxStakeLimitGrowthBlocks, uint256 prevStakeLimit, uint256 prevStakeBlockNumber);
        function pauseStaking() external;
        function resumeStaking() external;
        function setStakingLimit(uint256 maxStakeLimit, uint256 stakeLimitIncreasePerBlock) external;
        function removeStakingLimit() external;
        function isStopped() external view returns (bool);
        function stop() external;
        function resume() external;
        function unsafeChangeDepositedValidators(uint256 newDepositedValidators) external;

        function getBufferedEther() external view returns (uint256);
        function getDepositableEther() external view returns (uint256);
        function canDeposit() external view returns (bool);
        function deposit(uint256 maxDepositsCount, uint256 stakingModuleId, bytes depositCalldata) external;
        function getBeaconStat() external view returns (uint256 depositedValidators, uint256 beaconValidators, uint256 beaconBalance);
        function getTotalELRewardsCollected() external view returns (uint256);
        function getFee() external view returns (uint16);
        function getFeeDistribution() external view returns (uint16 treasuryFeeBasisPoints, uint16 insuranceFeeBasisPoints, uint16 operatorsFeeBasisPoints);
        function getWithdrawalCredentials() external view returns (bytes32);
        function getTreasury() external view returns (address);
        function getLidoLocator() external view returns (address);
        function getContractVersion() external view returns (uint256);

        function getExternalShares() external view returns (uint256);
        function getExternalEther() external view returns (uint256);
        function getMaxMintableExternalShares() external view returns (uint256);
        function getMaxExternalRatioBP() external view returns (uint256);
        function setMaxExternalRatioBP(uint256 maxExternalRatioBP) external;
        function mintExternalShares(address recipient, uint256 amountOfShares) external;
        function burnExternalShares(uint256 amountOfShares) external;
        function rebalanceExternalEtherToInternal(uint256 amountOfShares) external payable;
        function internalizeExternalBadDebt(uint256 amountOfShares) external;

        function PAUSE_ROLE() external view returns (bytes32);
        function RESUME_ROLE() external view returns (bytes32);
        function STAKING_PAUSE_ROLE() external view returns (bytes32);
        function STAKING_CONTROL_ROLE() external view returns (bytes32);
        function UNSAFE_CHANGE_DEPOSITED_VALIDATORS_ROLE() external view returns (bytes32);

        event Submitted(address indexed sender, uint256 amount, address referral);
        event Transfer(address indexed from, address indexed to, uint256 value);
        event TransferShares(address indexed from, address indexed to, uint256 sharesValue);
        event Approval(address indexed owner, address indexed spender, uint256 value);
        event SharesBurnt(address indexed account, uint256 preRebaseTokenAmount, uint256 postRebaseTokenAmount, uint256 sharesAmount);
        event TokenRebased(uint256 indexed reportTimestamp, uint256 timeElapsed, uint256 preTotalShares, uint256 preTotalEther, uint256 postTotalShares, uint256 postTotalEther, uint256 sharesMintedAsFees);
        event InternalShareRateUpdated(uint256 indexed reportTimestamp, uint256 postInternalShares, uint256 postInternalEther, uint256 sharesMintedAsFees);
        event ETHDistributed(uint256 indexed reportTimestamp, uint256 preCLBalance, uint256 postCLBalance, uint256 withdrawalsWithdrawn, uint256 executionLayerRewardsWithdrawn, uint256 postBufferedEther);
        event CLValidatorsUpdated(uint256 indexed reportTimestamp, uint256 preCLValidators, uint256 postCLValidators);
        event ELRewardsReceived(uint256 amount);
        event WithdrawalsReceived(uint256 amount);
        event Unbuffered(uint256 amount);
        event DepositedValidatorsChanged(uint256 depositedValidators);
        event StakingLimitSet(uint256 maxStakeLimit, uint256 stakeLimitIncreasePerBlock);
        event StakingLimitRemoved();
        event StakingPaused();
        event StakingResumed();
        event Stopped();
        event Resumed();
        event ExternalSharesMinted(address indexed receiver, uint256 amountOfShares);
        event ExternalSharesBurnt(uint256 amountOfShares);
        event ExternalEtherTransferredToBuffer(uint256 amount);
        event ExternalBadDebtInternalized(uint256 amountOfShares);
        event MaxExternalRatioBPSet(uint256 maxExternalRatioBP);
    }
}
