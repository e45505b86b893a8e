//! `aquifer validator slash`: real evidence of equivocation, made with a known key, posted to the pool like anybody's.

use super::beacon_api::BeaconApi;
use super::keys::key_of;
use super::outlook::Clock;
use super::record::{Chain, Record};
use crate::cli::{Evidence, SharedArgs, SlashArgs};
use crate::failure::Failure;
use crate::output::{gwei, say};
use alloy_primitives::{B256, FixedBytes};
use aquifer_beacon::ForkSchedule;
use aquifer_beacon::types::{
    AttestationData, AttesterSlashing, BeaconBlockHeader, Checkpoint, IndexedAttestation, ProposerSlashing,
    SignedBeaconBlockHeader,
};
use aquifer_bls::{SecretKey, sign_attestation, sign_block_header};
use eyre::eyre;
use serde_json::{Value, json};
use tree_hash::TreeHash as _;

/// What the key signs for: the fork now, and the chain.
#[derive(Clone, Copy)]
struct Signing {
    version: FixedBytes<4>,
    genesis_validators_root: B256,
}

/// Runs the command.
pub(super) async fn run(args: &SlashArgs, shared: &SharedArgs) -> Result<(), Failure> {
    let chain = Chain::open(&shared.node).await?;
    let validator = chain.record(args.validator).await?;
    let key = key_of(&validator.pubkey, &args.key, shared)?;
    let forks = ForkSchedule::new(chain.beacon.genesis_fork_version);
    let signing = Signing {
        version: forks.version(forks.fork_at(chain.status.epoch)),
        genesis_validators_root: chain.beacon.genesis_validators_root,
    };
    let (path, evidence) = match args.evidence {
        Evidence::Headers => ("/eth/v1/beacon/pool/proposer_slashings", json(&headers(&key, &validator, &chain, signing))?),
        Evidence::Attestations => ("/eth/v2/beacon/pool/attester_slashings", json(&votes(&key, &validator, &chain, signing)?)?),
    };
    if args.dry_run {
        say!("{evidence}");
        return Ok(());
    }
    BeaconApi::new(&shared.beacon)?.post(path, &evidence).await?;
    let after = chain.wait_for(validator.index, |record| record.slashed).await?;
    let after = after.ok_or_else(|| eyre!("the evidence was taken, but validator {} is not slashed yet", validator.index))?;
    if shared.json {
        say!("{}", as_json(&validator, &after, &evidence));
    } else {
        print(&chain, &validator, &after);
    }
    Ok(())
}

fn json(evidence: &impl serde::Serialize) -> eyre::Result<Value> {
    Ok(serde_json::to_value(evidence)?)
}

/// Two blocks of one slot that differ in their bodies.
fn headers(key: &SecretKey, validator: &Record, chain: &Chain, signing: Signing) -> ProposerSlashing {
    let signed = |body: u8| {
        let message = BeaconBlockHeader {
            slot: chain.status.block.slot,
            proposer_index: validator.index,
            parent_root: B256::ZERO,
            state_root: B256::ZERO,
            body_root: B256::repeat_byte(body),
        };
        let signature = sign_block_header(key, message.tree_hash_root(), signing.version, signing.genesis_validators_root);
        SignedBeaconBlockHeader { message, signature }
    };
    ProposerSlashing { signed_header_1: signed(1), signed_header_2: signed(2) }
}

/// Two votes for one target that differ in their heads.
fn votes(key: &SecretKey, validator: &Record, chain: &Chain, signing: Signing) -> eyre::Result<AttesterSlashing> {
    let signed = |head: u8| {
        let source = Checkpoint { epoch: chain.status.epoch.saturating_sub(1), root: B256::ZERO };
        let data = AttestationData {
            slot: chain.status.block.slot,
            index: 0,
            beacon_block_root: B256::repeat_byte(head),
            source,
            target: Checkpoint { epoch: chain.status.epoch, root: B256::ZERO },
        };
        let signature = sign_attestation(key, data.tree_hash_root(), signing.version, signing.genesis_validators_root);
        let attesting_indices = vec![validator.index].try_into().map_err(|_| eyre!("one voter is too many"))?;
        Ok::<_, eyre::Report>(IndexedAttestation { attesting_indices, data, signature })
    };
    Ok(AttesterSlashing { attestation_1: signed(1)?, attestation_2: signed(2)? })
}

fn as_json(before: &Record, after: &Record, evidence: &Value) -> Value {
    json!({
        "validator": after.index,
        "pubkey": after.pubkey,
        "evidence": evidence,
        "penaltyGwei": before.balance.saturating_sub(after.balance).to_string(),
        "balanceGwei": after.balance.to_string(),
        "exitEpoch": after.exit_epoch,
        "withdrawableEpoch": after.withdrawable_epoch,
    })
}

fn print(chain: &Chain, before: &Record, after: &Record) {
    let clock = Clock::of(&chain.status, &chain.beacon);
    let lost = gwei(before.balance.saturating_sub(after.balance));
    say!("validator {} is slashed: it lost {lost} ETH and has {}", after.index, gwei(after.balance));
    say!("  exits         {}; until then and on to its withdrawal it pays for missing every duty", clock.when(after.exit_epoch));
    say!("  next          {}", clock.outlook(after).what);
    say!("  withdrawable  {}", clock.when(after.withdrawable_epoch));
}
