//! Events of Lido's own contracts, under their real names.

use crate::units::{Seconds, Shares, Timestamp, Wei};
use alloy_primitives::Address;

/// Events of `Lido`, which is the stETH token.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "fields carry the names and meanings of the real contract's events")]
pub enum StethEvent {
    /// stETH moved, was minted (`from` zero).
    Transfer { from: Address, to: Address, value: Wei },
    /// The same move in shares.
    TransferShares { from: Address, to: Address, shares_value: Shares },
    /// An allowance was set or partly spent.
    Approval { owner: Address, spender: Address, value: Wei },
    /// Shares were destroyed.
    SharesBurnt { account: Address, pre_rebase_token_amount: Wei, post_rebase_token_amount: Wei, shares_amount: Shares },
    /// Ether was staked.
    Submitted { sender: Address, amount: Wei, referral: Address },
    /// A report changed the rate.
    TokenRebased {
        report_timestamp: Timestamp,
        time_elapsed: Seconds,
        pre_total_shares: Shares,
        pre_total_ether: Wei,
        post_total_shares: Shares,
        post_total_ether: Wei,
        shares_minted_as_fees: Shares,
    },
    /// The rate of conversions after a report.
    InternalShareRateUpdated {
        report_timestamp: Timestamp,
        post_internal_shares: Shares,
        post_internal_ether: Wei,
        shares_minted_as_fees: Shares,
    },
    /// What a report brought in.
    ETHDistributed {
        report_timestamp: Timestamp,
        pre_cl_balance: Wei,
        post_cl_balance: Wei,
        withdrawals_withdrawn: Wei,
        execution_layer_rewards_withdrawn: Wei,
        post_buffered_ether: Wei,
    },
    /// Validators seen by the report.
    CLValidatorsUpdated { report_timestamp: Timestamp, pre_cl_validators: u64, post_cl_validators: u64 },
    /// Execution-layer rewards reached the buffer.
    ELRewardsReceived { amount: Wei },
    /// Withdrawals of validators reached the buffer.
    WithdrawalsReceived { amount: Wei },
    /// Ether left the buffer for validators.
    Unbuffered { amount: Wei },
    /// Validators were deposited.
    DepositedValidatorsChanged { deposited_validators: u64 },
    /// A stake limit was set.
    StakingLimitSet { max_stake_limit: Wei, stake_limit_increase_per_block: Wei },
    /// The stake limit was removed.
    StakingLimitRemoved,
    /// Nobody may stake.
    StakingPaused,
    /// Staking goes on.
    StakingResumed,
    /// Transfers, mints, burns and reports are off.
    Stopped,
    /// They are on again.
    Resumed,
    /// External shares were minted.
    ExternalSharesMinted { receiver: Address, amount_of_shares: Shares },
    /// External shares were burnt or became internal.
    ExternalSharesBurnt { amount_of_shares: Shares },
    /// External shares were bought out with ether.
    ExternalEtherTransferredToBuffer { amount: Wei },
    /// External shares without backing became internal.
    ExternalBadDebtInternalized { amount_of_shares: Shares },
    /// A new bound for external shares.
    MaxExternalRatioBPSet { max_external_ratio_bp: u16 },
}

/// Events of `WstETH`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "fields carry the names and meanings of the real contract's events")]
pub enum WstethEvent {
    /// wstETH moved, was minted (`from` zero) or burnt (`to` zero).
    Transfer { from: Address, to: Address, value: Shares },
    /// An allowance was set or partly spent.
    Approval { owner: Address, spender: Address, value: Shares },
}

/// Events of the `Burner`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "fields carry the names and meanings of the real contract's events")]
pub enum BurnerEvent {
    /// Shares wait for a report to burn them.
    StETHBurnRequested { is_cover: bool, requested_by: Address, amount_of_steth: Wei, amount_of_shares: Shares },
    /// A report burnt them.
    StETHBurnt { is_cover: bool, amount_of_steth: Wei, amount_of_shares: Shares },
    /// stETH nobody asked to burn went to the treasury.
    ExcessStETHRecovered { requested_by: Address, amount_of_steth: Wei, amount_of_shares: Shares },
}
