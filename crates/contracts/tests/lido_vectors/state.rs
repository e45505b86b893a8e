//! The state fields of the vectors, each read through the contract's own getter.

use crate::world::World;
use alloy_primitives::U256;
use alloy_sol_types::SolCall;
use aquifer_contracts::{
    NativeOutcome,
    interfaces::{IBurner, ILido, IWithdrawalQueue, IWstETH},
};

/// Reads one field.
pub(crate) fn read(world: &mut World, field: &str) -> U256 {
    if let Some((kind, account)) = field.split_once('.') {
        let account = world.actors.address(account);
        return match kind {
            "shares" => world.view("steth", &ILido::sharesOfCall { account }),
            "steth" => world.view("steth", &ILido::balanceOfCall { account }),
            "wsteth" => world.view("wsteth", &IWstETH::balanceOfCall { account }),
            _ => panic!("unknown state field {field}"),
        };
    }
    match field {
        "blockNumber" => U256::from(world.host.block_number.get()),
        "timestamp" => U256::from(world.host.timestamp.get()),
        "totalPooledEther" => world.view("steth", &ILido::getTotalPooledEtherCall {}),
        "totalShares" => world.view("steth", &ILido::getTotalSharesCall {}),
        "externalShares" => world.view("steth", &ILido::getExternalSharesCall {}),
        "bufferedEther" => world.view("steth", &ILido::getBufferedEtherCall {}),
        "depositedValidators" => world.call_view("steth", &ILido::getBeaconStatCall {}).depositedValidators,
        "clValidators" => world.call_view("steth", &ILido::getBeaconStatCall {}).beaconValidators,
        "clBalance" => world.call_view("steth", &ILido::getBeaconStatCall {}).beaconBalance,
        "currentStakeLimit" => world.view("steth", &ILido::getCurrentStakeLimitCall {}),
        "depositableEther" => world.view("steth", &ILido::getDepositableEtherCall {}),
        "maxMintableExternalShares" => world.view("steth", &ILido::getMaxMintableExternalSharesCall {}),
        "totalELRewardsCollected" => world.view("steth", &ILido::getTotalELRewardsCollectedCall {}),
        "wstethSupply" => world.view("wsteth", &IWstETH::totalSupplyCall {}),
        "stEthPerToken" => world.view("wsteth", &IWstETH::stEthPerTokenCall {}),
        "tokensPerStEth" => world.view("wsteth", &IWstETH::tokensPerStEthCall {}),
        "lastRequestId" => world.view("wq", &IWithdrawalQueue::getLastRequestIdCall {}),
        "lastFinalizedRequestId" => world.view("wq", &IWithdrawalQueue::getLastFinalizedRequestIdCall {}),
        "lockedEther" => world.view("wq", &IWithdrawalQueue::getLockedEtherAmountCall {}),
        "unfinalizedStETH" => world.view("wq", &IWithdrawalQueue::unfinalizedStETHCall {}),
        "lastCheckpointIndex" => world.view("wq", &IWithdrawalQueue::getLastCheckpointIndexCall {}),
        "bunkerSince" => world.view("wq", &IWithdrawalQueue::bunkerModeSinceTimestampCall {}),
        "burnerCoverRequested" => world.call_view("burner", &IBurner::getSharesRequestedToBurnCall {}).coverShares,
        "burnerNonCoverRequested" => world.call_view("burner", &IBurner::getSharesRequestedToBurnCall {}).nonCoverShares,
        "burnerCoverBurnt" => world.view("burner", &IBurner::getCoverSharesBurntCall {}),
        "burnerNonCoverBurnt" => world.view("burner", &IBurner::getNonCoverSharesBurntCall {}),
        "withdrawalVaultBalance" => world.balance("wVault"),
        "elVaultBalance" => world.balance("elVault"),
        _ => panic!("unknown state field {field}"),
    }
}

impl World {
    /// A view that answers one number.
    fn view<C: SolCall<Return = U256>>(&mut self, contract: &str, call: &C) -> U256 {
        self.call_view(contract, call)
    }

    /// A view, which must not fail.
    pub(crate) fn call_view<C: SolCall>(&mut self, contract: &str, call: &C) -> C::Return {
        self.try_view(contract, call).unwrap_or_else(|refused| panic!("{contract}.{} refused: {refused:?}", C::SIGNATURE))
    }

    /// A view, or how it was refused.
    pub(crate) fn try_view<C: SolCall>(&mut self, contract: &str, call: &C) -> Result<C::Return, NativeOutcome> {
        let to = self.actors.address(contract);
        match self.host.view(self.actors.address("u0"), to, &call.abi_encode()) {
            NativeOutcome::Return(output) => Ok(C::abi_decode_returns(&output).expect("an answer of the function's type")),
            refused => Err(refused),
        }
    }

    fn balance(&self, account: &str) -> U256 {
        self.host.balance_of(self.actors.address(account)).get()
    }
}
