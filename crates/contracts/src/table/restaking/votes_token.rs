//! What EIGEN and bEIGEN have in common.

use crate::{
    interfaces::restaking::IVotesToken,
    table::{Function, Mutability},
};

/// The functions of a token with votes, permits and an owner.
pub const VOTES_TOKEN: &[Function] = functions!(IVotesToken {
    View 300 + 0: nameCall symbolCall decimalsCall DOMAIN_SEPARATORCall eip712DomainCall clockCall CLOCK_MODECall
        transferRestrictionsDisabledAfterCall;
    View 2_600 + 0: totalSupplyCall balanceOfCall allowanceCall noncesCall ownerCall delegatesCall getVotesCall;
    View 5_000 + 0: getPastVotesCall getPastTotalSupplyCall numCheckpointsCall checkpointsCall;
    Change 20_000 + 0: transferCall approveCall increaseAllowanceCall decreaseAllowanceCall;
    Change 25_000 + 0: transferFromCall;
    Change 30_000 + 0: permitCall;
    Change 45_000 + 0: delegateCall;
    Change 50_000 + 0: delegateBySigCall;
    Change 10_000 + 0: transferOwnershipCall renounceOwnershipCall;
});
