//! Events of `Eigen` and `BackingEigen`.

use crate::{governance::OwnershipTransferred, units::EigenAmount};
use alloy_primitives::Address;

/// What happened; the names are those of the contract's events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EigenEvent {
    /// `Transfer(address indexed from, address indexed to, uint256 value)`
    Transfer {
        /// Who gave; zero for new tokens.
        from: Address,
        /// Who received; zero for burnt tokens.
        to: Address,
        /// How much.
        value: EigenAmount,
    },
    /// `Approval(address indexed owner, address indexed spender, uint256 value)`
    Approval {
        /// Who allows.
        owner: Address,
        /// Who may spend.
        spender: Address,
        /// How much.
        value: EigenAmount,
    },
    /// `DelegateChanged(address indexed delegator, address indexed fromDelegate, address indexed toDelegate)`
    DelegateChanged {
        /// Whose votes.
        delegator: Address,
        /// Who had them; zero for nobody.
        from_delegate: Address,
        /// Who has them now.
        to_delegate: Address,
    },
    /// `DelegateVotesChanged(address indexed delegate, uint256 previousBalance, uint256 newBalance)`
    DelegateVotesChanged {
        /// Who votes.
        delegate: Address,
        /// Votes before.
        previous_balance: EigenAmount,
        /// Votes now.
        new_balance: EigenAmount,
    },
    /// `IsMinterModified(address indexed minterAddress, bool newStatus)`
    IsMinterModified {
        /// The account.
        minter: Address,
        /// Whether it may mint now.
        new_status: bool,
    },
    /// `OwnershipTransferred(address indexed previousOwner, address indexed newOwner)`
    OwnershipTransferred(OwnershipTransferred),
}
