//! The command line of `aquifer validator`.

use super::amount::{parse_amount, parse_gwei};
use super::validator_id::ValidatorId;
use super::{NodeArgs, SendArgs, SenderArgs};
use alloy_primitives::{Address, FixedBytes, U256};
use aquifer_protocol::units::Gwei;
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

/// `aquifer validator`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  aquifer validator list --status active_ongoing\n  aquifer validator keygen --withdrawal-address 0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266 --password 'a long one'",
    subcommand_required = true,
    arg_required_else_help = true
)]
pub(crate) struct ValidatorArgs {
    #[command(flatten)]
    pub(crate) shared: SharedArgs,
    #[command(subcommand)]
    pub(crate) command: ValidatorCommand,
}

/// What every command of validators takes.
#[derive(Debug, Clone, Args)]
pub(crate) struct SharedArgs {
    #[command(flatten)]
    pub(crate) node: NodeArgs,
    #[command(flatten)]
    pub(crate) beacon: BeaconArgs,
    /// Network file whose accounts and development keys may be used [default: the built-in devnet]
    #[arg(long, value_name = "FILE", env = "AQUIFER_NETWORK", global = true)]
    pub(crate) network: Option<PathBuf>,
    /// Print JSON
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

/// Where the Beacon API is.
#[derive(Debug, Clone, Args)]
pub(crate) struct BeaconArgs {
    /// The node's Beacon API
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:5052", env = "AQUIFER_BEACON_URL", global = true)]
    pub(crate) beacon_url: String,
}

/// The commands of validators.
#[derive(Debug, Subcommand)]
pub(crate) enum ValidatorCommand {
    /// Make keys, keystores and deposit data in the staking deposit tool's formats
    Keygen(KeygenArgs),
    /// Send deposits of a deposit data file, after checking all that contract and beacon chain would refuse
    Deposit(DepositArgs),
    /// Show validators, and what happens to each next and when
    List(ListArgs),
    /// Change BLS credentials to an address, so that something can be paid out
    Credentials(CredentialsArgs),
    /// Leave: signed by the validator's key, or asked for by its withdrawal address
    Exit(ExitArgs),
    /// Withdraw a part of a compounding validator's balance
    Withdraw(WithdrawArgs),
    /// Merge a validator into another, or switch one to compounding
    Consolidate(ConsolidateArgs),
    /// Make real evidence of equivocation with a known key, post it and show what it does
    Slash(SlashArgs),
}

/// `aquifer validator keygen`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  aquifer validator keygen --withdrawal-address 0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266 --password 'a long one'\n  aquifer validator keygen --count 3 --compounding --amount 100ether --withdrawal-address 0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266 --password-file secret.txt"
)]
pub(crate) struct KeygenArgs {
    #[command(flatten)]
    pub(crate) keys: DerivedArgs,
    #[command(flatten)]
    pub(crate) password: PasswordArgs,
    /// Directory that gets the files
    #[arg(long, value_name = "DIR", default_value = "validator_keys")]
    pub(crate) folder: PathBuf,
    /// How keystores are locked
    #[arg(long, value_enum, default_value_t = KdfName::Scrypt)]
    pub(crate) kdf: KdfName,
    /// Genesis fork version deposits are signed for, without asking a node
    #[arg(long, value_name = "HEX", requires = "network_name")]
    pub(crate) fork_version: Option<FixedBytes<4>>,
    /// Name of the network in the deposit data, without asking a node
    #[arg(long, value_name = "NAME", requires = "fork_version")]
    pub(crate) network_name: Option<String>,
}

/// Which keys of a phrase, and what is deposited for each.
#[derive(Debug, Clone, Args)]
pub(crate) struct DerivedArgs {
    /// BIP-39 phrase the keys are derived from [default: a new one]
    #[arg(long, value_name = "WORDS", env = "AQUIFER_MNEMONIC", hide_env_values = true)]
    pub(crate) mnemonic: Option<String>,
    /// Index of the first key
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) start_index: u32,
    /// How many keys
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub(crate) count: u32,
    /// Where the ether goes in the end [default: BLS credentials, which must be changed before anything is withdrawn]
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) withdrawal_address: Option<Address>,
    /// Compounding credentials (0x02): up to 2048 ETH earn, partial withdrawals are possible
    #[arg(long, requires = "withdrawal_address")]
    pub(crate) compounding: bool,
    /// What is deposited for each key
    #[arg(long, value_name = "AMOUNT", default_value = "32ether", value_parser = parse_gwei)]
    pub(crate) amount: Gwei,
}

/// What locks keystores.
#[derive(Debug, Clone, Args)]
#[group(multiple = false)]
pub(crate) struct PasswordArgs {
    /// Password of the keystores
    #[arg(long, env = "AQUIFER_KEYSTORE_PASSWORD", hide_env_values = true)]
    pub(crate) password: Option<String>,
    /// File whose first line is the password
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,
}

/// Functions that lock a keystore.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum KdfName {
    /// As the staking deposit tool
    Scrypt,
    /// Less memory
    Pbkdf2,
}

/// Where a validator's own key comes from.
#[derive(Debug, Clone, Args)]
pub(crate) struct ValidatorKeyArgs {
    /// Keystore with the validator's key
    #[arg(long, value_name = "FILE")]
    pub(crate) keystore: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) password: PasswordArgs,
    /// Phrase the key is derived from: its first 64 keys are tried [default: the network's development keys]
    #[arg(long, value_name = "WORDS", env = "AQUIFER_MNEMONIC", hide_env_values = true)]
    pub(crate) mnemonic: Option<String>,
}

