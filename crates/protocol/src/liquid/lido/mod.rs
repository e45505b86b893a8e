//! Lido: stETH, wstETH, the withdrawal queue, reports.
//!
//! Each contract is a module behind an `Arc`; a call that needs one of them alone is a method of it
//! (`Arc::make_mut(&mut protocol.lido.steth).transfer(..)`), a call that needs several is a method of
//! [`Protocol`](crate::Protocol) in `calls`. Names are those of the contracts.
//!
//! | file | contract |
//! |---|---|
//! | `steth`, `pool`, `stake_limit`, `external_shares` | `Lido` |
//! | `wsteth` | `WstETH` |
//! | `burner` | `Burner` |
//! | `withdrawal_queue` | `WithdrawalQueueERC721` |
//! | `staking_router`, `min_first` | `StakingRouter` |
//! | `node_operators` | `NodeOperatorsRegistry` of every module |
//! | `sanity`, `rebase_limiter` | `OracleReportSanityChecker` |
//! | `hash_consensus`, `accounting_oracle` | `HashConsensus`, `AccountingOracle` |
//! | `deposit_security` | `DepositSecurityModule` |
//! | `accounting`, `fees` | `Accounting` |
//! | `staking_router`, `min_first` | `StakingRouter` |
//! | `node_operators` | `NodeOperatorsRegistry`, once a module |
//! | `sanity`, `rebase_limiter` | `OracleReportSanityChecker` |
//! | `hash_consensus` | `HashConsensus` |
//! | `accounting_oracle` | `AccountingOracle` |
//! | `deposit_security` | `DepositSecurityModule` |
//! | `vault_hub` | `VaultHub`, as far as a report reads it |

mod accounting;
pub mod accounting_oracle;
#[cfg(test)]
mod broken;
mod burner;
mod calls;
pub mod deposit_security;
mod error;
mod events;
mod external_shares;
mod fees;
pub mod hash_consensus;
pub mod min_first;
pub mod node_operators;
mod pool;
pub mod rebase_limiter;
pub mod sanity;
mod stake_limit;
pub mod staking_router;
mod steth;
mod vault_hub;
pub mod withdrawal_queue;
mod wsteth;

pub use accounting::{AccountingError, CalculatedValues, PreReportState, ReportValues};
pub use accounting_oracle::AccountingOracle;
pub use burner::{BurnKind, Burner, BurnerError};
pub use calls::{
    DepositRequest, PAUSE_ROLE, REQUEST_BURN_MY_STETH_ROLE, REQUEST_BURN_SHARES_ROLE, RESUME_ROLE, STAKING_CONTROL_ROLE,
    STAKING_PAUSE_ROLE, UNSAFE_CHANGE_DEPOSITED_VALIDATORS_ROLE, UnvetRequest,
};
pub use deposit_security::DepositSecurity;
pub use error::LidoError;
pub use events::{BurnerEvent, StethEvent, WstethEvent};
pub use fees::{FeeDistribution, ModuleFee, ModuleShares, RewardsDistribution};
pub use hash_consensus::HashConsensus;
pub use node_operators::NodeOperators;
pub use pool::{CONVERSION_BOUND, DEPOSIT_SIZE, Pool, ShareRate};
pub use sanity::SanityChecker;
pub use stake_limit::{StakeLimit, StakeLimitError};
pub use staking_router::StakingRouter;
pub use steth::{INITIAL_TOKEN_HOLDER, StakeLimitInfo, Steth, StethError};
pub use vault_hub::VaultHub;
pub use withdrawal_queue::WithdrawalQueue;
pub use wsteth::{Wsteth, WstethError};

use crate::tables::{ChangeSink, Tables};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Lido's contracts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lido {
    /// `Lido`, which is the stETH token.
    pub steth: Arc<Steth>,
    /// `WstETH`.
    pub wsteth: Arc<Wsteth>,
    /// `WithdrawalQueueERC721`.
    pub queue: Arc<WithdrawalQueue>,
    /// `Burner`.
    pub burner: Arc<Burner>,
    /// What `Accounting` reads of `VaultHub`.
    pub vault_hub: Arc<VaultHub>,
    /// `StakingRouter`.
    pub router: Arc<StakingRouter>,
    /// The staking modules behind it.
    pub node_operators: Arc<NodeOperators>,
    /// `OracleReportSanityChecker`.
    pub sanity: Arc<SanityChecker>,
    /// `HashConsensus` of the accounting oracle.
    pub consensus: Arc<HashConsensus>,
    /// `AccountingOracle`.
    pub oracle: Arc<AccountingOracle>,
    /// `DepositSecurityModule`.
    pub deposit_security: Arc<DepositSecurity>,
}

impl Tables for Lido {
    fn changes(&self, before: Option<&Self>, sink: &mut dyn ChangeSink) {
        self.steth.changes(before.map(|before| &before.steth), sink);
        self.wsteth.changes(before.map(|before| &before.wsteth), sink);
        self.queue.changes(before.map(|before| &before.queue), sink);
        self.burner.changes(before.map(|before| &before.burner), sink);
        self.vault_hub.changes(before.map(|before| &before.vault_hub), sink);
        self.router.changes(before.map(|before| &before.router), sink);
        self.node_operators.changes(before.map(|before| &before.node_operators), sink);
        self.sanity.changes(before.map(|before| &before.sanity), sink);
        self.consensus.changes(before.map(|before| &before.consensus), sink);
        self.oracle.changes(before.map(|before| &before.oracle), sink);
        self.deposit_security.changes(before.map(|before| &before.deposit_security), sink);
    }
}
