//! The command line.

mod amount;
mod avs;
mod operator;
mod pod;
mod proof;
mod queue;
mod restake;
mod rewards;
mod send;
mod validator;
mod validator_id;

pub(crate) use amount::parse_gwei;
pub(crate) use avs::*;
pub(crate) use operator::*;
pub(crate) use pod::*;
pub(crate) use proof::*;
pub(crate) use queue::QueueArgs;
pub(crate) use restake::*;
pub(crate) use rewards::*;
pub(crate) use send::*;
pub(crate) use validator::*;
pub(crate) use validator_id::ValidatorId;

use crate::duration::parse_seconds;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::{net::IpAddr, path::PathBuf};

/// The version, with the commit it was built from when that is known.
pub(crate) const VERSION: &str = env!("AQUIFER_VERSION");

const EXIT_STATUS: &str = "\
Exit status:
  0  done
  1  a check did not hold, or the node refused
  2  the command line or a network file is wrong
  3  something is not available: the node, a port, the data directory

Logs go to stderr (AQUIFER_LOG or --log, e.g. info or aquifer_keepers=debug), results to stdout.
NO_COLOR turns colour off.";

/// The Ethereum staking stack on one machine: a chain that lives, its automation, and commands to look at it.
#[derive(Debug, Parser)]
#[command(name = "aquifer", version = VERSION, about, after_help = EXIT_STATUS, subcommand_required = true, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command takes.
#[derive(Debug, Clone, Args)]
pub(crate) struct Global {
    /// What to log: a level, or filters such as info,aquifer_keepers=debug
    #[arg(long, global = true, env = "AQUIFER_LOG", value_name = "FILTER")]
    pub(crate) log: Option<String>,
    /// How to log
    #[arg(long, global = true, value_enum, default_value_t = LogFormat::Text)]
    pub(crate) log_format: LogFormat,
    /// No progress on stderr
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
}

/// How logs look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// For people
    Text,
    /// One JSON object a line
    Json,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run the chain, its JSON-RPC server and the keepers
    Up(Box<UpArgs>),
    /// Play the life of a staked ether against a running node and check every number
    Demo(DemoArgs),
    /// Move chain time on, stopping wherever a keeper has something to do
    Advance(AdvanceArgs),
    /// Show the head, Lido's totals and how each keeper fares
    Status(ReadArgs),
    /// Show the development accounts with their keys and balances
    Accounts(AccountsArgs),
    /// Validators of one's own: keys, deposits, exits, withdrawals, consolidations, evidence
    Validator(Box<ValidatorArgs>),
    /// Restake: deposit into strategies, delegate to an operator, withdraw
    Restake(Box<RestakeArgs>),
    /// Native restaking: pods, their validators and checkpoints
    Pod(Box<PodArgs>),
    /// Operators of services: registration, allocations, operator sets
    Operator(Box<OperatorArgs>),
    /// Services secured by restaked ether: operator sets, slashing, rewards
    Avs(Box<AvsArgs>),
    /// Rewards of restaking: what was earned, its proofs, claims
    Rewards(Box<RewardsArgs>),
    /// Show the entry, exit and withdrawal queues, and how long an amount takes
    Queue(QueueArgs),
    /// Print the Merkle proof of a validator or a balance
    Proof(ProofArgs),
    /// Replay a stopped node's chain from genesis and check every invariant and the state commitment
    Verify(VerifyArgs),
}

/// Which network.
#[derive(Debug, Clone, Args)]
pub(crate) struct NetworkArgs {
    /// Network file [default: the built-in devnet]
    #[arg(long, value_name = "FILE", env = "AQUIFER_NETWORK")]
    pub(crate) network: Option<PathBuf>,
    /// Chain id instead of the file's; 1, 17000 and 560048 bring the fork versions of those networks
    #[arg(long, value_name = "N")]
    pub(crate) chain_id: Option<u64>,
    /// Gas limit of a block instead of the file's
    #[arg(long, value_name = "GAS")]
    pub(crate) gas_limit: Option<u64>,
    /// Time of slot 0 instead of the file's, in seconds since 1970
    #[arg(long, value_name = "TIME")]
    pub(crate) genesis_time: Option<u64>,
}

/// Where the data lies.
#[derive(Debug, Clone, Args)]
pub(crate) struct DataArgs {
    /// Directory of the chain's data [default: one below the user's data directory, named by network and genesis]
    #[arg(long, value_name = "DIR", env = "AQUIFER_DATA_DIR")]
    pub(crate) data_dir: Option<PathBuf>,
}

