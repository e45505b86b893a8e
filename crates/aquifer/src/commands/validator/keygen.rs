//! `aquifer validator keygen`: keys of a phrase, their keystores and deposit data, in the staking deposit tool's formats.

use super::keys::{password, phrase};
use super::record::{ACTIVATION_BALANCE, COMPOUNDING_MAX, Chain, DEPOSIT_MIN};
use crate::cli::{DerivedArgs, Global, KdfName, KeygenArgs, SharedArgs};
use crate::failure::Failure;
use crate::output::{bold, gwei, say};
use crate::progress::Progress;
use alloy_primitives::{Address, B256};
use aquifer_bls::{DepositData, ForkVersion, Kdf, Keystore, KeystoreSalt, Mnemonic};
use aquifer_protocol::units::Gwei;
use eyre::{WrapErr as _, eyre};
use serde::Serialize;
use serde_json::json;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// Letters a password must have, as in the staking deposit tool.
const PASSWORD_LETTERS: usize = 8;

/// What was written.
struct Made {
    deposits: Vec<DepositData>,
    deposit_data: PathBuf,
    keystores: Vec<PathBuf>,
}

/// Runs the command.
pub(super) async fn run(args: &KeygenArgs, shared: &SharedArgs, global: &Global) -> Result<(), Failure> {
    let password = password(&args.password)?;
    if password.chars().count() < PASSWORD_LETTERS {
        return Err(Failure::Usage(format!("the password is too short: expected at least {PASSWORD_LETTERS} characters")));
    }
    let (version, network_name) = network(args, shared).await?;
    let mnemonic = match &args.keys.mnemonic {
        Some(words) => phrase(words)?,
        None => Mnemonic::from_entropy(random()?),
    };
    let deposits = deposits_for(&mnemonic, &args.keys, version, &network_name)?;
    let made = write(args, &mnemonic, &password, deposits, global)?;
    if shared.json {
        say!("{}", as_json(args, &mnemonic, &made));
    } else {
        print(args, &mnemonic, &made);
    }
    Ok(())
}

/// The fork version deposits are signed for, and the network's name: as said, else as the node says.
async fn network(args: &KeygenArgs, shared: &SharedArgs) -> Result<(ForkVersion, String), Failure> {
    if let (Some(version), Some(name)) = (args.fork_version, &args.network_name) {
        return Ok((version, name.clone()));
    }
    let chain = Chain::open(&shared.node).await.map_err(|failure| match failure {
        Failure::Unavailable(reason) => {
            Failure::Unavailable(format!("{reason}\nwithout a node, say --fork-version and --network-name"))
        }
        other => other,
    })?;
    Ok((chain.beacon.genesis_fork_version, chain.status.network))
}

/// Signed deposits for keys of a phrase.
pub(super) fn deposits_for(
    mnemonic: &Mnemonic,
    args: &DerivedArgs,
    version: ForkVersion,
    network_name: &str,
) -> Result<Vec<DepositData>, Failure> {
    check_amount(args.amount, args.compounding)?;
    let last = args.start_index.checked_add(args.count).ok_or_else(|| Failure::Usage("--start-index is too large".to_owned()))?;
    let deposit = |index: u32| {
        let key = mnemonic.signing_key(index).wrap_err("deriving a key")?;
        let credentials = match args.withdrawal_address {
            Some(address) => credentials_of(address, args.compounding),
            None => mnemonic.withdrawal_key(index).wrap_err("deriving a withdrawal key")?.bls_credentials(),
        };
        Ok(DepositData::signed(&key, credentials, args.amount, version, network_name))
    };
    let deposits: eyre::Result<Vec<_>> = (args.start_index..last).map(deposit).collect();
    Ok(deposits?)
}

/// Credentials that pay to an address.
pub(crate) fn credentials_of(address: Address, compounding: bool) -> B256 {
    let mut credentials = address.into_word();
    credentials[0] = if compounding { 2 } else { 1 };
    credentials
}

