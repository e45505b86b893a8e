//! The command line of `aquifer pod`.

use super::{ClientArgs, SenderArgs, WriteArgs};
use alloy_primitives::Address;
use clap::{Args, Subcommand};
use std::{num::NonZeroUsize, path::PathBuf};

/// `aquifer pod`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  aquifer pod create --account 0\n  aquifer pod show --account 0\n  aquifer pod checkpoint --account 0 --dry-run",
    subcommand_required = true,
    arg_required_else_help = true
)]
pub(crate) struct PodArgs {
    #[command(flatten)]
    pub(crate) client: ClientArgs,
    #[command(subcommand)]
    pub(crate) command: PodCommand,
}

/// The commands of pods.
#[derive(Debug, Subcommand)]
pub(crate) enum PodCommand {
    /// Create the sender's pod, where its validators will withdraw to
    Create(WriteArgs),
    /// Send deposits of 32 ETH through the manager of pods; a pod is created when there is none
    Stake(PodStakeArgs),
    /// Prove that validators withdraw to the pod, so that their stake counts
    #[command(visible_alias = "credentials")]
    Verify(PodVerifyArgs),
    /// Prove what the pod and its validators have now: gains become shares, losses cut them
    #[command(visible_alias = "cp")]
    Checkpoint(PodCheckpointArgs),
    /// Show a pod: what can be withdrawn now, its validators, and what a checkpoint would change
    #[command(visible_alias = "status")]
    Show(PodShowArgs),
}

/// Which pod.
#[derive(Debug, Clone, Args)]
pub(crate) struct WhichPod {
    /// Address of the pod [default: the sender's]
    #[arg(long, short = 'p', visible_aliases = ["podAddress", "pod"], value_name = "POD")]
    pub(crate) pod_address: Option<Address>,
}

/// `aquifer pod stake`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  aquifer pod stake validator_keys/deposit_data-1700000000.json --account 0 --dry-run\n  aquifer validator keygen --withdrawal-address POD --password 'a long one'"
)]
pub(crate) struct PodStakeArgs {
    /// Deposit data of the staking deposit tool: 32 ETH each, with the pod's address for withdrawals
    #[arg(value_name = "DEPOSIT_DATA")]
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) write: WriteArgs,
}

/// `aquifer pod verify`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  aquifer pod verify --account 0\n  aquifer pod verify --validator-index 7 --account 0 --dry-run"
)]
pub(crate) struct PodVerifyArgs {
    #[command(flatten)]
    pub(crate) which: WhichPod,
    /// Only this validator [default: all that can be proven]
    #[arg(long, visible_alias = "validatorIndex", value_name = "INDEX")]
    pub(crate) validator_index: Option<u64>,
    /// Proofs in one transaction at most
    #[arg(long, value_name = "N", default_value = "60")]
    pub(crate) batch: NonZeroUsize,
    #[command(flatten)]
    pub(crate) write: WriteArgs,
}

/// `aquifer pod checkpoint`
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  aquifer pod checkpoint --account 0\n  aquifer pod checkpoint --force --account 0 --json")]
pub(crate) struct PodCheckpointArgs {
    #[command(flatten)]
    pub(crate) which: WhichPod,
    /// Start one although the pod has received no ether since the last
    #[arg(long, short = 'f')]
    pub(crate) force: bool,
    /// Proofs in one transaction at most
    #[arg(long, value_name = "N", default_value = "80")]
    pub(crate) batch: NonZeroUsize,
    #[command(flatten)]
    pub(crate) write: WriteArgs,
}

/// `aquifer pod show`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  aquifer pod show --account 0\n  aquifer pod show 0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266 --json\n  aquifer pod show --pod-address 0x4c52b10010747ba250b55c80b6939517e164fbfb"
)]
pub(crate) struct PodShowArgs {
    /// Whose pod [default: the account of --account]
    #[arg(value_name = "OWNER", conflicts_with = "pod_address", required_unless_present_any = ["pod_address", "account", "private_key"])]
    pub(crate) owner: Option<Address>,
    #[command(flatten)]
    pub(crate) which: WhichPod,
    #[command(flatten)]
    pub(crate) sender: SenderArgs,
}
