//! What secures the services of a network, as `up` prints it: asked of the contracts, like everybody else would.

use crate::output::ether;
use alloy_primitives::{Address, U256};
use aquifer_contracts::interfaces::restaking::{
    IAllocationManager::{self, IAllocationManagerInstance, OperatorSet},
    IStrategy,
};
use aquifer_contracts::interfaces::{AttestationService, IERC20};
use aquifer_keepers::chain::{Client, Provider};
use aquifer_protocol::restaking::BEACON_CHAIN_ETH;

/// The reference service, its contracts, and the names of the tokens that secure it.
struct Secured {
    allocation: IAllocationManagerInstance<Provider>,
    set: OperatorSet,
    /// Strategy and what its tokens are called.
    strategies: Vec<(Address, String)>,
}

/// A line for each operator of a service: what of its stake the service can slash.
///
/// # Errors
/// When a contract is not there or does not answer.
pub(crate) async fn lines(client: &Client, service: Address) -> eyre::Result<Vec<String>> {
    let secured = Secured::read(client, service).await?;
    let operators = secured.allocation.getMembers(secured.set.clone()).call().await?;
    let strategies = secured.strategies.iter().map(|(strategy, _)| *strategy).collect();
    let stakes = secured.allocation.getAllocatedStake(secured.set.clone(), operators.clone(), strategies).call().await?;
    let mut lines = Vec::new();
    for (operator, stakes) in operators.iter().zip(stakes) {
        lines.push(format!("  {operator}  {}", secured.amounts(client, &stakes).await?));
    }
    Ok(lines)
}

impl Secured {
    async fn read(client: &Client, service: Address) -> eyre::Result<Self> {
        let contract = AttestationService::new(service, client.provider());
        let allocation = IAllocationManager::new(contract.allocationManager().call().await?, client.provider());
        let set = OperatorSet { avs: service, id: contract.OPERATOR_SET_ID().call().await? };
        let mut strategies = Vec::new();
        for strategy in allocation.getStrategiesInOperatorSet(set.clone()).call().await? {
            strategies.push((strategy, symbol(client, strategy).await?));
        }
        Ok(Self { allocation, set, strategies })
    }

    /// Shares as tokens, those that are there.
    async fn amounts(&self, client: &Client, shares: &[U256]) -> eyre::Result<String> {
        let mut amounts = Vec::new();
        for ((strategy, symbol), shares) in self.strategies.iter().zip(shares).filter(|(_, shares)| !shares.is_zero()) {
            let tokens = if *strategy == BEACON_CHAIN_ETH {
                *shares
            } else {
                IStrategy::new(*strategy, client.provider()).sharesToUnderlyingView(*shares).call().await?
            };
            amounts.push(format!("{} {symbol}", ether(tokens)));
        }
        Ok(if amounts.is_empty() { "nothing".to_owned() } else { amounts.join(", ") })
    }
}

/// What a strategy's tokens are called; the shares of native stake are wei.
async fn symbol(client: &Client, strategy: Address) -> eyre::Result<String> {
    if strategy == BEACON_CHAIN_ETH {
        return Ok("native ETH".to_owned());
    }
    let token = IStrategy::new(strategy, client.provider()).underlyingToken().call().await?;
    Ok(IERC20::new(token, client.provider()).symbol().call().await?)
}
