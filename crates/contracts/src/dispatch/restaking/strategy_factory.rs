//! `StrategyFactory`.

use super::{duration_vault, initialized};
use crate::{
    CallAnswer,
    frame::{Frame, Served, Stop, answer, done, refused},
    interfaces::{
        IERC20,
        restaking::IStrategyFactory::{self as Factory, IStrategyFactoryCalls as Call},
    },
};
use alloy_primitives::Address;
use alloy_sol_types::SolCall;
use aquifer_protocol::{
    restaking::{
        OperatorSet,
        strategies::{DepositLimits, vault::VaultConfig},
    },
    units::Seconds,
};

pub(super) fn serve(frame: &mut Frame<'_>) -> Served {
    let factory = &frame.protocol().restaking.strategies.factory;
    let book = frame.addresses().restaking;
    match frame.decode_strict::<Call>()? {
        Call::initialize(_) => initialized(),
        Call::deployNewStrategy(call) => {
            let strategy = frame.marked(|frame| deploy(frame, call.token))?;
            answer::<Factory::deployNewStrategyCall>(&strategy)
        }
        Call::deployDurationVaultStrategy(call) => {
            let vault = frame.marked(|frame| duration_vault::deploy(frame, &call.config.into()))?;
            answer::<Factory::deployDurationVaultStrategyCall>(&vault)
        }
        Call::blacklistTokens(call) => {
            frame.change(|p, ctx, fx| p.restaking.blacklist_tokens(&book, ctx, &call.tokens, fx))?;
            done()
        }
        Call::whitelistStrategies(call) => {
            let strategies = call.strategiesToWhitelist;
            frame.change(|p, ctx, fx| p.restaking.whitelist_strategies(&book, ctx, &strategies, fx))?;
            done()
        }
        Call::removeStrategiesFromWhitelist(call) => {
            let strategies = call.strategiesToRemoveFromWhitelist;
            frame.change(|p, ctx, fx| p.restaking.remove_strategies_from_whitelist(&book, ctx, &strategies, fx))?;
            done()
        }
        Call::deployedStrategies(call) => {
            answer::<Factory::deployedStrategiesCall>(&factory.deployed(call.token).unwrap_or_default())
        }
        Call::isBlacklisted(call) => answer::<Factory::isBlacklistedCall>(&factory.is_blacklisted(call.token)),
        Call::getDurationVaults(call) => answer::<Factory::getDurationVaultsCall>(&factory.vaults(call.token).collect()),
        Call::durationVaultsByToken(call) => {
            let vault = factory.vaults(call.token).nth(call.index.saturating_to()).ok_or_else(Stop::empty)?;
            answer::<Factory::durationVaultsByTokenCall>(&vault)
        }
        Call::strategyManager(_) => answer::<Factory::strategyManagerCall>(&book.strategy_manager),
        Call::strategyBeacon(_) => answer::<Factory::strategyBeaconCall>(&book.strategy_beacon),
        Call::durationVaultBeacon(_) => answer::<Factory::durationVaultBeaconCall>(&book.duration_vault_beacon),
    }
}

fn deploy(frame: &mut Frame<'_>, token: Address) -> Result<Address, Stop> {
    let book = frame.addresses().restaking;
    let checked = frame.protocol().restaking.strategies.factory.check_new_strategy(token);
    checked.map_err(|refusal| refused(&refusal))?;
    let decimals = decimals(frame, token)?;
    frame.settle(|p, ctx, fx| p.restaking.deploy_new_strategy(&book, ctx, token, decimals, fx))
}

/// What a token says of its decimals to a strategy that comes into being.
pub(super) fn decimals(frame: &mut Frame<'_>, token: Address) -> Result<u8, Stop> {
    if !frame.host.has_code(token) {
        return Err(Stop::empty());
    }
    match frame.ask(token, IERC20::decimalsCall {}.abi_encode(), true) {
        CallAnswer { success: true, output } => IERC20::decimalsCall::abi_decode_returns(&output).map_err(|_| Stop::empty()),
        CallAnswer { success: false, output } => Err(Stop::Revert(output)),
    }
}

impl From<Factory::VaultConfig> for VaultConfig {
    fn from(config: Factory::VaultConfig) -> Self {
        Self {
            token: config.underlyingToken,
            admin: config.vaultAdmin,
            arbitrator: config.arbitrator,
            duration: Seconds::new(config.duration.into()),
            limits: DepositLimits { max_per_deposit: config.maxPerDeposit, max_total_deposits: config.stakeCap },
            metadata_uri: config.metadataURI,
            set: OperatorSet { avs: config.operatorSet.avs, id: config.operatorSet.id },
            registration_data: config.operatorSetRegistrationData,
            delegation_approver: config.delegationApprover,
            operator_metadata_uri: config.operatorMetadataURI,
        }
    }
}
