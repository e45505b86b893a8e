//! `aquifer avs`: what services do with the stake that secures them.

mod create;
mod reward;
mod show;
mod slash;

use crate::cli::{AvsArgs, AvsCommand};
use crate::failure::Failure;

/// Runs the command.
pub(crate) async fn run(args: &AvsArgs) -> Result<(), Failure> {
    let client = &args.client;
    match &args.command {
        AvsCommand::Create(args) => create::run(args, client).await,
        AvsCommand::Sets(args) => show::one(args.avs, client).await,
        AvsCommand::Slash(args) => slash::run(args, client).await,
        AvsCommand::Reward(args) => reward::run(args, client).await,
        AvsCommand::Show(args) => show::run(args, client).await,
    }
}
