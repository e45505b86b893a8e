//! Which staking module, operator and key number a public key belongs to, read from the modules.

use crate::chain::Contracts;
use alloy_primitives::{Address, Bytes, U256};
use std::collections::HashMap;

/// Length of a BLS public key.
const PUBKEY_BYTES: usize = 48;

/// Where a key is registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct KeyPlace {
    pub(crate) module: u64,
    pub(crate) operator: u64,
    pub(crate) number: u64,
}

/// Keys seen so far. A key never changes its place once deposited, so what is known stays known.
#[derive(Debug, Default)]
pub(crate) struct Registry {
    places: HashMap<Bytes, KeyPlace>,
}

impl Registry {
    /// Place of a key, if known.
    pub(crate) fn place_of(&self, pubkey: &Bytes) -> Option<KeyPlace> {
        self.places.get(pubkey).copied()
    }

    /// Reads all modules when any of the keys is unknown.
    pub(crate) async fn learn<'a>(
        &mut self,
        contracts: &Contracts,
        mut keys: impl Iterator<Item = &'a Bytes>,
    ) -> eyre::Result<()> {
        if keys.all(|key| self.places.contains_key(key)) {
            return Ok(());
        }
        for module in contracts.router.getStakingModules().call().await? {
            self.learn_module(contracts, module.id.to(), module.stakingModuleAddress).await?;
        }
        Ok(())
    }

    async fn learn_module(&mut self, contracts: &Contracts, module: u64, address: Address) -> eyre::Result<()> {
        let nor = contracts.registry(address);
        let operators: u64 = nor.getNodeOperatorsCount().call().await?.saturating_to();
        for operator in 0..operators {
            let deposited = nor.getNodeOperator(U256::from(operator), false).call().await?.totalDepositedValidators;
            if deposited == 0 {
                continue;
            }
            let keys = nor.getSigningKeys(U256::from(operator), U256::ZERO, U256::from(deposited)).call().await?.pubkeys;
            for (number, key) in (0..).zip(keys.chunks_exact(PUBKEY_BYTES)) {
                self.places.insert(Bytes::copy_from_slice(key), KeyPlace { module, operator, number });
            }
        }
        Ok(())
    }
}
