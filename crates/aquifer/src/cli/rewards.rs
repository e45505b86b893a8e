//! The command line of `aquifer rewards`.

use super::{ClientArgs, WriteArgs};
use alloy_primitives::Address;
use clap::{Args, Subcommand};

/// `aquifer rewards`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  aquifer rewards show 0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266\n  aquifer rewards claim --account 0",
    subcommand_required = true,
    arg_required_else_help = true
)]
pub(crate) struct RewardsArgs {
    #[command(flatten)]
    pub(crate) client: ClientArgs,
    #[command(subcommand)]
    pub(crate) command: RewardsCommand,
}

/// The commands of earners.
#[derive(Debug, Subcommand)]
pub(crate) enum RewardsCommand {
    /// Show what an earner has earned, claimed, and can claim now
    Show(EarnerArgs),
    /// Print the proofs of an earner's rewards, as the contract takes them
    Proof(RewardsProofArgs),
    /// Claim rewards, for oneself or for an earner whose claimer one is
    Claim(ClaimArgs),
}

/// `aquifer rewards show`
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  aquifer rewards show 0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266 --json")]
pub(crate) struct EarnerArgs {
    /// Staker, operator or service
    #[arg(value_name = "EARNER")]
    pub(crate) earner: Address,
}

/// `aquifer rewards proof`
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  aquifer rewards proof 0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266")]
pub(crate) struct RewardsProofArgs {
    /// Staker, operator or service
    #[arg(value_name = "EARNER")]
    pub(crate) earner: Address,
    /// Tokens to prove [default: all it has earned]
    #[arg(long, value_name = "TOKEN,TOKEN", value_delimiter = ',')]
    pub(crate) token_addresses: Vec<Address>,
}

/// `aquifer rewards claim`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  aquifer rewards claim --account 0\n  aquifer rewards claim --account 1 --earner-address 0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266 --dry-run"
)]
pub(crate) struct ClaimArgs {
    /// Whose rewards [default: the sender's]
    #[arg(long, value_name = "EARNER")]
    pub(crate) earner_address: Option<Address>,
    /// Who receives them [default: the earner]
    #[arg(long, value_name = "RECIPIENT")]
    pub(crate) recipient_address: Option<Address>,
    /// Tokens to claim [default: all with something to claim]
    #[arg(long, value_name = "TOKEN,TOKEN", value_delimiter = ',')]
    pub(crate) token_addresses: Vec<Address>,
    #[command(flatten)]
    pub(crate) write: WriteArgs,
}
