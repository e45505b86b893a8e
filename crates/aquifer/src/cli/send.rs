//! Who sends a transaction, and whether it is sent at all: what all commands that write take.

use super::NodeArgs;
use alloy_primitives::B256;
use clap::Args;
use std::path::PathBuf;

/// What every command of a group takes that talks to contracts.
#[derive(Debug, Clone, Args)]
pub(crate) struct ClientArgs {
    #[command(flatten)]
    pub(crate) node: NodeArgs,
    /// Network file whose accounts may be used [default: the built-in devnet]
    #[arg(long, value_name = "FILE", env = "AQUIFER_NETWORK", global = true)]
    pub(crate) network: Option<PathBuf>,
    /// Print JSON; amounts are exact, as decimal strings
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

/// Who sends a transaction.
#[derive(Debug, Clone, Args)]
#[group(multiple = false)]
pub(crate) struct SenderArgs {
    /// Private key of the sender
    #[arg(long, visible_alias = "ecdsa-private-key", value_name = "HEX", env = "AQUIFER_PRIVATE_KEY", hide_env_values = true)]
    pub(crate) private_key: Option<B256>,
    /// Sender by its index in the network file's phrase
    #[arg(long, value_name = "N")]
    pub(crate) account: Option<u32>,
}

/// Whether anything is sent.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct SendArgs {
    /// Check everything, send nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Send it although a check failed
    #[arg(long, conflicts_with = "dry_run")]
    pub(crate) force: bool,
}
