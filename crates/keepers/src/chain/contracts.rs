//! Where the contracts are, asked of the one address a keeper is told: the locator.

use super::{Client, Provider};
use alloy_primitives::{Address, U256};
use aquifer_contracts::interfaces::{
    IAccounting, IAccountingOracle, IBurner, IDepositContract, IDepositSecurityModule, IHashConsensus, ILido, ILidoLocator,
    INodeOperatorsRegistry, IOracleReportSanityChecker, IStakingRouter, IWithdrawalQueue, IWstETH,
};

/// Bindings of Lido's contracts for one client.
#[derive(Debug, Clone)]
pub struct Contracts {
    /// stETH.
    pub lido: ILido::ILidoInstance<Provider>,
    /// wstETH.
    pub wsteth: IWstETH::IWstETHInstance<Provider>,
    /// The withdrawal queue.
    pub queue: IWithdrawalQueue::IWithdrawalQueueInstance<Provider>,
    /// The burner.
    pub burner: IBurner::IBurnerInstance<Provider>,
    /// Applies reports.
    pub accounting: IAccounting::IAccountingInstance<Provider>,
    /// Takes reports.
    pub oracle: IAccountingOracle::IAccountingOracleInstance<Provider>,
    /// Agrees on reports.
    pub consensus: IHashConsensus::IHashConsensusInstance<Provider>,
    /// Limits reports.
    pub sanity: IOracleReportSanityChecker::IOracleReportSanityCheckerInstance<Provider>,
    /// Splits deposits.
    pub router: IStakingRouter::IStakingRouterInstance<Provider>,
    /// Guards deposits.
    pub deposit_security: IDepositSecurityModule::IDepositSecurityModuleInstance<Provider>,
    /// Takes deposits.
    pub deposit_contract: IDepositContract::IDepositContractInstance<Provider>,
    /// Where withdrawals arrive.
    pub withdrawal_vault: Address,
    /// Where tips arrive.
    pub el_rewards_vault: Address,
    /// Where the treasury's fees go.
    pub treasury: Address,
}

impl Contracts {
    /// Finds them all.
    ///
    /// # Errors
    /// When the node is away or the locator does not answer.
    pub async fn find(client: &Client, locator: Address) -> eyre::Result<Self> {
        let provider = client.provider();
        let locator = ILidoLocator::new(locator, provider.clone());
        let oracle = IAccountingOracle::new(locator.accountingOracle().call().await?, provider.clone());
        let deposit_security = IDepositSecurityModule::new(locator.depositSecurityModule().call().await?, provider.clone());
        Ok(Self {
            lido: ILido::new(locator.lido().call().await?, provider.clone()),
            wsteth: IWstETH::new(locator.wstETH().call().await?, provider.clone()),
            queue: IWithdrawalQueue::new(locator.withdrawalQueue().call().await?, provider.clone()),
            burner: IBurner::new(locator.burner().call().await?, provider.clone()),
            accounting: IAccounting::new(locator.accounting().call().await?, provider.clone()),
            consensus: IHashConsensus::new(oracle.getConsensusContract().call().await?, provider.clone()),
            sanity: IOracleReportSanityChecker::new(locator.oracleReportSanityChecker().call().await?, provider.clone()),
            router: IStakingRouter::new(locator.stakingRouter().call().await?, provider.clone()),
            deposit_contract: IDepositContract::new(deposit_security.DEPOSIT_CONTRACT().call().await?, provider),
            withdrawal_vault: locator.withdrawalVault().call().await?,
            el_rewards_vault: locator.elRewardsVault().call().await?,
            treasury: locator.treasury().call().await?,
            oracle,
            deposit_security,
        })
    }

    /// The staking modules and their operators: who holds the operators' part of the fees.
    ///
    /// # Errors
    /// When the node is away.
    pub async fn fee_recipients(&self) -> eyre::Result<Vec<Address>> {
        let mut recipients = Vec::new();
        for module in self.router.getStakingModules().call().await? {
            let address = module.stakingModuleAddress;
            recipients.push(address);
            let registry = self.registry(address);
            let operators: u64 = registry.getNodeOperatorsCount().call().await?.saturating_to();
            for operator in 0..operators {
                recipients.push(registry.getNodeOperator(U256::from(operator), false).call().await?.rewardAddress);
            }
        }
        Ok(recipients)
    }

    /// Binding of a staking module that is a `NodeOperatorsRegistry`.
    #[must_use]
    pub fn registry(&self, address: Address) -> INodeOperatorsRegistry::INodeOperatorsRegistryInstance<Provider> {
        INodeOperatorsRegistry::new(address, self.lido.provider().clone())
    }
}
