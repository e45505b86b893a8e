//! The two vaults ether of Lido's validators arrives at.

abi! {
    interface IWithdrawalVault {
        function LIDO() external view returns (address);
        function TREASURY() external view returns (address);
        function withdrawWithdrawals(uint256 amount) external;

        error NotLido();
        error NotEnoughEther(uint256 requested, uint256 balance);
        error ZeroAmount();
    }
}

abi! {
    interface ILidoExecutionLayerRewardsVault {
        function LIDO() external view returns (address);
        function TREASURY() external view returns (address);
        function withdrawRewards(uint256 maxAmount) external returns (uint256 amount);

        event ETHReceived(uint256 amount);
    }
}
