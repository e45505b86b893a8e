//! `aquifer validator deposit`: sends the deposits of a deposit data file through the real deposit contract.
//!
//! All are checked before any is sent. What the contract or the beacon chain would refuse is not sent without `--force`.

use super::deposit_checks::{Finding, Known, check_all};
use super::keygen::deposits_for;
use super::keys::phrase;
use super::record::Chain;
use super::request::gas_paid;
use crate::cli::{DepositArgs, SharedArgs};
use crate::commands::queue::{Expected, forecast};
use crate::commands::sender::required_signer;
use crate::failure::Failure;
use crate::output::{ether, gwei, say};
use crate::places;
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolEvent as _;
use aquifer_bls::DepositData;
use aquifer_contracts::interfaces::IDepositContract;
use aquifer_protocol::units::Wei;
use eyre::{WrapErr as _, ensure, eyre};
use serde_json::{Value, json};

/// A deposit that was sent.
pub(crate) struct Sent {
    pub(crate) transaction: B256,
    pub(crate) block: u64,
    /// Its number in the contract.
    pub(crate) index: u64,
    /// Paid for gas, in wei.
    pub(crate) gas: U256,
}

/// Runs the command.
pub(super) async fn run(args: &DepositArgs, shared: &SharedArgs) -> Result<(), Failure> {
    let chain = Chain::open_as(&shared.node, required_signer(&args.sender, shared.network.as_ref())?).await?;
    let deposits = deposits(args, &chain)?;
    let known = known(&chain, &deposits).await?;
    let findings = check_all(&deposits, &known, chain.beacon.genesis_fork_version, &chain.status.network);
    if !shared.json {
        print_findings(&deposits, &findings);
    }
    let refused = findings.iter().flatten().any(|finding| matches!(finding, Finding::Refused(_)));
    if refused && !args.send.force {
        return Err(Failure::Refused(eyre!("nothing was sent: {}", reasons(&findings))));
    }
    check_balance(&chain, &deposits).await?;
    let sent = if args.send.dry_run { Vec::new() } else { send(&chain, &deposits).await? };
    let largest = deposits.iter().map(|deposit| deposit.amount.get()).max().unwrap_or_default();
    let queues = forecast(&chain.client, largest).await?;
    if shared.json {
        say!("{}", as_json(&deposits, &findings, &sent));
        return Ok(());
    }
    print_sent(&deposits, &sent);
    // The forecast is for one more deposit behind those just sent: what they themselves wait is at most that.
    if matches!(queues.entry.active, Expected::At { .. }) {
        say!("a deposit made now is active {}", queues.entry.active.when(queues.now()));
    }
    Ok(())
}

/// The deposits of the file, or of the phrase's keys.
fn deposits(args: &DepositArgs, chain: &Chain) -> Result<Vec<DepositData>, Failure> {
    let Some(file) = &args.file else {
        let words = args.keys.mnemonic.as_deref().unwrap_or_default();
        return deposits_for(&phrase(words)?, &args.keys, chain.beacon.genesis_fork_version, &chain.status.network);
    };
    read_file(file)
}

/// The deposits of a deposit data file.
pub(crate) fn read_file(file: &std::path::Path) -> Result<Vec<DepositData>, Failure> {
    let wrong = |reason: String| Failure::Usage(format!("{}: {reason}", file.display()));
    let deposits: Vec<DepositData> = serde_json::from_str(&places::read(file)?)
        .map_err(|error| wrong(format!("no deposit data of the staking deposit tool: {error}")))?;
    if deposits.is_empty() { Err(wrong("there is no deposit in it".to_owned())) } else { Ok(deposits) }
}

/// What the chain knows of the keys.
pub(crate) async fn known(chain: &Chain, deposits: &[DepositData]) -> eyre::Result<Known> {
    let pubkeys: Vec<_> = deposits.iter().map(|deposit| deposit.pubkey).collect();
    let records = chain.records(json!({ "pubkeys": pubkeys })).await?;
    let waiting = chain.waiting().await?;
    Ok(Known {
        records: records.into_iter().map(|record| (record.pubkey, record)).collect(),
        waiting: waiting.into_iter().map(|waiting| (waiting.pubkey, waiting)).collect(),
    })
}