/// What exceeds the cap would earn nothing, and the contract takes nothing below 1 ETH.
fn check_amount(amount: Gwei, compounding: bool) -> Result<(), Failure> {
    let (most, kind) = if compounding { (COMPOUNDING_MAX, "compounding") } else { (ACTIVATION_BALANCE, "other") };
    if (DEPOSIT_MIN..=most).contains(&amount.get()) {
        return Ok(());
    }
    Err(Failure::Usage(format!(
        "--amount is {} ETH: expected 1 to {} ETH for {kind} credentials",
        gwei(amount.get()),
        gwei(most)
    )))
}

fn write(
    args: &KeygenArgs,
    mnemonic: &Mnemonic,
    password: &str,
    deposits: Vec<DepositData>,
    global: &Global,
) -> Result<Made, Failure> {
    let unwritable = |path: &Path, error: &dyn std::fmt::Display| Failure::Unavailable(format!("{}: {error}", path.display()));
    fs::create_dir_all(&args.folder).map_err(|error| unwritable(&args.folder, &error))?;
    let time = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let mut progress = Progress::start(deposits.len() as u64, "keystores", global.quiet);
    let mut keystores = Vec::new();
    for (index, done) in (args.keys.start_index..).zip(0..deposits.len()) {
        let path = args.folder.join(format!("keystore-m_12381_3600_{index}_0_0-{time}.json"));
        let keystore = lock(mnemonic, index, password, args.kdf)?;
        create(&path, &keystore).map_err(|error| unwritable(&path, &error))?;
        keystores.push(path);
        progress.at(done as u64 + 1);
    }
    progress.end();
    let deposit_data = args.folder.join(format!("deposit_data-{time}.json"));
    create(&deposit_data, &deposits).map_err(|error| unwritable(&deposit_data, &error))?;
    Ok(Made { deposits, deposit_data, keystores })
}

fn lock(mnemonic: &Mnemonic, index: u32, password: &str, kdf: KdfName) -> eyre::Result<Keystore> {
    let key = mnemonic.signing_key(index)?;
    let salt = KeystoreSalt { salt: random()?, iv: random()?, uuid: random()? };
    let kdf = match kdf {
        KdfName::Scrypt => Kdf::Scrypt,
        KdfName::Pbkdf2 => Kdf::Pbkdf2,
    };
    Ok(Keystore::lock(&key, password, &format!("m/12381/3600/{index}/0/0"), kdf, salt)?)
}

/// A file of one's own that was not there before.
fn create(path: &Path, contents: &impl Serialize) -> eyre::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    Ok(file.write_all(&serde_json::to_vec(contents)?)?)
}

/// Bytes of the system's random source.
pub(crate) fn random<const N: usize>() -> eyre::Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| eyre!("the system gives no random bytes: {error}"))?;
    Ok(bytes)
}

fn as_json(args: &KeygenArgs, mnemonic: &Mnemonic, made: &Made) -> serde_json::Value {
    let indices = args.keys.start_index..;
    let keys = indices.zip(&made.deposits).zip(&made.keystores).map(|((index, deposit), keystore)| {
        json!({
            "index": index,
            "path": format!("m/12381/3600/{index}/0/0"),
            "pubkey": deposit.pubkey,
            "withdrawalCredentials": deposit.withdrawal_credentials,
            "amount": deposit.amount.get().to_string(),
            "keystore": keystore,
        })
    });
    json!({ "mnemonic": *mnemonic.phrase(), "depositData": made.deposit_data, "keys": keys.collect::<Vec<_>>() })
}

fn print(args: &KeygenArgs, mnemonic: &Mnemonic, made: &Made) {
    if args.keys.mnemonic.is_none() {
        say!("{}", bold("The phrase all keys come from. Write it down: it is stored nowhere."));
        say!("  {}\n", *mnemonic.phrase());
    }
    for ((index, deposit), keystore) in (args.keys.start_index..).zip(&made.deposits).zip(&made.keystores) {
        say!("key {index}        {}", deposit.pubkey);
        say!("  credentials {}", deposit.withdrawal_credentials);
        say!("  deposit     {} ETH", gwei(deposit.amount.get()));
        say!("  keystore    {}", keystore.display());
    }
    say!("deposit data  {}", made.deposit_data.display());
    if args.keys.withdrawal_address.is_none() {
        say!("BLS credentials: nothing is paid out before `aquifer validator credentials` changes them to an address");
    }
    say!("next: aquifer validator deposit {} --account 0", made.deposit_data.display());
}
