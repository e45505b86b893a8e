//! The command line of `aquifer operator`. Options bear the names of EigenLayer's own command line.

use super::restake::WriteArgs;
use super::{ClientArgs, SenderArgs};
use crate::commands::restaking::StrategyName;
use alloy_primitives::Address;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// `aquifer operator`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  aquifer operator register --metadata-url https://example.org/operator.json --account 7\n  aquifer operator show",
    subcommand_required = true,
    arg_required_else_help = true
)]
pub(crate) struct OperatorArgs {
    #[command(flatten)]
    pub(crate) client: ClientArgs,
    #[command(subcommand)]
    pub(crate) command: OperatorCommand,
}

/// The commands of operators.
#[derive(Debug, Subcommand)]
pub(crate) enum OperatorCommand {
    /// Become an operator, for ever
    Register(RegisterArgs),
    /// Make stake slashable by an operator set, or free it again
    Allocate(AllocateArgs),
    /// Show the operator sets an operator is in or has allocated to
    Sets(SetsOfOperatorArgs),
    /// Register for operator sets of a service
    RegisterOperatorSets(OperatorSetsArgs),
    /// Leave operator sets; the stake stays slashable for the deallocation delay
    DeregisterOperatorSets(OperatorSetsArgs),
    /// Sign the approval of a staker's delegation, as the operator's approver
    GetDelegationApproval(DelegationApprovalArgs),
    /// Show an operator's stake and allocations, or all operators
    Show(ShowOperatorArgs),
}

/// `aquifer operator register`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  aquifer operator register --metadata-url https://example.org/operator.json --account 7\n  aquifer operator register operator.yaml --account 7\n  aquifer operator register --allocation-delay 1200 --delegation-approver-address 0x70997970C51812dc3A010C7d01b50e0d17dc79C8 --account 7 --dry-run"
)]
pub(crate) struct RegisterArgs {
    /// The operator's configuration file (YAML), as EigenLayer's command line makes it, instead of the options
    #[arg(value_name = "CONFIGURATION-FILE", conflicts_with_all = ["metadata_url", "allocation_delay", "delegation_approver_address"])]
    pub(crate) configuration_file: Option<PathBuf>,
    /// Where the operator describes itself
    #[arg(long, value_name = "URL", default_value = "", hide_default_value = true)]
    pub(crate) metadata_url: String,
    /// Blocks until an allocation takes effect
    #[arg(long, value_name = "BLOCKS", default_value_t = 0)]
    pub(crate) allocation_delay: u32,
    /// Who must approve every delegation [default: nobody]
    #[arg(long, value_name = "ADDRESS", default_value_t = Address::ZERO, hide_default_value = true)]
    pub(crate) delegation_approver_address: Address,
    #[command(flatten)]
    pub(crate) write: WriteArgs,
}

/// Which operator, when it is not the sender itself.
#[derive(Debug, Clone, Args)]
pub(crate) struct OnBehalfArgs {
    /// Operator, when the sender acts for it (an admin or appointee) [default: the sender]
    #[arg(long, visible_aliases = ["operator", "oa"], value_name = "ADDRESS")]
    pub(crate) operator_address: Option<Address>,
}

/// `aquifer operator allocate`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  aquifer operator allocate --avs-address 0x9965507D1a55bcC2695C58ba16FB37d819B0A4dc --operator-set-id 0 --strategy-address stETH --bips-to-allocate 2500 --account 7\n  aquifer operator allocate --aa 0x9965507D1a55bcC2695C58ba16FB37d819B0A4dc --osid 0 --sa stETH --bips 0 --account 7 --dry-run"
)]
pub(crate) struct AllocateArgs {
    #[command(flatten)]
    pub(crate) operator: OnBehalfArgs,
    /// The service
    #[arg(long, visible_alias = "aa", value_name = "ADDRESS")]
    pub(crate) avs_address: Address,
    /// Its operator set
    #[arg(long, visible_alias = "osid", value_name = "N", default_value_t = 0)]
    pub(crate) operator_set_id: u32,
    /// Strategy: its address, the symbol of its token, or native
    #[arg(long, visible_alias = "sa", value_name = "STRATEGY")]
    pub(crate) strategy_address: StrategyName,
    /// How much of what slashing has left of the stake, in hundredths of a percent; 0 takes everything back
    #[arg(long, visible_aliases = ["bta", "bips", "bps"], value_name = "BIPS", value_parser = clap::value_parser!(u64).range(0..=10_000))]
    pub(crate) bips_to_allocate: u64,
    #[command(flatten)]
    pub(crate) write: WriteArgs,
}

/// `aquifer operator register-operator-sets` and its opposite.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  aquifer operator register-operator-sets --avs-address 0x9965507D1a55bcC2695C58ba16FB37d819B0A4dc --operator-set-ids 0,1 --account 7\n  aquifer operator deregister-operator-sets --aa 0x9965507D1a55bcC2695C58ba16FB37d819B0A4dc --opsids 0 --account 7"
)]
pub(crate) struct OperatorSetsArgs {
    #[command(flatten)]
    pub(crate) operator: OnBehalfArgs,
    /// The service
    #[arg(long, visible_alias = "aa", value_name = "ADDRESS")]
    pub(crate) avs_address: Address,
    /// Its operator sets
    #[arg(long, visible_alias = "opsids", value_name = "N,N", value_delimiter = ',', required = true)]
    pub(crate) operator_set_ids: Vec<u32>,
    /// What the service's registrar wants to know, as bytes; only for registering
    #[arg(long, value_name = "HEX", default_value = "0x", hide_default_value = true)]
    pub(crate) data: alloy_primitives::Bytes,
    #[command(flatten)]
    pub(crate) write: WriteArgs,
}

/// `aquifer operator get-delegation-approval`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  aquifer operator get-delegation-approval 0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266 --operator-address 0x9965507D1a55bcC2695C58ba16FB37d819B0A4dc --account 7"
)]
pub(crate) struct DelegationApprovalArgs {
    /// Who wants to delegate
    #[arg(value_name = "STAKER")]
    pub(crate) staker: Address,
    #[command(flatten)]
    pub(crate) operator: OnBehalfArgs,
    #[command(flatten)]
    pub(crate) approver: SenderArgs,
}

/// `aquifer operator sets`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  aquifer operator sets --account 120\n  aquifer operator sets 0x9965507D1a55bcC2695C58ba16FB37d819B0A4dc --json"
)]
pub(crate) struct SetsOfOperatorArgs {
    /// Address of the operator [default: the account of --account]
    #[arg(value_name = "OPERATOR", required_unless_present_any = ["account", "private_key"])]
    pub(crate) operator: Option<Address>,
    #[command(flatten)]
    pub(crate) sender: SenderArgs,
}

/// `aquifer operator show`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  aquifer operator show\n  aquifer operator show 0x9965507D1a55bcC2695C58ba16FB37d819B0A4dc --json"
)]
pub(crate) struct ShowOperatorArgs {
    /// Address of the operator [default: all of them]
    #[arg(value_name = "OPERATOR")]
    pub(crate) operator: Option<Address>,
    #[command(flatten)]
    pub(crate) sender: SenderArgs,
}
