//! The command line of `aquifer avs`: actively validated services. Words are those of EigenLayer's command line and contracts.

use super::ClientArgs;
use super::restake::WriteArgs;
use crate::commands::restaking::{Amount, StrategyName};
use crate::duration::parse_seconds;
use alloy_primitives::{Address, U256};
use clap::{Args, Subcommand, ValueEnum};

/// `aquifer avs`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  aquifer avs show\n  aquifer avs create --metadata-url https://example.org/avs.json --strategy-addresses stETH,native --open --account 8",
    subcommand_required = true,
    arg_required_else_help = true
)]
pub(crate) struct AvsArgs {
    #[command(flatten)]
    pub(crate) client: ClientArgs,
    #[command(subcommand)]
    pub(crate) command: AvsCommand,
}

/// The commands of services.
#[derive(Debug, Subcommand)]
pub(crate) enum AvsCommand {
    /// Create an operator set; the first one makes the account a service
    Create(CreateArgs),
    /// Show the operator sets of a service: strategies, members, and what it can slash of each
    Sets(SetsOfAvsArgs),
    /// Slash an operator, and show whom it reaches
    Slash(AvsSlashArgs),
    /// Submit rewards for operators and stakers of a set
    Reward(RewardArgs),
    /// Show a service, or all of them
    Show(ShowAvsArgs),
}

/// `aquifer avs create`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  aquifer avs create --metadata-url https://example.org/avs.json --strategy-addresses stETH,native --open --account 8\n  aquifer avs create --operator-set-id 1 --strategy-addresses stETH --slasher 0x70997970C51812dc3A010C7d01b50e0d17dc79C8 --account 8 --dry-run"
)]
pub(crate) struct CreateArgs {
    /// Where the service describes itself; said once, before its first set
    #[arg(long, value_name = "URL")]
    pub(crate) metadata_url: Option<String>,
    /// Number of the set
    #[arg(long, visible_alias = "osid", value_name = "N", default_value_t = 0)]
    pub(crate) operator_set_id: u32,
    /// Strategies whose stake secures it: addresses, symbols of their tokens, or native
    #[arg(long, visible_alias = "sa", value_name = "STRATEGY,STRATEGY", value_delimiter = ',', required = true)]
    pub(crate) strategy_addresses: Vec<StrategyName>,
    /// Who may slash [default: the service itself]
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) slasher: Option<Address>,
    /// Who gets what is slashed, for ever [default: nobody; it is burned]
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) redistribution_recipient: Option<Address>,
    /// Contract that decides which operators may register [default: the service itself, which must be a contract then]
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) registrar: Option<Address>,
    /// Make a registrar that lets every operator in
    #[arg(long, conflicts_with = "registrar")]
    pub(crate) open: bool,
    #[command(flatten)]
    pub(crate) write: WriteArgs,
}

/// `aquifer avs sets`
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  aquifer avs sets 0x9965507D1a55bcC2695C58ba16FB37d819B0A4dc --json")]
pub(crate) struct SetsOfAvsArgs {
    /// Address of the service
    #[arg(value_name = "AVS")]
    pub(crate) avs: Address,
}

/// `aquifer avs show`
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  aquifer avs show\n  aquifer avs show 0x9965507D1a55bcC2695C58ba16FB37d819B0A4dc --json")]
pub(crate) struct ShowAvsArgs {
    /// Address of the service [default: all of them]
    #[arg(value_name = "AVS")]
    pub(crate) avs: Option<Address>,
}

