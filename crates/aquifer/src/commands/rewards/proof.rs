//! `aquifer rewards proof`: the argument of `processClaim` for an earner, checked by the contract itself.

use super::ledger::Ledger;
use crate::cli::{ClientArgs, RewardsProofArgs};
use crate::commands::restaking::{Core, token};
use crate::failure::Failure;
use crate::output::say;
use alloy_primitives::Address;
use aquifer_contracts::interfaces::restaking::IRewardsCoordinator::RewardsMerkleClaim;
use eyre::{WrapErr as _, eyre};
use serde_json::{Value, json};

/// Runs the command.
pub(super) async fn run(args: &RewardsProofArgs, client: &ClientArgs) -> Result<(), Failure> {
    let core = Core::open(client).await?;
    let ledger = Ledger::read(&core).await?;
    ledger.claimable()?;
    let tokens = tokens(args, &ledger).await?;
    let claim = ledger.claim(args.earner, &tokens).await?;
    let checked = ledger.coordinator.checkClaim(claim.clone()).call().await;
    checked.wrap_err("the contract does not take the proof")?;
    if client.json {
        say!("{}", as_json(&claim));
        return Ok(());
    }
    let (earner, root) = (&claim.earnerLeaf, ledger.claimable()?.root.root);
    say!("earner {} against root {root} (number {})", earner.earner, claim.rootIndex);
    say!("  place      {} of the earners, proof {}", claim.earnerIndex, claim.earnerTreeProof);
    say!("  tokens     root {}", earner.earnerTokenRoot);
    let tokens = claim.tokenIndices.iter().zip(&claim.tokenTreeProofs).zip(&claim.tokenLeaves);
    for ((index, proof), leaf) in tokens {
        say!("  token      {}: {} in all, place {index}, proof {proof}", leaf.token, token(leaf.cumulativeEarnings));
    }
    say!("the contract takes it (checkClaim)");
    Ok(())
}

/// The tokens that were named, or all it has earned.
async fn tokens(args: &RewardsProofArgs, ledger: &Ledger) -> Result<Vec<Address>, Failure> {
    if !args.token_addresses.is_empty() {
        return Ok(args.token_addresses.clone());
    }
    let lines = ledger.lines(args.earner).await?;
    let earned: Vec<Address> = lines.iter().filter(|line| !line.earned.is_zero()).map(|line| line.token).collect();
    if earned.is_empty() {
        return Err(Failure::Refused(eyre!("{} has earned nothing by the root that can be claimed against", args.earner)));
    }
    Ok(earned)
}

/// With the names of the contract's struct.
fn as_json(claim: &RewardsMerkleClaim) -> Value {
    let leaves = claim.tokenLeaves.iter();
    let leaves = leaves.map(|leaf| json!({ "token": leaf.token, "cumulativeEarnings": leaf.cumulativeEarnings.to_string() }));
    json!({
        "rootIndex": claim.rootIndex,
        "earnerIndex": claim.earnerIndex,
        "earnerTreeProof": claim.earnerTreeProof,
        "earnerLeaf": { "earner": claim.earnerLeaf.earner, "earnerTokenRoot": claim.earnerLeaf.earnerTokenRoot },
        "tokenIndices": claim.tokenIndices,
        "tokenTreeProofs": claim.tokenTreeProofs,
        "tokenLeaves": leaves.collect::<Vec<_>>(),
    })
}
