//! `LidoLocator`: answers from the address book.

use crate::{
    addresses::derived,
    frame::{Frame, Served, answer},
    interfaces::ILidoLocator::{self, ILidoLocatorCalls as Call},
};
use alloy_primitives::Address;

pub(super) fn serve(frame: &Frame<'_>) -> Served {
    let book = frame.addresses();
    match frame.decode_strict::<Call>()? {
        Call::accountingOracle(_) => answer::<ILidoLocator::accountingOracleCall>(&book.accounting_oracle),
        Call::depositSecurityModule(_) => answer::<ILidoLocator::depositSecurityModuleCall>(&book.deposit_security_module),
        Call::elRewardsVault(_) => answer::<ILidoLocator::elRewardsVaultCall>(&book.el_rewards_vault),
        Call::lido(_) => answer::<ILidoLocator::lidoCall>(&book.steth),
        Call::oracleReportSanityChecker(_) => answer::<ILidoLocator::oracleReportSanityCheckerCall>(&book.sanity_checker),
        // Nobody is told of rebases.
        Call::postTokenRebaseReceiver(_) => answer::<ILidoLocator::postTokenRebaseReceiverCall>(&Address::ZERO),
        Call::burner(_) => answer::<ILidoLocator::burnerCall>(&book.burner),
        Call::stakingRouter(_) => answer::<ILidoLocator::stakingRouterCall>(&book.staking_router),
        Call::treasury(_) => answer::<ILidoLocator::treasuryCall>(&book.treasury),
        Call::withdrawalQueue(_) => answer::<ILidoLocator::withdrawalQueueCall>(&book.withdrawal_queue),
        Call::withdrawalVault(_) => answer::<ILidoLocator::withdrawalVaultCall>(&book.withdrawal_vault),
        Call::accounting(_) => answer::<ILidoLocator::accountingCall>(&book.accounting),
        Call::wstETH(_) => answer::<ILidoLocator::wstETHCall>(&book.wsteth),
        Call::vaultHub(_) => answer::<ILidoLocator::vaultHubCall>(&book.vault_hub),
        // Parts of Lido that are not here: addresses nobody holds the key of, so that clients find something that is not zero.
        Call::validatorsExitBusOracle(_) => absent::<ILidoLocator::validatorsExitBusOracleCall>("validators-exit-bus-oracle"),
        Call::oracleDaemonConfig(_) => absent::<ILidoLocator::oracleDaemonConfigCall>("oracle-daemon-config"),
        Call::validatorExitDelayVerifier(_) => {
            absent::<ILidoLocator::validatorExitDelayVerifierCall>("validator-exit-delay-verifier")
        }
        Call::triggerableWithdrawalsGateway(_) => {
            absent::<ILidoLocator::triggerableWithdrawalsGatewayCall>("triggerable-withdrawals-gateway")
        }
        Call::predepositGuarantee(_) => absent::<ILidoLocator::predepositGuaranteeCall>("predeposit-guarantee"),
        Call::vaultFactory(_) => absent::<ILidoLocator::vaultFactoryCall>("vault-factory"),
        Call::lazyOracle(_) => absent::<ILidoLocator::lazyOracleCall>("lazy-oracle"),
        Call::operatorGrid(_) => absent::<ILidoLocator::operatorGridCall>("operator-grid"),
        Call::coreComponents(_) => answer::<ILidoLocator::coreComponentsCall>(&ILidoLocator::coreComponentsReturn {
            elRewardsVault: book.el_rewards_vault,
            oracleReportSanityChecker: book.sanity_checker,
            stakingRouter: book.staking_router,
            treasury: book.treasury,
            withdrawalQueue: book.withdrawal_queue,
            withdrawalVault: book.withdrawal_vault,
        }),
        Call::oracleReportComponents(_) => {
            answer::<ILidoLocator::oracleReportComponentsCall>(&ILidoLocator::oracleReportComponentsReturn {
                accountingOracle: book.accounting_oracle,
                oracleReportSanityChecker: book.sanity_checker,
                burner: book.burner,
                withdrawalQueue: book.withdrawal_queue,
                postTokenRebaseReceiver: Address::ZERO,
                stakingRouter: book.staking_router,
                vaultHub: book.vault_hub,
            })
        }
    }
}

fn absent<C: alloy_sol_types::SolCall<Return = Address>>(name: &str) -> Served {
    answer::<C>(&derived(name))
}
