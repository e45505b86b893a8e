//! `aquifer accounts`: the development accounts, with the keys everybody knows, and what they hold.

use super::status::contracts;
use crate::cli::AccountsArgs;
use crate::failure::Failure;
use crate::output::say;
use crate::output::{ether, table};
use crate::places;
use alloy_primitives::{Address, B256, U256};
use aquifer_keepers::chain::{Client, Contracts};
use serde_json::{Value, json};

/// One account's holdings.
struct Holdings {
    address: Address,
    key: B256,
    balance: U256,
    steth: U256,
    wsteth: U256,
}

/// Runs the command.
pub(crate) async fn run(args: &AccountsArgs) -> Result<(), Failure> {
    let url = &args.read.node.rpc_url;
    let network = places::network(args.network.as_ref())?;
    let client = Client::reader(url).map_err(|error| Failure::Usage(format!("{error:#}")))?;
    client.status().await.map_err(|error| Failure::no_node(url, &error))?;
    let contracts = contracts(&client).await?;
    let mut accounts = Vec::new();
    for signer in network.accounts().map_err(|error| Failure::Usage(error.to_string()))? {
        accounts.push(holdings(&client, &contracts, signer.address(), signer.to_bytes()).await?);
    }
    if args.read.json {
        say!("{}", Value::Array(accounts.iter().map(as_json).collect()));
    } else {
        say!("{}", as_table(&accounts));
    }
    Ok(())
}

async fn holdings(client: &Client, contracts: &Contracts, address: Address, key: B256) -> eyre::Result<Holdings> {
    Ok(Holdings {
        address,
        key,
        balance: client.balance(address, None).await?,
        steth: contracts.lido.balanceOf(address).call().await?,
        wsteth: contracts.wsteth.balanceOf(address).call().await?,
    })
}

fn as_json(account: &Holdings) -> Value {
    json!({
        "address": account.address,
        "privateKey": account.key,
        "balance": account.balance.to_string(),
        "steth": account.steth.to_string(),
        "wsteth": account.wsteth.to_string(),
    })
}

fn as_table(accounts: &[Holdings]) -> String {
    let row = |(index, account): (usize, &Holdings)| {
        vec![
            index.to_string(),
            account.address.to_string(),
            account.key.to_string(),
            ether(account.balance),
            ether(account.steth),
            ether(account.wsteth),
        ]
    };
    let rows: Vec<_> = accounts.iter().enumerate().map(row).collect();
    table(&["#", "address", "private key (everybody knows it)", "ETH", "stETH", "wstETH"], &rows)
}
