//! `aquifer pod`: native restaking. Words and flags are those of EigenLayer's own tool for pods; amounts are what can be
//! withdrawn now.

mod checkpoint;
mod create;
mod proofs;
mod show;
mod stake;
mod state;
mod validators;
mod verify;

use crate::cli::{PodArgs, PodCommand};
use crate::failure::Failure;

/// Runs the command.
pub(crate) async fn run(args: &PodArgs) -> Result<(), Failure> {
    let client = &args.client;
    match &args.command {
        PodCommand::Create(args) => create::run(args, client).await,
        PodCommand::Stake(args) => stake::run(args, client).await,
        PodCommand::Verify(args) => verify::run(args, client).await,
        PodCommand::Checkpoint(args) => checkpoint::run(args, client).await,
        PodCommand::Show(args) => show::run(args, client).await,
    }
}
