//! `aquifer restake`: what stakers do. Amounts are what can be withdrawn now, in tokens.

mod approval;
mod complete;
mod delegate;
mod deposit;
mod queue;
mod show;
mod undelegate;

pub(super) use approval::sign;

use crate::cli::{RestakeArgs, RestakeCommand};
use crate::failure::Failure;

/// Runs the command.
pub(crate) async fn run(args: &RestakeArgs) -> Result<(), Failure> {
    let client = &args.client;
    match &args.command {
        RestakeCommand::Deposit(args) => deposit::run(args, client).await,
        RestakeCommand::Delegate(args) => delegate::run(args, client).await,
        RestakeCommand::Queue(args) => queue::run(args, client).await,
        RestakeCommand::Complete(args) => complete::run(args, client).await,
        RestakeCommand::Undelegate(args) => undelegate::run(args, client).await,
        RestakeCommand::Show(args) => show::run(args, client).await,
    }
}
