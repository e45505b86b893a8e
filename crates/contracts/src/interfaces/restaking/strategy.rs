//! `StrategyBase`, and the deposit limits of `StrategyBaseTVLLimits`.

abi! {
    interface IStrategy {
        function initialize(address underlyingToken) external;
        function deposit(address token, uint256 amount) external returns (uint256 newShares);
        function withdraw(address recipient, address token, uint256 amountShares) external returns (uint256 amountOut);
        function beforeAddShares(address staker, uint256 shares) external;
        function beforeRemoveShares(address staker, uint256 shares) external;
        function userUnderlying(address user) external returns (uint256);
        function userUnderlyingView(address user) external view returns (uint256);
        function sharesToUnderlying(uint256 amountShares) external view returns (uint256);
        function sharesToUnderlyingView(uint256 amountShares) external view returns (uint256);
        function underlyingToShares(uint256 amountUnderlying) external view returns (uint256);
        function underlyingToSharesView(uint256 amountUnderlying) external view returns (uint256);
        function shares(address user) external view returns (uint256);
        function totalShares() external view returns (uint256);
        function underlyingToken() external view returns (address);
        function strategyManager() external view returns (address);
        function explanation() external pure returns (string);
        function setTVLLimits(uint256 newMaxPerDeposit, uint256 newMaxTotalDeposits) external;
        function getTVLLimits() external view returns (uint256, uint256);
        function maxPerDeposit() external view returns (uint256);
        function maxTotalDeposits() external view returns (uint256);

        event BeaconUpgraded(address indexed beacon);
        event Initialized(uint8 version);
        event ExchangeRateEmitted(uint256 rate);
        event StrategyTokenSet(address token, uint8 decimals);
        event MaxPerDepositUpdated(uint256 previousValue, uint256 newValue);
        event MaxTotalDepositsUpdated(uint256 previousValue, uint256 newValue);

        error BalanceExceedsMaxTotalDeposits();
        error MaxPerDepositExceedsMax();
        error NewSharesZero();
        error OnlyStrategyManager();
        error OnlyUnderlyingToken();
        error TotalSharesExceedsMax();
        error WithdrawalAmountExceedsTotalDeposits();
    }
}