/// `aquifer validator deposit`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  aquifer validator deposit validator_keys/deposit_data-1767225600.json --account 0\n  aquifer validator deposit --mnemonic 'test test … junk' --withdrawal-address 0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266 --account 0 --dry-run"
)]
pub(crate) struct DepositArgs {
    /// Deposit data file; without one, deposits for keys of --mnemonic
    #[arg(value_name = "FILE", required_unless_present = "mnemonic")]
    pub(crate) file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) keys: DerivedArgs,
    #[command(flatten)]
    pub(crate) sender: SenderArgs,
    #[command(flatten)]
    pub(crate) send: SendArgs,
}

/// `aquifer validator list`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  aquifer validator list --deposit-data validator_keys/deposit_data-1767225600.json\n  aquifer validator list 300 301 --json"
)]
pub(crate) struct ListArgs {
    /// Only these: indices or public keys
    #[arg(value_name = "VALIDATOR")]
    pub(crate) validators: Vec<ValidatorId>,
    /// Only those of a deposit data file
    #[arg(long, value_name = "FILE")]
    pub(crate) deposit_data: Option<PathBuf>,
    /// Only those that withdraw to an address
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) withdrawal_address: Option<Address>,
    /// Only those of a status of the Beacon API; may be given more than once
    #[arg(long, value_name = "STATUS", value_parser = STATUSES)]
    pub(crate) status: Vec<String>,
}

/// Statuses of the Beacon API, and the wait before one has any.
const STATUSES: [&str; 10] = [
    "pending_deposit",
    "pending_initialized",
    "pending_queued",
    "active_ongoing",
    "active_exiting",
    "active_slashed",
    "exited_unslashed",
    "exited_slashed",
    "withdrawal_possible",
    "withdrawal_done",
];

/// `aquifer validator credentials`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  aquifer validator credentials 300 --to 0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266 --mnemonic 'test test … junk'\n  aquifer validator credentials 300 --to 0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266 --mnemonic 'test test … junk' --dry-run"
)]
pub(crate) struct CredentialsArgs {
    /// Index or public key
    #[arg(value_name = "VALIDATOR")]
    pub(crate) validator: ValidatorId,
    /// Where its ether goes in the end
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) to: Address,
    /// Phrase its withdrawal key is derived from: its first 64 keys are tried
    #[arg(long, value_name = "WORDS", env = "AQUIFER_MNEMONIC", hide_env_values = true)]
    pub(crate) mnemonic: String,
    /// Sign the change and print it, post nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// `aquifer validator exit`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  aquifer validator exit 300 --keystore validator_keys/keystore-m_12381_3600_0_0_0-1767225600.json --password 'a long one'\n  aquifer validator exit 40 --account 120 --dry-run"
)]
pub(crate) struct ExitArgs {
    /// Index or public key
    #[arg(value_name = "VALIDATOR")]
    pub(crate) validator: ValidatorId,
    #[command(flatten)]
    pub(crate) key: ValidatorKeyArgs,
    /// First epoch the signed exit is valid in [default: now]
    #[arg(long, value_name = "N")]
    pub(crate) epoch: Option<u64>,
    #[command(flatten)]
    pub(crate) sender: SenderArgs,
    #[command(flatten)]
    pub(crate) fee: FeeArgs,
    #[command(flatten)]
    pub(crate) send: SendArgs,
}

/// What a request pays its system contract.
#[derive(Debug, Clone, Args)]
pub(crate) struct FeeArgs {
    /// Fee of the request [default: what the system contract asks now]
    #[arg(long, value_name = "AMOUNT", value_parser = parse_amount)]
    pub(crate) fee: Option<U256>,
}

/// `aquifer validator withdraw`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  aquifer validator withdraw 300 --amount 1.5ether --account 0\n  aquifer validator withdraw 300 --amount 1ether --account 0 --dry-run"
)]
pub(crate) struct WithdrawArgs {
    /// Index or public key
    #[arg(value_name = "VALIDATOR")]
    pub(crate) validator: ValidatorId,
    /// How much; what is above 32 ETH at most
    #[arg(long, value_name = "AMOUNT", value_parser = parse_gwei)]
    pub(crate) amount: Gwei,
    #[command(flatten)]
    pub(crate) sender: SenderArgs,
    #[command(flatten)]
    pub(crate) fee: FeeArgs,
    #[command(flatten)]
    pub(crate) send: SendArgs,
}

/// `aquifer validator consolidate`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  aquifer validator consolidate 300 --account 0\n  aquifer validator consolidate 300 301 --account 0 --dry-run"
)]
pub(crate) struct ConsolidateArgs {
    /// Whose balance moves: index or public key
    #[arg(value_name = "SOURCE")]
    pub(crate) source: ValidatorId,
    /// Who gets it [default: nobody; the source becomes compounding]
    #[arg(value_name = "TARGET")]
    pub(crate) target: Option<ValidatorId>,
    #[command(flatten)]
    pub(crate) sender: SenderArgs,
    #[command(flatten)]
    pub(crate) fee: FeeArgs,
    #[command(flatten)]
    pub(crate) send: SendArgs,
}

/// `aquifer validator slash`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  aquifer validator slash 40\n  aquifer validator slash 41 --evidence attestations --dry-run --json"
)]
pub(crate) struct SlashArgs {
    /// Index or public key
    #[arg(value_name = "VALIDATOR")]
    pub(crate) validator: ValidatorId,
    /// What it signs twice
    #[arg(long, value_enum, default_value_t = Evidence::Headers)]
    pub(crate) evidence: Evidence,
    #[command(flatten)]
    pub(crate) key: ValidatorKeyArgs,
    /// Make the evidence and print it, post nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// Kinds of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Evidence {
    /// Two blocks for one slot
    Headers,
    /// Two votes for one target
    Attestations,
}
