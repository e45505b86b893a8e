//! The program: parse the command line, run one command, end with a documented exit status.

mod cli;
mod commands;
mod duration;
mod failure;
mod logging;
mod output;
mod places;
mod progress;

use clap::Parser;
use std::process::ExitCode;

/// A chain keeps thousands of values that share nodes and drops them from several threads: the system's allocator keeps
/// three times what is live.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    logging::init(&cli.global);
    match commands::run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{}", output::error_line(&failure.to_string()));
            ExitCode::from(failure.status())
        }
    }
}
