//! Ether from the buffer to validators: Lido, the staking router, the deposit contract.

use crate::{
    Ctx, Effects, Protocol,
    ethereum::deposit_data_root,
    liquid::lido::{DEPOSIT_SIZE, LidoError, StethError, node_operators::DepositKeys, staking_router::ModuleId},
    units::{Gwei, Wei},
};
use alloy_primitives::B256;
use std::sync::Arc;

/// 32 ETH on the consensus side.
const DEPOSIT_SIZE_GWEI: Gwei = Gwei::new(32_000_000_000);

impl Protocol {
    /// `getDepositableEther`: the buffer without what waiting withdrawals need.
    ///
    /// # Errors
    /// Never while the queue's invariants hold.
    pub fn depositable_ether(&self) -> Result<Wei, LidoError> {
        Ok(self.lido.steth.pool().buffered_ether.floor_sub(self.lido.queue.unfinalized_steth()?))
    }

    /// `canDeposit`: not stopped, and not in bunker mode.
    #[must_use]
    pub fn can_deposit(&self) -> bool {
        !self.lido.steth.is_stopped() && !self.lido.queue.is_bunker_mode_active()
    }

    /// `Lido.deposit`: sends 32 ETH each for at most `max_count` keys of a module to the deposit contract. With nothing to
    /// send the router still takes note of the call.
    ///
    /// # Errors
    /// [`StethError::AppAuthDsmFailed`], [`StethError::CanNotDeposit`], those of the router, the module and the deposit contract.
    pub fn deposit(&mut self, ctx: &Ctx, max_count: u64, module: ModuleId, effects: &mut Effects) -> Result<(), LidoError> {
        if ctx.caller != self.addresses.deposit_security_module {
            return Err(StethError::AppAuthDsmFailed(ctx.caller).into());
        }
        if !self.can_deposit() {
            return Err(StethError::CanNotDeposit.into());
        }
        self.attempt(|protocol| {
            let count = max_count.min(protocol.max_deposits_count(module)?);
            let value = protocol.unbuffer(count, effects)?;
            let keys = protocol.obtain_keys(ctx, module, count, value, effects)?;
            let credentials = protocol.lido.router.withdrawal_credentials();
            keys.iter().try_for_each(|keys| protocol.deposit_to_beacon_chain(credentials, keys, effects))
        })
    }

    /// `getStakingModuleMaxDepositsCount` for all ether that can be deposited.
    fn max_deposits_count(&self, module: ModuleId) -> Result<u64, LidoError> {
        let depositable = self.depositable_ether()?;
        Ok(self.lido.router.max_deposits_count(module, depositable, &*self.lido.node_operators)?)
    }

    /// Takes the ether of `count` deposits out of the buffer and sends it to the router.
    fn unbuffer(&mut self, count: u64, effects: &mut Effects) -> Result<Wei, LidoError> {
        if count == 0 {
            return Ok(Wei::ZERO);
        }
        let value = self.steth_mut().unbuffer_deposits(count, effects)?;
        effects.move_ether(self.addresses.steth, self.addresses.staking_router, value);
        Ok(value)
    }

    fn obtain_keys(
        &mut self,
        ctx: &Ctx,
        module: ModuleId,
        count: u64,
        value: Wei,
        effects: &mut Effects,
    ) -> Result<Vec<DepositKeys>, LidoError> {
        let router = Arc::make_mut(&mut self.lido.router);
        let modules = Arc::make_mut(&mut self.lido.node_operators);
        Ok(router.deposit(ctx, module, count, value, modules, effects)?)
    }

    fn deposit_to_beacon_chain(&mut self, credentials: B256, keys: &DepositKeys, effects: &mut Effects) -> Result<(), LidoError> {
        let (router, contract) = (self.addresses.staking_router, self.addresses.deposit_contract);
        let root = deposit_data_root(&keys.pubkey, credentials, DEPOSIT_SIZE_GWEI, &keys.signature);
        let (pubkey, signature) = (keys.pubkey.as_slice(), keys.signature.as_slice());
        effects.move_ether(router, contract, DEPOSIT_SIZE);
        let deposits = Arc::make_mut(&mut self.deposit_contract);
        let event = deposits.deposit(DEPOSIT_SIZE, pubkey, credentials.as_slice(), signature, root)?;
        effects.emit(event);
        Ok(())
    }
}
