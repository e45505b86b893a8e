//! `PauserRegistry`: who may pause EigenLayer's contracts, and the one who may unpause them.
//!
//! Every pausable contract asks it. The unpauser names pausers and its own successor.

mod error;
mod events;
mod tables;

pub use error::PauserError;
pub use events::PauserEvent;

use crate::{Ctx, Effects, governance::Pausers};
use alloy_primitives::Address;
use imbl::OrdSet;
use serde::{Deserialize, Serialize};

/// `PauserRegistry`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PauserRegistry {
    pausers: OrdSet<Address>,
    unpauser: Address,
}

impl PauserRegistry {
    /// The registry as a chain starts with it.
    ///
    /// # Errors
    /// [`PauserError::InputAddressZero`].
    pub fn genesis(pausers: &[Address], unpauser: Address) -> Result<Self, PauserError> {
        if unpauser.is_zero() || pausers.iter().any(|pauser| pauser.is_zero()) {
            return Err(PauserError::InputAddressZero);
        }
        Ok(Self { pausers: pausers.iter().copied().collect(), unpauser })
    }

    /// Names a pauser, or takes the right away (`setIsPauser`).
    ///
    /// # Errors
    /// [`PauserError::OnlyUnpauser`], [`PauserError::InputAddressZero`].
    pub fn set_is_pauser(&mut self, ctx: &Ctx, pauser: Address, can_pause: bool, fx: &mut Effects) -> Result<(), PauserError> {
        self.check_unpauser(ctx)?;
        if pauser.is_zero() {
            return Err(PauserError::InputAddressZero);
        }

        if can_pause {
            self.pausers.insert(pauser);
        } else {
            self.pausers.remove(&pauser);
        }
        fx.emit(PauserEvent::PauserStatusChanged { pauser, can_pause });
        Ok(())
    }

    /// Names the next unpauser (`setUnpauser`).
    ///
    /// # Errors
    /// [`PauserError::OnlyUnpauser`], [`PauserError::InputAddressZero`].
    pub fn set_unpauser(&mut self, ctx: &Ctx, unpauser: Address, fx: &mut Effects) -> Result<(), PauserError> {
        self.check_unpauser(ctx)?;
        if unpauser.is_zero() {
            return Err(PauserError::InputAddressZero);
        }

        fx.emit(PauserEvent::UnpauserChanged { previous: self.unpauser, unpauser });
        self.unpauser = unpauser;
        Ok(())
    }

    fn check_unpauser(&self, ctx: &Ctx) -> Result<(), PauserError> {
        if ctx.caller == self.unpauser { Ok(()) } else { Err(PauserError::OnlyUnpauser(ctx.caller)) }
    }
}

impl Pausers for PauserRegistry {
    fn is_pauser(&self, account: Address) -> bool {
        self.pausers.contains(&account)
    }

    fn unpauser(&self) -> Address {
        self.unpauser
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        context::NoEther,
        units::{BlockNumber, Timestamp, Wei},
    };

    const PAUSER: Address = Address::repeat_byte(1);
    const UNPAUSER: Address = Address::repeat_byte(2);

    fn by(caller: Address) -> Ctx<'static> {
        let (block, timestamp) = (BlockNumber::new(1), Timestamp::new(1));
        Ctx { caller, value: Wei::ZERO, block, timestamp, chain_id: 1, selector: Default::default(), ether: &NoEther }
    }

    #[test]
    fn only_the_unpauser_names_pausers_and_its_successor() {
        let (mut registry, mut fx) = (PauserRegistry::genesis(&[PAUSER], UNPAUSER).unwrap(), Effects::new());
        assert!(registry.is_pauser(PAUSER) && !registry.is_pauser(UNPAUSER));
        let refused = Err(PauserError::OnlyUnpauser(PAUSER));
        assert_eq!(registry.set_is_pauser(&by(PAUSER), UNPAUSER, true, &mut fx), refused);
        assert_eq!(registry.set_unpauser(&by(PAUSER), PAUSER, &mut fx), refused);
        registry.set_is_pauser(&by(UNPAUSER), PAUSER, false, &mut fx).unwrap();
        registry.set_unpauser(&by(UNPAUSER), PAUSER, &mut fx).unwrap();
        assert_eq!((registry.is_pauser(PAUSER), registry.unpauser()), (false, PAUSER));
    }

    #[test]
    fn the_zero_address_is_neither() {
        let (mut registry, mut fx) = (PauserRegistry::genesis(&[PAUSER], UNPAUSER).unwrap(), Effects::new());
        let refused = Err(PauserError::InputAddressZero);
        assert_eq!(registry.set_is_pauser(&by(UNPAUSER), Address::ZERO, true, &mut fx), refused);
        assert_eq!(registry.set_unpauser(&by(UNPAUSER), Address::ZERO, &mut fx), refused);
        assert_eq!(PauserRegistry::genesis(&[Address::ZERO], UNPAUSER), Err(PauserError::InputAddressZero));
        assert_eq!(PauserRegistry::genesis(&[], Address::ZERO), Err(PauserError::InputAddressZero));
    }
}
