//! `LidoLocator`: Lido's own address book.

abi! {
    interface ILidoLocator {
        function accountingOracle() external view returns (address);
        function depositSecurityModule() external view returns (address);
        function elRewardsVault() external view returns (address);
        function lido() external view returns (address);
        function oracleReportSanityChecker() external view returns (address);
        function postTokenRebaseReceiver() external view returns (address);
        function burner() external view returns (address);
        function stakingRouter() external view returns (address);
        function treasury() external view returns (address);
        function validatorsExitBusOracle() external view returns (address);
        function withdrawalQueue() external view returns (address);
        function withdrawalVault() external view returns (address);
        function oracleDaemonConfig() external view returns (address);
        function validatorExitDelayVerifier() external view returns (address);
        function triggerableWithdrawalsGateway() external view returns (address);
        function accounting() external view returns (address);
        function predepositGuarantee() external view returns (address);
        function wstETH() external view returns (address);
        function vaultHub() external view returns (address);
        function vaultFactory() external view returns (address);
        function lazyOracle() external view returns (address);
        function operatorGrid() external view returns (address);
        function coreComponents() external view returns (address elRewardsVault, address oracleReportSanityChecker, address stakingRouter, address treasury, address withdrawalQueue, address withdrawalVault);
        function oracleReportComponents() external view returns (address accountingOracle, address oracleReportSanityChecker, address burner, address withdrawalQueue, address postTokenRebaseReceiver, address stakingRouter, address vaultHub);
    }
}
