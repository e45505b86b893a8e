//! `aquifer pod stake`: deposits of 32 ETH through the manager of pods, which gives them the pod's credentials.

use super::state::address_of;
use crate::cli::{ClientArgs, PodStakeArgs};
use crate::commands::restaking::Core;
use crate::commands::sender::required_signer;
use crate::commands::validator::{Chain, Finding, check_all, known, read_file};
use crate::failure::Failure;
use crate::output::{ether, say};
use alloy_primitives::{Address, B256, Bytes, U256};
use alloy_rpc_types_eth::TransactionRequest;
use alloy_sol_types::SolCall as _;
use aquifer_bls::DepositData;
use aquifer_contracts::interfaces::restaking::IEigenPodManager;
use aquifer_protocol::{
    restaking::pods::pod_credentials,
    units::{Gwei, Wei},
};
use eyre::{WrapErr as _, eyre};
use serde_json::json;

/// What a pod stakes for a validator.
const STAKE: Gwei = Gwei::new(32_000_000_000);

/// Runs the command.
pub(super) async fn run(args: &PodStakeArgs, client: &ClientArgs) -> Result<(), Failure> {
    let signer = required_signer(&args.write.sender, client.network.as_ref())?;
    let core = Core::open_as(client, signer.clone()).await?;
    let chain = Chain::open_as(&client.node, signer).await?;
    let deposits = read_file(&args.file)?;
    let (pod, is_there) = address_of(&core, core.sender()).await?;
    check(&deposits, pod, &chain).await?;
    check_balance(&core, deposits.len()).await?;
    if let Some(first) = deposits.first() {
        try_one(&core, first).await?;
    }
    let sent = if args.write.dry_run { Vec::new() } else { send(&core, &deposits).await? };
    if client.json {
        let pubkeys: Vec<_> = deposits.iter().map(|deposit| deposit.pubkey).collect();
        let answer = json!({
            "sent": !sent.is_empty(),
            "transactions": sent,
            "owner": core.sender(),
            "pod": pod,
            "created": !is_there && !sent.is_empty(),
            "pubkeys": pubkeys,
        });
        say!("{answer}");
        return Ok(());
    }
    if sent.is_empty() {
        say!("would stake 32 ETH for {} validators (--dry-run: nothing was sent)", deposits.len());
    }
    for (deposit, transaction) in deposits.iter().zip(&sent) {
        say!("32 ETH for {}: transaction {transaction}", deposit.pubkey);
    }
    say!("  pod   {pod}");
    say!("  next  aquifer pod verify, as soon as the beacon chain has given them an activation epoch");
    Ok(())
}

/// What would revert, or be lost: the checks of plain deposits, and what a pod adds to them.
async fn check(deposits: &[DepositData], pod: Address, chain: &Chain) -> Result<(), Failure> {
    let refused = |text: String| Failure::Refused(eyre!("nothing was sent: {text}"));
    let own = pod_credentials(pod);
    for deposit in deposits {
        if deposit.amount != STAKE {
            return Err(refused(format!("a pod stakes 32 ETH a validator, {} has {}", deposit.pubkey, deposit.amount)));
        }
        if deposit.withdrawal_credentials != own {
            return Err(refused(format!(
                "{} withdraws to {}; a pod stakes with its own credentials {own}: keygen --withdrawal-address {pod}",
                deposit.pubkey, deposit.withdrawal_credentials
            )));
        }
    }
    let known = known(chain, deposits).await?;
    let findings = check_all(deposits, &known, chain.beacon.genesis_fork_version, &chain.status.network);
    match findings.into_iter().flatten().find_map(|finding| match finding {
        Finding::Refused(text) => Some(text),
        Finding::Warning(_) => None,
    }) {
        Some(text) => Err(refused(text)),
        None => Ok(()),
    }
}

async fn check_balance(core: &Core, count: usize) -> Result<(), Failure> {
    let needed = stake() * U256::from(count);
    let balance = core.client.balance(core.sender(), None).await?;
    if balance > needed {
        return Ok(());
    }
    let (has, needed) = (ether(balance), ether(needed));
    Err(Failure::Refused(eyre!("nothing was sent: {} has {has} ETH, the deposits take {needed} and gas", core.sender())))
}

/// Has the node try the first deposit.
async fn try_one(core: &Core, deposit: &DepositData) -> eyre::Result<()> {
    let request = request(core, deposit).from(core.sender());
    let answer: eyre::Result<Bytes> = core.client.request("eth_call", (request, "pending")).await;
    answer.map(drop).wrap_err("nothing was sent: the stake is refused")
}

async fn send(core: &Core, deposits: &[DepositData]) -> eyre::Result<Vec<B256>> {
    let mut sent = Vec::new();
    for deposit in deposits {
        let receipt = core.client.send(request(core, deposit)).await;
        let receipt = receipt.wrap_err_with(|| format!("stake for {}, after {} were sent", deposit.pubkey, sent.len()))?;
        sent.push(receipt.transaction_hash);
    }
    Ok(sent)
}

fn request(core: &Core, deposit: &DepositData) -> TransactionRequest {
    let call = IEigenPodManager::stakeCall {
        pubkey: deposit.pubkey.to_vec().into(),
        signature: deposit.signature.to_vec().into(),
        depositDataRoot: deposit.deposit_data_root,
    };
    TransactionRequest::default().to(core.addresses.eigen_pod_manager).value(stake()).input(call.abi_encode().into())
}

fn stake() -> U256 {
    Wei::from(STAKE).get()
}