/// `aquifer up`
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  aquifer up\n  aquifer up --fresh --port 0 --block-time 12s")]
pub(crate) struct UpArgs {
    #[command(flatten)]
    pub(crate) network: NetworkArgs,
    #[command(flatten)]
    pub(crate) data: DataArgs,
    /// Address to listen on
    #[arg(long, default_value = "127.0.0.1", env = "AQUIFER_HOST")]
    pub(crate) host: IpAddr,
    /// Port of JSON-RPC, HTTP and WebSocket; 0 takes any free one
    #[arg(long, default_value_t = 8545, env = "AQUIFER_PORT")]
    pub(crate) port: u16,
    /// Port of the Beacon API, health and metrics; 0 takes any free one
    #[arg(long, value_name = "PORT", default_value_t = 5052, env = "AQUIFER_HTTP_PORT")]
    pub(crate) http_port: u16,
    /// 0 builds a block when there is something for it, 12s builds one every slot
    #[arg(long, value_name = "0|12s", default_value = "0", value_parser = parse_seconds)]
    pub(crate) block_time: u64,
    /// How many times faster than the clock chain time runs
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) time_scale: u32,
    /// Run no keepers: nobody deposits, reports or exits validators
    #[arg(long)]
    pub(crate) no_keepers: bool,
    /// Begin at genesis: what the data directory holds is deleted
    #[arg(long)]
    pub(crate) fresh: bool,
    /// Allow the well-known test keys on a chain id that is not local
    #[arg(long)]
    pub(crate) allow_test_keys: bool,
    /// A development network whatever its chain id: methods that move time, and the well-known test keys
    #[arg(long)]
    pub(crate) development: bool,
}

/// Which node.
#[derive(Debug, Clone, Args)]
pub(crate) struct NodeArgs {
    /// The node's JSON-RPC address
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8545", env = "AQUIFER_RPC_URL", global = true)]
    pub(crate) rpc_url: String,
}

/// `aquifer demo`
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  aquifer demo\n  aquifer demo --rpc-url http://127.0.0.1:9545")]
pub(crate) struct DemoArgs {
    #[command(flatten)]
    pub(crate) node: NodeArgs,
    /// Network file whose test accounts play [default: the built-in devnet]
    #[arg(long, value_name = "FILE", env = "AQUIFER_NETWORK")]
    pub(crate) network: Option<PathBuf>,
}

/// `aquifer advance`
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  aquifer advance 30d\n  aquifer advance --epochs 3")]
#[command(group = clap::ArgGroup::new("span").required(true).args(["duration", "epochs", "slots"]))]
pub(crate) struct AdvanceArgs {
    /// How far: 30d, 12h, 1d12h, 90m
    #[arg(value_parser = parse_seconds, value_name = "DURATION")]
    pub(crate) duration: Option<u64>,
    /// How far, in epochs
    #[arg(long, value_name = "N")]
    pub(crate) epochs: Option<u64>,
    /// How far, in slots
    #[arg(long, value_name = "N")]
    pub(crate) slots: Option<u64>,
    #[command(flatten)]
    pub(crate) node: NodeArgs,
    /// Print the outcome as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// `aquifer status`
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  aquifer status\n  aquifer status --json --rpc-url http://127.0.0.1:9545")]
pub(crate) struct ReadArgs {
    #[command(flatten)]
    pub(crate) node: NodeArgs,
    /// Print JSON; amounts are exact, in wei, as decimal strings
    #[arg(long)]
    pub(crate) json: bool,
}

/// `aquifer accounts`
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  aquifer accounts\n  aquifer accounts --json")]
pub(crate) struct AccountsArgs {
    #[command(flatten)]
    pub(crate) read: ReadArgs,
    /// Network file the accounts are from [default: the built-in devnet]
    #[arg(long, value_name = "FILE", env = "AQUIFER_NETWORK")]
    pub(crate) network: Option<PathBuf>,
}

/// `aquifer verify`
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  aquifer verify\n  aquifer verify --data-dir ./chain --json")]
pub(crate) struct VerifyArgs {
    #[command(flatten)]
    pub(crate) network: NetworkArgs,
    #[command(flatten)]
    pub(crate) data: DataArgs,
    /// Print the outcome as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn advance_takes_exactly_one_span() {
        let parse = |words: &[&str]| Cli::try_parse_from([&["aquifer", "advance"], words].concat());
        assert!(parse(&["30d"]).is_ok());
        assert!(parse(&["--epochs", "3"]).is_ok());
        assert!(parse(&[]).is_err());
        assert!(parse(&["30d", "--slots", "3"]).is_err());
        assert!(parse(&["30"]).is_err());
    }
}
