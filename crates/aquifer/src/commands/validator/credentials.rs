//! `aquifer validator credentials`: changes BLS credentials to an address, once and for ever, signed by the old withdrawal key.

use super::beacon_api::BeaconApi;
use super::keys::{PHRASE_KEYS, phrase};
use super::record::{Chain, Record};
use crate::cli::{CredentialsArgs, SharedArgs};
use crate::failure::Failure;
use crate::output::say;
use aquifer_beacon::types::{BlsToExecutionChange, SignedBlsToExecutionChange};
use aquifer_bls::{SecretKey, sign_credentials_change};
use aquifer_protocol::units::ValidatorIndex;
use eyre::{WrapErr as _, eyre};
use serde_json::json;

/// Runs the command.
pub(super) async fn run(args: &CredentialsArgs, shared: &SharedArgs) -> Result<(), Failure> {
    let chain = Chain::open(&shared.node).await?;
    let validator = chain.record(args.validator).await?;
    let key = withdrawal_key(args, &validator)?;
    let change = signed_change(args, &chain, &key, validator.index);
    if args.dry_run {
        say!("{}", json!([change]));
        return Ok(());
    }
    BeaconApi::new(&shared.beacon)?.post("/eth/v1/beacon/pool/bls_to_execution_changes", &[change]).await?;
    let after = chain.wait_for(validator.index, |record| record.withdrawal_credentials[0] != 0).await?;
    let after = after.ok_or_else(|| eyre!("the change was taken, but is in no block yet"))?;
    if shared.json {
        say!("{}", json!({ "validator": after.index, "withdrawalCredentials": after.withdrawal_credentials, "change": change }));
    } else {
        say!("validator {} withdraws to {} now; this can never be changed again", after.index, args.to);
    }
    Ok(())
}

/// The withdrawal key that the credentials commit to.
fn withdrawal_key(args: &CredentialsArgs, validator: &Record) -> Result<SecretKey, Failure> {
    let credentials = validator.withdrawal_credentials;
    if credentials[0] != 0 {
        return Err(Failure::Refused(eyre!("validator {} has no BLS credentials any more: {credentials}", validator.index)));
    }
    let mnemonic = phrase(&args.mnemonic)?;
    for index in 0..PHRASE_KEYS {
        let key = mnemonic.withdrawal_key(index).wrap_err("deriving a withdrawal key")?;
        if key.bls_credentials() == credentials {
            return Ok(key);
        }
    }
    Err(Failure::Refused(eyre!("{credentials} belong to none of the first {PHRASE_KEYS} withdrawal keys of the phrase")))
}

fn signed_change(args: &CredentialsArgs, chain: &Chain, key: &SecretKey, index: u64) -> SignedBlsToExecutionChange {
    let (version, root) = (chain.beacon.genesis_fork_version, chain.beacon.genesis_validators_root);
    let signature = sign_credentials_change(key, ValidatorIndex::new(index), args.to, version, root);
    let message =
        BlsToExecutionChange { validator_index: index, from_bls_pubkey: key.public_key(), to_execution_address: args.to };
    SignedBlsToExecutionChange { message, signature }
}
