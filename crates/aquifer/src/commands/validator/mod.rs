//! `aquifer validator`: the life of a validator of one's own, a command for each thing its owner may do.

mod beacon_api;
mod consolidate;
mod credentials;
mod deposit;
mod deposit_checks;
mod exit;
mod keygen;
mod keys;
mod list;
mod outlook;
mod record;
mod request;
mod slash;
mod withdraw;

pub(super) use deposit::{known, read_file, send_one};
pub(super) use deposit_checks::{Finding, check_all};
pub(super) use keygen::{credentials_of, random};
pub(super) use record::{Chain, FAR, Record};
pub(super) use request::Request;

use crate::cli::{Global, ValidatorArgs, ValidatorCommand};
use crate::failure::Failure;

/// Runs the command.
pub(crate) async fn run(args: &ValidatorArgs, global: &Global) -> Result<(), Failure> {
    let shared = &args.shared;
    match &args.command {
        ValidatorCommand::Keygen(args) => keygen::run(args, shared, global).await,
        ValidatorCommand::Deposit(args) => deposit::run(args, shared).await,
        ValidatorCommand::List(args) => list::run(args, shared).await,
        ValidatorCommand::Credentials(args) => credentials::run(args, shared).await,
        ValidatorCommand::Exit(args) => exit::run(args, shared).await,
        ValidatorCommand::Withdraw(args) => withdraw::run(args, shared).await,
        ValidatorCommand::Consolidate(args) => consolidate::run(args, shared).await,
        ValidatorCommand::Slash(args) => slash::run(args, shared).await,
    }
}