async fn check_balance(chain: &Chain, deposits: &[DepositData]) -> eyre::Result<()> {
    let needed = deposits.iter().fold(U256::ZERO, |sum, deposit| sum + wei(deposit));
    let sender = chain.client.address();
    let balance = chain.client.balance(sender, None).await?;
    ensure!(balance > needed, "{sender} has {} ETH, the deposits take {} and gas", ether(balance), ether(needed));
    Ok(())
}

async fn send(chain: &Chain, deposits: &[DepositData]) -> eyre::Result<Vec<Sent>> {
    let mut sent = Vec::new();
    for deposit in deposits {
        let outcome = send_one(chain, deposit).await;
        sent.push(outcome.wrap_err_with(|| format!("deposit for {}, after {} were sent", deposit.pubkey, sent.len()))?);
    }
    Ok(sent)
}

/// One deposit through the contract.
pub(crate) async fn send_one(chain: &Chain, deposit: &DepositData) -> eyre::Result<Sent> {
    let addresses: Value = chain.client.request("aquifer_addresses", ()).await?;
    let address: Address = serde_json::from_value(addresses.get("depositContract").cloned().unwrap_or_default())?;
    let contract = IDepositContract::new(address, chain.client.provider());
    let call = contract.deposit(
        deposit.pubkey.to_vec().into(),
        deposit.withdrawal_credentials.to_vec().into(),
        deposit.signature.to_vec().into(),
        deposit.deposit_data_root,
    );
    let request = call.value(wei(deposit)).into_transaction_request();
    let receipt = chain.client.send(request).await?;
    let event = receipt
        .decoded_log::<IDepositContract::DepositEvent>()
        .ok_or_else(|| eyre!("the receipt has no {}", IDepositContract::DepositEvent::SIGNATURE))?;
    let index = event.index.as_ref().try_into().map(u64::from_le_bytes).wrap_err("the deposit's index has not 8 bytes")?;
    Ok(Sent {
        transaction: receipt.transaction_hash,
        block: receipt.block_number.unwrap_or_default(),
        index,
        gas: gas_paid(&receipt),
    })
}

fn wei(deposit: &DepositData) -> U256 {
    Wei::from(deposit.amount).get()
}

fn reasons(findings: &[Vec<Finding>]) -> String {
    let refused = findings.iter().enumerate().flat_map(|(number, found)| found.iter().map(move |finding| (number, finding)));
    let texts: Vec<_> = refused
        .filter_map(|(number, finding)| match finding {
            Finding::Refused(text) => Some(format!("deposit {number}: {text}")),
            Finding::Warning(_) => None,
        })
        .collect();
    texts.join("; ")
}

fn as_json(deposits: &[DepositData], findings: &[Vec<Finding>], sent: &[Sent]) -> Value {
    let rows = deposits.iter().zip(findings).enumerate().map(|(number, (deposit, findings))| {
        let sent = sent.get(number);
        json!({
            "pubkey": deposit.pubkey,
            "withdrawalCredentials": deposit.withdrawal_credentials,
            "amount": deposit.amount.get().to_string(),
            "findings": findings,
            "transaction": sent.map(|sent| sent.transaction),
            "block": sent.map(|sent| sent.block),
            "depositIndex": sent.map(|sent| sent.index),
            "gas": sent.map(|sent| sent.gas.to_string()),
        })
    });
    Value::Array(rows.collect())
}

fn print_findings(deposits: &[DepositData], findings: &[Vec<Finding>]) {
    for (deposit, findings) in deposits.iter().zip(findings) {
        say!("{} ETH for {}", gwei(deposit.amount.get()), deposit.pubkey);
        for finding in findings {
            match finding {
                Finding::Refused(text) => say!("  REFUSED: {text}"),
                Finding::Warning(text) => say!("  warning: {text}"),
            }
        }
    }
}

fn print_sent(deposits: &[DepositData], sent: &[Sent]) {
    if sent.is_empty() {
        say!("nothing was sent (--dry-run)");
    }
    for (deposit, sent) in deposits.iter().zip(sent) {
        say!("deposit {} in block {}: {} for {}", sent.index, sent.block, sent.transaction, deposit.pubkey);
    }
}
