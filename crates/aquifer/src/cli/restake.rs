//! The command line of `aquifer restake`.

use super::{ClientArgs, SenderArgs};
use crate::commands::restaking::{Amount, StrategyName};
use alloy_primitives::{Address, B256, Bytes};
use clap::{Args, Subcommand};
use std::str::FromStr;

/// `aquifer restake`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  aquifer restake deposit stETH 10ether --account 0\n  aquifer restake show 0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
    subcommand_required = true,
    arg_required_else_help = true
)]
pub(crate) struct RestakeArgs {
    #[command(flatten)]
    pub(crate) client: ClientArgs,
    #[command(subcommand)]
    pub(crate) command: RestakeCommand,
}

/// The commands of stakers.
#[derive(Debug, Subcommand)]
pub(crate) enum RestakeCommand {
    /// Deposit tokens into a strategy
    Deposit(RestakeDepositArgs),
    /// Delegate everything to an operator
    Delegate(DelegateArgs),
    /// Queue a withdrawal
    Queue(QueueWithdrawalArgs),
    /// Complete withdrawals whose delay has passed
    Complete(CompleteArgs),
    /// Leave the operator; everything is queued for withdrawal
    Undelegate(UndelegateArgs),
    /// Show what a staker can withdraw now, and what waits in the queue
    Show(StakerArgs),
}

/// Who sends, and whether anything is sent.
#[derive(Debug, Clone, Args)]
pub(crate) struct WriteArgs {
    #[command(flatten)]
    pub(crate) sender: SenderArgs,
    /// Check everything, show what it would do, send nothing
    #[arg(long, short = 'd')]
    pub(crate) dry_run: bool,
}

/// `aquifer restake deposit`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  aquifer restake deposit stETH 10ether --account 0\n  aquifer restake deposit 0x93c4b944D05dfe6df7645A86cd2206016c51564D 10ether --account 0 --dry-run"
)]
pub(crate) struct RestakeDepositArgs {
    /// Strategy: its address, or the symbol of its token
    #[arg(value_name = "STRATEGY")]
    pub(crate) strategy: StrategyName,
    /// How much of the token, or all the sender has; `ether` is 10^18 of its smallest unit
    #[arg(value_name = "AMOUNT|all")]
    pub(crate) amount: Amount,
    #[command(flatten)]
    pub(crate) write: WriteArgs,
}

/// `aquifer restake delegate`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  aquifer restake delegate 0x70997970C51812dc3A010C7d01b50e0d17dc79C8 --account 0\n  aquifer restake delegate 0x70997970C51812dc3A010C7d01b50e0d17dc79C8 --account 0 --approver-account 1 --dry-run"
)]
pub(crate) struct DelegateArgs {
    /// Address of the operator
    #[arg(value_name = "OPERATOR")]
    pub(crate) operator: Address,
    #[command(flatten)]
    pub(crate) approval: ApprovalArgs,
    #[command(flatten)]
    pub(crate) write: WriteArgs,
}

/// What an operator's approver says to a delegation; operators without one need none.
#[derive(Debug, Clone, Args)]
pub(crate) struct ApprovalArgs {
    /// Signature of the operator's approver, as `aquifer operator get-delegation-approval` prints it
    #[arg(long, value_name = "HEX", requires_all = ["approver_salt", "approver_expiry"], conflicts_with = "approver_account")]
    pub(crate) approver_signature: Option<Bytes>,
    /// Salt of the approval
    #[arg(long, value_name = "HEX")]
    pub(crate) approver_salt: Option<B256>,
    /// Time the approval ends, in seconds since 1970
    #[arg(long, value_name = "TIME")]
    pub(crate) approver_expiry: Option<u64>,
    /// Approver by its index in the network file's phrase: it signs now
    #[arg(long, value_name = "N")]
    pub(crate) approver_account: Option<u32>,
}

/// `aquifer restake queue`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  aquifer restake queue stETH 2.5ether --account 0\n  aquifer restake queue native all --account 0 --dry-run"
)]
pub(crate) struct QueueWithdrawalArgs {
    /// Strategy: its address, the symbol of its token, or native
    #[arg(value_name = "STRATEGY")]
    pub(crate) strategy: StrategyName,
    /// How much of what can be withdrawn now, or all of it
    #[arg(value_name = "AMOUNT|all")]
    pub(crate) amount: Amount,
    #[command(flatten)]
    pub(crate) write: WriteArgs,
}

/// `aquifer restake complete`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  aquifer restake complete all --account 0\n  aquifer restake complete 0x5b1d…c9 --receive-as-shares --account 0 --dry-run"
)]
pub(crate) struct CompleteArgs {
    /// Root of the withdrawal, or all whose delay has passed
    #[arg(value_name = "ROOT|all")]
    pub(crate) which: Which,
    /// Get the shares back with the present operator, not the tokens
    #[arg(long)]
    pub(crate) receive_as_shares: bool,
    #[command(flatten)]
    pub(crate) write: WriteArgs,
}

/// Which withdrawals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    Root(B256),
    All,
}

impl FromStr for Which {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.eq_ignore_ascii_case("all") {
            return Ok(Self::All);
        }
        text.parse().map(Self::Root).map_err(|error| format!("{error}: expected a root of 32 bytes, or `all`"))
    }
}

/// `aquifer restake undelegate`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  aquifer restake undelegate --account 0\n  aquifer restake undelegate 0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266 --account 120 --dry-run"
)]
pub(crate) struct UndelegateArgs {
    /// Who is undelegated; its operator and the operator's approver may do it too [default: the sender]
    #[arg(value_name = "STAKER")]
    pub(crate) staker: Option<Address>,
    #[command(flatten)]
    pub(crate) write: WriteArgs,
}

/// `aquifer restake show`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  aquifer restake show --account 0\n  aquifer restake show 0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266 --json"
)]
pub(crate) struct StakerArgs {
    /// Address of the staker [default: the account of --account]
    #[arg(value_name = "STAKER", required_unless_present_any = ["account", "private_key"])]
    pub(crate) staker: Option<Address>,
    #[command(flatten)]
    pub(crate) sender: SenderArgs,
}
