//! What operators have been entrusted with, and what each service can slash.

use crate::output::{ether, grouped, say};
use alloy_primitives::{Address, U256};
use aquifer_contracts::interfaces::{IERC20, restaking::IStrategy};
use aquifer_keepers::chain::Client;
use serde::{Deserialize, Serialize};

/// The answer of `aquifer_restaking`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Summary {
    operators: u64,
    stakers: u64,
    pods: u64,
    queued_withdrawals: u64,
    stakes: Vec<Shares>,
    services: Vec<ServiceShares>,
}

#[derive(Debug, Deserialize)]
struct Shares {
    strategy: Address,
    token: Option<Address>,
    shares: U256,
}

#[derive(Debug, Deserialize)]
struct ServiceShares {
    avs: Address,
    name: Option<String>,
    operators: u64,
    slashable: Vec<Shares>,
}

/// Restaking at the head, in tokens.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Restaking {
    operators: u64,
    stakers: u64,
    pods: u64,
    queued_withdrawals: u64,
    stakes: Vec<Stake>,
    services: Vec<Service>,
}

/// What shares of a strategy would give now.
#[derive(Debug, Serialize)]
struct Stake {
    strategy: Address,
    token: String,
    /// In the token's base units.
    amount: String,
}

#[derive(Debug, Serialize)]
struct Service {
    avs: Address,
    name: Option<String>,
    operators: u64,
    slashable: Vec<Stake>,
}

impl Restaking {
    /// Reads it.
    pub(super) async fn read(client: &Client) -> eyre::Result<Self> {
        let summary: Summary = client.request("aquifer_restaking", ()).await?;
        let mut services = Vec::new();
        for ServiceShares { avs, name, operators, slashable } in summary.services {
            services.push(Service { avs, name, operators, slashable: stakes(client, slashable).await? });
        }
        Ok(Self {
            operators: summary.operators,
            stakers: summary.stakers,
            pods: summary.pods,
            queued_withdrawals: summary.queued_withdrawals,
            stakes: stakes(client, summary.stakes).await?,
            services,
        })
    }

    pub(super) fn print(&self) {
        say!(
            "operators   {}, trusted by {} stakers with {}",
            grouped(self.operators),
            grouped(self.stakers),
            listed(&self.stakes)
        );
        say!("pods        {}; withdrawals queued: {}", grouped(self.pods), grouped(self.queued_withdrawals));
        for service in &self.services {
            let name = service.name.clone().unwrap_or_else(|| service.avs.to_string());
            say!("service     {name}: {} operators, can slash {}", grouped(service.operators), listed(&service.slashable));
        }
    }
}

/// Shares as tokens: native stake is ether, 1 wei a share.
async fn stakes(client: &Client, shares: Vec<Shares>) -> eyre::Result<Vec<Stake>> {
    let mut stakes = Vec::new();
    for Shares { strategy, token, shares } in shares {
        let (token, amount) = match token {
            None => ("ETH".to_owned(), shares),
            Some(token) => {
                let amount = IStrategy::new(strategy, client.provider()).sharesToUnderlyingView(shares).call().await?;
                (IERC20::new(token, client.provider()).symbol().call().await?, amount)
            }
        };
        stakes.push(Stake { strategy, token, amount: amount.to_string() });
    }
    Ok(stakes)
}

fn listed(stakes: &[Stake]) -> String {
    let amount = |stake: &Stake| format!("{} {}", ether(stake.amount.parse().unwrap_or_default()), stake.token);
    match stakes {
        [] => "nothing".to_owned(),
        stakes => stakes.iter().map(amount).collect::<Vec<_>>().join(", "),
    }
}
