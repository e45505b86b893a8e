//! Why `Lido` refuses.

use crate::{
    liquid::lido::stake_limit::StakeLimitError,
    units::{ArithError, Shares, Wei},
};
use alloy_primitives::{Address, U256};

/// Refusals of `Lido`; the word of the real contract stands first in each line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StethError {
    /// `ZERO_DEPOSIT`
    #[error("nothing was sent to stake")]
    ZeroDeposit,
    /// `NON_EMPTY_DATA`
    #[error("ether came with calldata no function answers to")]
    NonEmptyData,
    /// `STAKING_PAUSED`
    #[error("staking is paused")]
    StakingPaused,
    /// `STAKE_LIMIT`
    #[error("{amount} is above the stake limit of {limit}")]
    StakeLimit {
        /// What was to be staked.
        amount: Wei,
        /// What may be staked in this block.
        limit: Wei,
    },
    /// `ETH_TOO_LARGE`
    #[error("{0} cannot be converted: not below 2^128 - 1")]
    EthTooLarge(Wei),
    /// `SHARES_TOO_LARGE`
    #[error("{0} cannot be converted: not below 2^128 - 1")]
    SharesTooLarge(Shares),
    /// `SHARES_OVERFLOW`
    #[error("all shares together would not fit 128 bits")]
    SharesOverflow,
    /// `TRANSFER_FROM_ZERO_ADDR`
    #[error("transfer from the zero address")]
    TransferFromZeroAddr,
    /// `TRANSFER_TO_ZERO_ADDR`
    #[error("transfer to the zero address")]
    TransferToZeroAddr,
    /// `TRANSFER_TO_STETH_CONTRACT`
    #[error("transfer to the token itself")]
    TransferToStethContract,
    /// `CONTRACT_IS_STOPPED`
    #[error("the protocol is stopped")]
    ContractIsStopped,
    /// `CONTRACT_IS_ACTIVE`
    #[error("the protocol is not stopped")]
    ContractIsActive,
    /// `BALANCE_EXCEEDED`
    #[error("account {account} holds {held}, needs {needed}")]
    BalanceExceeded {
        /// Who was to give.
        account: Address,
        /// What it holds.
        held: Shares,
        /// What it was to give.
        needed: Shares,
    },
    /// `ALLOWANCE_EXCEEDED`
    #[error("{spender} may take {allowed} from {owner}, not {needed}")]
    AllowanceExceeded {
        /// Whose stETH.
        owner: Address,
        /// Who takes.
        spender: Address,
        /// How much it may.
        allowed: Wei,
        /// How much it wants.
        needed: Wei,
    },
    /// `ALLOWANCE_BELOW_ZERO`
    #[error("an allowance of {allowed} cannot be lowered by {by}")]
    AllowanceBelowZero {
        /// The allowance.
        allowed: Wei,
        /// By how much it was to be lowered.
        by: Wei,
    },
    /// `APPROVE_FROM_ZERO_ADDR`
    #[error("the zero address cannot allow anything")]
    ApproveFromZeroAddr,
    /// `APPROVE_TO_ZERO_ADDR`
    #[error("the zero address cannot be allowed anything")]
    ApproveToZeroAddr,
    /// `MINT_TO_ZERO_ADDR`
    #[error("mint to the zero address")]
    MintToZeroAddr,
    /// `MINT_TO_STETH_CONTRACT`
    #[error("mint to the token itself")]
    MintToStethContract,
    /// `BURN_FROM_ZERO_ADDR`
    #[error("burn from the zero address")]
    BurnFromZeroAddr,
    /// `DEADLINE_EXPIRED`
    #[error("the permit was good until {deadline}")]
    DeadlineExpired {
        /// Last second of the permit.
        deadline: U256,
    },
    /// `ALREADY_PAUSED`
    #[error("staking is paused already")]
    AlreadyPaused,
    /// `ALREADY_RESUMED`
    #[error("staking goes on already")]
    AlreadyResumed,
    /// `INVALID_MAX_EXTERNAL_RATIO`
    #[error("a ratio of {0} basis points is above 10000")]
    InvalidMaxExternalRatio(U256),
    /// One of the four `*_LIMIT*` words of `setStakingLimit`.
    #[error(transparent)]
    Limit(#[from] StakeLimitError),
    /// `MINT_ZERO_AMOUNT_OF_SHARES`
    #[error("no external shares to mint")]
    MintZeroAmountOfShares,
    /// `BURN_ZERO_AMOUNT_OF_SHARES`
    #[error("no external shares to burn")]
    BurnZeroAmountOfShares,
    /// `EXTERNAL_BALANCE_LIMIT_EXCEEDED`
    #[error("{amount} of external shares are above the {mintable} that may be minted")]
    ExternalBalanceLimitExceeded {
        /// What was to be minted.
        amount: Shares,
        /// What may be.
        mintable: Shares,
    },
    /// `EXT_SHARES_TOO_SMALL`
    #[error("there are {external} external, {needed} are needed")]
    ExtSharesTooSmall {
        /// External shares.
        external: Shares,
        /// What was asked for.
        needed: Shares,
    },
    /// `ZERO_VALUE`
    #[error("nothing was sent to buy out external shares")]
    ZeroValue,
    /// `VALUE_SHARES_MISMATCH`
    #[error("the shares cost {price}, {sent} came")]
    ValueSharesMismatch {
        /// What they cost, rounded up.
        price: Wei,
        /// What was sent.
        sent: Wei,
    },
    /// `BAD_DEBT_ZERO_SHARES`
    #[error("no bad debt to internalize")]
    BadDebtZeroShares,
    /// `CAN_NOT_DEPOSIT`
    #[error("no deposits while the protocol is stopped or in bunker mode")]
    CanNotDeposit,
    /// `APP_AUTH_FAILED`
    #[error("{0} may not call this")]
    AppAuthFailed(Address),
    /// `APP_AUTH_DSM_FAILED`
    #[error("{0} is not the deposit security module")]
    AppAuthDsmFailed(Address),
    /// Ether to pass on that the contract does not hold: the call that should carry it fails before it starts.
    #[error("{needed} are to be passed on, {held} are held")]
    EtherExceeded {
        /// To be passed on.
        needed: Wei,
        /// Held.
        held: Wei,
    },
    /// A panic of the compiler: division by zero or overflow.
    #[error(transparent)]
    Arith(#[from] ArithError),
}
