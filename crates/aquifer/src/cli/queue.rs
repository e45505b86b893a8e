//! The command line of `aquifer queue`.

use super::{NodeArgs, parse_gwei};
use aquifer_protocol::units::Gwei;
use clap::Args;

/// `aquifer queue`
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  aquifer queue\n  aquifer queue --amount 1000ether --json")]
pub(crate) struct QueueArgs {
    #[command(flatten)]
    pub(crate) node: NodeArgs,
    /// Amount whose way in and out is forecast
    #[arg(long, value_name = "AMOUNT", default_value = "32ether", value_parser = parse_gwei)]
    pub(crate) amount: Gwei,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}
