//! Where a validator's own key comes from: a keystore, a phrase, or the development keys of a network.

use crate::cli::{PasswordArgs, SharedArgs, ValidatorKeyArgs};
use crate::failure::Failure;
use crate::places;
use aquifer_bls::{Keystore, Mnemonic, SecretKey};
use aquifer_protocol::ethereum::PublicKey;
use eyre::eyre;
use std::path::Path;
use zeroize::Zeroizing;

/// How many keys of a phrase are tried.
pub(super) const PHRASE_KEYS: u32 = 64;

/// The key of a validator.
pub(super) fn key_of(pubkey: &PublicKey, args: &ValidatorKeyArgs, shared: &SharedArgs) -> Result<SecretKey, Failure> {
    if let Some(file) = &args.keystore {
        return from_keystore(pubkey, file, &args.password);
    }
    if let Some(words) = &args.mnemonic {
        return from_phrase(pubkey, &phrase(words)?);
    }
    from_network(pubkey, shared)
}

/// The password that locks keystores.
pub(super) fn password(args: &PasswordArgs) -> Result<Zeroizing<String>, Failure> {
    if let Some(password) = &args.password {
        return Ok(Zeroizing::new(password.clone()));
    }
    let file = args.password_file.as_ref().ok_or_else(|| {
        Failure::Usage(
            "keystores have a password: say --password or --password-file, or set AQUIFER_KEYSTORE_PASSWORD".to_owned(),
        )
    })?;
    let text = Zeroizing::new(places::read(file)?);
    Ok(Zeroizing::new(text.lines().next().unwrap_or_default().to_owned()))
}

/// A phrase as the command line gives it.
pub(super) fn phrase(words: &str) -> Result<Mnemonic, Failure> {
    Mnemonic::new(words).map_err(|error| Failure::Usage(format!("--mnemonic: {error}")))
}

fn from_keystore(pubkey: &PublicKey, file: &Path, password_args: &PasswordArgs) -> Result<SecretKey, Failure> {
    let text = places::read(file)?;
    let broken = |reason: String| Failure::Usage(format!("{}: {reason}", file.display()));
    let keystore: Keystore = serde_json::from_str(&text).map_err(|error| broken(format!("no keystore of EIP-2335: {error}")))?;
    let key = keystore.unlock(&password(password_args)?).map_err(|error| broken(error.to_string()))?;
    if key.public_key() != *pubkey {
        return Err(broken(format!("it holds the key of {}, not of {pubkey}", key.public_key())));
    }
    Ok(key)
}

fn from_phrase(pubkey: &PublicKey, phrase: &Mnemonic) -> Result<SecretKey, Failure> {
    for index in 0..PHRASE_KEYS {
        let key = phrase.signing_key(index).map_err(|error| Failure::Refused(error.into()))?;
        if key.public_key() == *pubkey {
            return Ok(key);
        }
    }
    Err(Failure::Refused(eyre!("none of the first {PHRASE_KEYS} keys of the phrase is {pubkey}")))
}

/// Development keys are known by operator and number: those the network file counts are tried.
fn from_network(pubkey: &PublicKey, shared: &SharedArgs) -> Result<SecretKey, Failure> {
    let network = places::network(shared.network.as_ref())?;
    let keys = network.keys();
    for operator in network.file.operators.iter().map(|operator| operator.get_ref()) {
        let (module, id) = (*operator.module.get_ref(), *operator.id.get_ref());
        let lido = (0..*operator.lido_validators.get_ref() + operator.spare_keys).map(|number| keys.lido(module, id, number));
        let own = (0..operator.own_validators).map(|number| keys.own(module, id, number));
        if let Some(key) = lido.chain(own).find(|key| key.public_key() == *pubkey) {
            return Ok(key);
        }
    }
    Err(Failure::Usage(format!(
        "{pubkey} is no development key of {}: name its key with --keystore or --mnemonic",
        network.source
    )))
}
