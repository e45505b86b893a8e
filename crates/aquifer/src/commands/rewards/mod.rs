//! `aquifer rewards`: what earners have, by the posted roots and the trees published for them.
//!
//! A tree comes from the node and must hash to the root the contract knows; proofs are made here.

mod claim;
mod ledger;
mod proof;
mod show;

use crate::cli::{RewardsArgs, RewardsCommand};
use crate::failure::Failure;

/// Runs the command.
pub(crate) async fn run(args: &RewardsArgs) -> Result<(), Failure> {
    let client = &args.client;
    match &args.command {
        RewardsCommand::Show(args) => show::run(args, client).await,
        RewardsCommand::Proof(args) => proof::run(args, client).await,
        RewardsCommand::Claim(args) => claim::run(args, client).await,
    }
}
