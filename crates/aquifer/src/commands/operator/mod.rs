//! `aquifer operator`: what operators do, in the words of EigenLayer's own command line.

mod allocate;
mod approval;
mod configuration;
mod register;
mod sets;
mod show;

use crate::cli::{OperatorArgs, OperatorCommand};
use crate::failure::Failure;

/// Runs the command.
pub(crate) async fn run(args: &OperatorArgs) -> Result<(), Failure> {
    let client = &args.client;
    match &args.command {
        OperatorCommand::Register(args) => register::run(args, client).await,
        OperatorCommand::Allocate(args) => allocate::run(args, client).await,
        OperatorCommand::Sets(args) => show::sets(args, client).await,
        OperatorCommand::RegisterOperatorSets(args) => sets::register(args, client).await,
        OperatorCommand::DeregisterOperatorSets(args) => sets::deregister(args, client).await,
        OperatorCommand::GetDelegationApproval(args) => approval::run(args, client).await,
        OperatorCommand::Show(args) => show::run(args, client).await,
    }
}
