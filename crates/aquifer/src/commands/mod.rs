//! One file a command.

mod accounts;
mod advance;
mod avs;
mod demo;
mod operator;
mod pod;
mod proof;
mod queue;
mod restake;
pub(crate) mod restaking;
mod rewards;
mod securing;
mod sender;
mod status;
mod up;
mod validator;
mod verify;

use crate::cli::{Cli, Command};
use crate::failure::Failure;

/// Threads of the runtime's blocking pool that execute calls may be many, those that wait for sockets few.
const WORKERS: usize = 4;

/// Runs the command that was asked for.
pub(crate) fn run(cli: Cli) -> Result<(), Failure> {
    let global = cli.global;
    match cli.command {
        Command::Up(args) => up::run(&args),
        Command::Verify(args) => verify::run(&args, &global),
        Command::Demo(args) => wait(demo::run(&args, &global)),
        Command::Advance(args) => wait(advance::run(&args, &global)),
        Command::Status(args) => wait(status::run(&args)),
        Command::Accounts(args) => wait(accounts::run(&args)),
        Command::Validator(args) => wait(validator::run(&args, &global)),
        Command::Restake(args) => wait(restake::run(&args)),
        Command::Pod(args) => wait(pod::run(&args)),
        Command::Operator(args) => wait(operator::run(&args)),
        Command::Avs(args) => wait(avs::run(&args)),
        Command::Rewards(args) => wait(rewards::run(&args)),
        Command::Queue(args) => wait(queue::run(&args)),
        Command::Proof(args) => wait(proof::run(&args)),
    }
}

/// Runs a client command to its end.
fn wait(command: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    runtime()?.block_on(command)
}

fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(WORKERS).enable_all().build();
    runtime.map_err(|error| Failure::Unavailable(format!("cannot start threads: {error}")))
}
