//! Functions that only the other managers call.

use super::{DelegationError, DelegationManager};
use crate::{Ctx, address_book::RestakingAddresses};

impl DelegationManager {
    /// Refuses everybody but `StrategyManager` and `EigenPodManager`.
    ///
    /// # Errors
    /// [`DelegationError::OnlyStrategyManagerOrEigenPodManager`].
    pub fn check_share_manager(&self, ctx: &Ctx, book: &RestakingAddresses) -> Result<(), DelegationError> {
        if ctx.caller == book.strategy_manager || ctx.caller == book.eigen_pod_manager {
            Ok(())
        } else {
            Err(DelegationError::OnlyStrategyManagerOrEigenPodManager(ctx.caller))
        }
    }

    /// Refuses everybody but `EigenPodManager`.
    ///
    /// # Errors
    /// [`DelegationError::OnlyEigenPodManager`].
    pub fn check_eigen_pod_manager(&self, ctx: &Ctx, book: &RestakingAddresses) -> Result<(), DelegationError> {
        if ctx.caller == book.eigen_pod_manager { Ok(()) } else { Err(DelegationError::OnlyEigenPodManager(ctx.caller)) }
    }

    /// Refuses everybody but `AllocationManager`.
    ///
    /// # Errors
    /// [`DelegationError::OnlyAllocationManager`].
    pub fn check_allocation_manager(&self, ctx: &Ctx, book: &RestakingAddresses) -> Result<(), DelegationError> {
        if ctx.caller == book.allocation_manager { Ok(()) } else { Err(DelegationError::OnlyAllocationManager(ctx.caller)) }
    }
}
