//! `Burner`: collects shares to be burnt by the next report.

abi! {
    interface IBurner {
        function REQUEST_BURN_MY_STETH_ROLE() external view returns (bytes32);
        function REQUEST_BURN_SHARES_ROLE() external view returns (bytes32);
        function LOCATOR() external view returns (address);
        function LIDO() external view returns (address);
        function requestBurnMyStETH(uint256 stETHAmountToBurn) external;
        function requestBurnMyStETHForCover(uint256 stETHAmountToBurn) external;
        function requestBurnMyShares(uint256 sharesAmountToBurn) external;
        function requestBurnShares(address from, uint256 sharesAmountToBurn) external;
        function requestBurnSharesForCover(address from, uint256 sharesAmountToBurn) external;
        function recoverExcessStETH() external;
        function getSharesRequestedToBurn() external view returns (uint256 coverShares, uint256 nonCoverShares);
        function getCoverSharesBurnt() external view returns (uint256);
        function getNonCoverSharesBurnt() external view returns (uint256);
        function getExcessStETH() external view returns (uint256);

        event StETHBurnRequested(bool indexed isCover, address indexed requestedBy, uint256 amountOfStETH, uint256 amountOfShares);
        event StETHBurnt(bool indexed isCover, uint256 amountOfStETH, uint256 amountOfShares);
        event ExcessStETHRecovered(address indexed requestedBy, uint256 amountOfStETH, uint256 amountOfShares);

        error AppAuthFailed();
        error DirectETHTransfer();
        error ZeroBurnAmount();
        error BurnAmountExceedsActual(uint256 requestedAmount, uint256 actualAmount);
    }
}