/// `aquifer avs slash`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  aquifer avs slash 0x9965507D1a55bcC2695C58ba16FB37d819B0A4dc --operator-set-id 0 --bips-to-slash 2500 --description 'signed twice' --account 8\n  aquifer avs slash 0x9965507D1a55bcC2695C58ba16FB37d819B0A4dc --strategy-addresses stETH,native --wads-to-slash 100000000000000000,500000000000000000 --account 8 --dry-run"
)]
#[command(group = clap::ArgGroup::new("how_much").required(true).args(["bips_to_slash", "wads_to_slash"]))]
pub(crate) struct AvsSlashArgs {
    /// Address of the operator
    #[arg(value_name = "OPERATOR")]
    pub(crate) operator: Address,
    /// The service, when the sender is its slasher and not itself [default: the sender]
    #[arg(long, visible_alias = "aa", value_name = "ADDRESS")]
    pub(crate) avs_address: Option<Address>,
    /// Its operator set
    #[arg(long, visible_alias = "osid", value_name = "N", default_value_t = 0)]
    pub(crate) operator_set_id: u32,
    /// Strategies: addresses, symbols of their tokens, or native [default: all of the set]
    #[arg(long, visible_alias = "sa", value_name = "STRATEGY,STRATEGY", value_delimiter = ',')]
    pub(crate) strategy_addresses: Vec<StrategyName>,
    /// Part of what is allocated to the set, in hundredths of a percent, of every strategy
    #[arg(long, visible_alias = "bips", value_name = "BIPS")]
    pub(crate) bips_to_slash: Option<u64>,
    /// Parts of 10^18 of what is allocated to the set, one for each strategy in their order
    #[arg(long, value_name = "WAD,WAD", value_delimiter = ',', requires = "strategy_addresses")]
    pub(crate) wads_to_slash: Vec<U256>,
    /// Why, in words
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub(crate) description: String,
    #[command(flatten)]
    pub(crate) write: WriteArgs,
}

/// `aquifer avs reward`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  aquifer avs reward wstETH 10ether --operator-set-id 0 --duration 7d --account 8\n  aquifer avs reward stETH 1ether --kind total-stake --duration 28d --strategy-addresses stETH,native --multipliers 1ether,2ether --account 8 --dry-run"
)]
pub(crate) struct RewardArgs {
    /// Token to pay: its address, or the symbol of a strategy's token
    #[arg(value_name = "TOKEN")]
    pub(crate) token: StrategyName,
    /// How much of it in all
    #[arg(value_name = "AMOUNT|all")]
    pub(crate) amount: Amount,
    /// The service, when the sender acts for it (an admin or appointee) [default: the sender]
    #[arg(long, visible_alias = "aa", value_name = "ADDRESS")]
    pub(crate) avs_address: Option<Address>,
    /// Its operator set
    #[arg(long, visible_alias = "osid", value_name = "N", default_value_t = 0)]
    pub(crate) operator_set_id: u32,
    /// By what operators are weighed
    #[arg(long, value_enum, default_value_t = RewardKind::UniqueStake)]
    pub(crate) kind: RewardKind,
    /// Strategies that count: addresses, symbols of their tokens, or native [default: all of the set]
    #[arg(long, visible_alias = "sa", value_name = "STRATEGY,STRATEGY", value_delimiter = ',')]
    pub(crate) strategy_addresses: Vec<StrategyName>,
    /// Weight of a share of each, in their order; 1ether is one [default: one each]
    #[arg(long, value_name = "AMOUNT,AMOUNT", value_delimiter = ',', requires = "strategy_addresses", value_parser = super::amount::parse_amount)]
    pub(crate) multipliers: Vec<U256>,
    /// First second, in seconds since 1970, a multiple of the calculation interval [default: the last such]
    #[arg(long, value_name = "TIME")]
    pub(crate) start: Option<u32>,
    /// How long: 7d, 2w; a multiple of the calculation interval
    #[arg(long, value_name = "DURATION", value_parser = parse_seconds)]
    pub(crate) duration: u64,
    #[command(flatten)]
    pub(crate) write: WriteArgs,
}

/// By what operators are weighed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RewardKind {
    /// By what they have allocated to the set
    UniqueStake,
    /// By all that is delegated to them
    TotalStake,
}
