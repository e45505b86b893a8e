//! Who sends a transaction: a private key, or an account of the network file's phrase.

use crate::cli::SenderArgs;
use crate::failure::Failure;
use crate::places;
use alloy_signer_local::PrivateKeySigner;
use std::path::PathBuf;

/// The signer that was named, if one was; accounts are those of a network file, or of the built-in devnet.
pub(crate) fn signer(args: &SenderArgs, network: Option<&PathBuf>) -> Result<Option<PrivateKeySigner>, Failure> {
    if let Some(key) = &args.private_key {
        let signer = PrivateKeySigner::from_bytes(key);
        return signer.map(Some).map_err(|error| Failure::Usage(format!("--private-key is no private key: {error}")));
    }
    let Some(index) = args.account else { return Ok(None) };
    let signer = places::network(network)?.phrase.signer(index);
    signer.map(Some).map_err(|error| Failure::Usage(format!("--account {index}: {error}")))
}

/// The signer that must be named.
pub(crate) fn required_signer(args: &SenderArgs, network: Option<&PathBuf>) -> Result<PrivateKeySigner, Failure> {
    signer(args, network)?.ok_or_else(|| {
        Failure::Usage("who sends it? say --account N (of the network file's phrase) or --private-key HEX".to_owned())
    })
}
