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
