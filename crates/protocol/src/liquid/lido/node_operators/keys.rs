//! Keys of operators.

use super::{DepositKeys, NodeOperator, NodeOperators, NodeOperatorsError, NodeOperatorsEvent, OperatorId, StakingModuleEvent};
use crate::Ctx;
use crate::effect::Effects;
use crate::liquid::lido::staking_router::ModuleId;
use crate::units::ArithError;
use alloy_primitives::FixedBytes;
use std::sync::Arc;

/// Bytes of a public key.
const PUBKEY_LENGTH: usize = 48;
/// Bytes of a signature.
const SIGNATURE_LENGTH: usize = 96;

impl DepositKeys {
    /// Splits concatenated keys and signatures, as `addSigningKeys` takes them.
    ///
    /// # Errors
    /// `INVALID_KEYS_COUNT` for none, `LENGTH_MISMATCH`, `EMPTY_KEY`.
    pub fn split(count: u64, pubkeys: &[u8], signatures: &[u8]) -> Result<Vec<Self>, NodeOperatorsError> {
        let count = usize::try_from(count).map_err(|_| NodeOperatorsError::InvalidKeysCount)?;
        if count == 0 {
            return Err(NodeOperatorsError::InvalidKeysCount);
        }
        let fits = |bytes: &[u8], length: usize| count.checked_mul(length) == Some(bytes.len());
        if !fits(pubkeys, PUBKEY_LENGTH) || !fits(signatures, SIGNATURE_LENGTH) {
            return Err(NodeOperatorsError::LengthMismatch);
        }
        let pairs = pubkeys.chunks_exact(PUBKEY_LENGTH).zip(signatures.chunks_exact(SIGNATURE_LENGTH));
        pairs.map(|(pubkey, signature)| Self::from_slices(pubkey, signature)).collect()
    }

    fn from_slices(pubkey: &[u8], signature: &[u8]) -> Result<Self, NodeOperatorsError> {
        let pubkey = FixedBytes::try_from(pubkey).map_err(|_| NodeOperatorsError::LengthMismatch)?;
        let signature = FixedBytes::try_from(signature).map_err(|_| NodeOperatorsError::LengthMismatch)?;
        if pubkey.is_zero() {
            return Err(NodeOperatorsError::EmptyKey);
        }
        Ok(Self { pubkey, signature })
    }
}

impl NodeOperators {
    /// Adds keys behind those of an operator (`addSigningKeys`, `addSigningKeysOperatorBH`). `is_manager` says whether the caller
    /// holds [`MANAGE_SIGNING_KEYS`](super::MANAGE_SIGNING_KEYS).
    ///
    /// # Errors
    /// `OUT_OF_RANGE`, `APP_AUTH_FAILED`, `INVALID_KEYS_COUNT`.
    pub fn add_signing_keys(
        &mut self,
        ctx: &Ctx,
        module: ModuleId,
        id: OperatorId,
        keys: Vec<DepositKeys>,
        is_manager: bool,
        effects: &mut Effects,
    ) -> Result<(), NodeOperatorsError> {
        let operator = self.managed(ctx, module, id, is_manager)?;
        let count = u64::try_from(keys.len()).map_err(|_| NodeOperatorsError::InvalidKeysCount)?;
        if count == 0 {
            return Err(NodeOperatorsError::InvalidKeysCount);
        }
        let first = operator.added_keys;
        let added_keys = first.checked_add(count).ok_or(ArithError::Overflow)?;
        let updated = NodeOperator { added_keys, ..operator.clone() };

        for (index, keys) in (first..).zip(keys) {
            let event = NodeOperatorsEvent::SigningKeyAdded { operator: id, pubkey: keys.pubkey };
            effects.emit(StakingModuleEvent { module, event });
            self.keys.insert((module, id, index), Arc::new(keys));
        }
        self.operators.insert((module, id), updated);
        let event = NodeOperatorsEvent::TotalSigningKeysCountChanged { operator: id, count: added_keys };
        effects.emit(StakingModuleEvent { module, event });
        self.increase_nonce(module, effects);
        Ok(())
    }

    /// Removes unused keys; from the back, the last key moving into each gap (`removeSigningKeys`). Vetting ends where
    /// the first key was removed.
    ///
    /// # Errors
    /// `OUT_OF_RANGE`, `APP_AUTH_FAILED`.
    pub fn remove_signing_keys(
        &mut self,
        ctx: &Ctx,
        (module, id): (ModuleId, OperatorId),
        from: u64,
        count: u64,
        is_manager: bool,
        effects: &mut Effects,
    ) -> Result<(), NodeOperatorsError> {
        let operator = self.managed(ctx, module, id, is_manager)?;
        if count == 0 {
            return Ok(());
        }
        let end = from.checked_add(count).ok_or(NodeOperatorsError::OutOfRange)?;
        if from < operator.deposited_keys || end > operator.added_keys {
            return Err(NodeOperatorsError::OutOfRange);
        }
        let added_keys = operator.added_keys.checked_sub(count).ok_or(ArithError::Underflow)?;
        let vetted_before = operator.vetted_keys;
        let updated = NodeOperator { added_keys, vetted_keys: vetted_before.min(from), ..operator.clone() };

        let mut last = operator.added_keys;
        for index in (from..end).rev() {
            last = last.saturating_sub(1);
            self.remove_key(module, id, index, last, effects);
        }
        self.operators.insert((module, id), updated);
        let event = NodeOperatorsEvent::TotalSigningKeysCountChanged { operator: id, count: added_keys };
        effects.emit(StakingModuleEvent { module, event });
        if from < vetted_before {
            let event = NodeOperatorsEvent::VettedSigningKeysCountChanged { operator: id, count: from };
            effects.emit(StakingModuleEvent { module, event });
        }
        self.increase_nonce(module, effects);
        Ok(())
    }

    /// A key, and whether it was deposited (`getSigningKey`).
    ///
    /// # Errors
    /// `OUT_OF_RANGE`.
    pub fn signing_key(&self, module: ModuleId, id: OperatorId, index: u64) -> Result<(&DepositKeys, bool), NodeOperatorsError> {
        let operator = self.operator(module, id)?;
        let keys = self.keys.get(&(module, id, index)).ok_or(NodeOperatorsError::OutOfRange)?;
        Ok((keys, index < operator.deposited_keys))
    }

    /// How many keys an operator has (`getTotalSigningKeyCount`).
    ///
    /// # Errors
    /// `OUT_OF_RANGE`.
    pub fn total_signing_key_count(&self, module: ModuleId, id: OperatorId) -> Result<u64, NodeOperatorsError> {
        self.operator(module, id).map(|operator| operator.added_keys)
    }

    /// How many of them are not deposited (`getUnusedSigningKeyCount`).
    ///
    /// # Errors
    /// `OUT_OF_RANGE`.
    pub fn unused_signing_key_count(&self, module: ModuleId, id: OperatorId) -> Result<u64, NodeOperatorsError> {
        let operator = self.operator(module, id)?;
        Ok(operator.added_keys.checked_sub(operator.deposited_keys).ok_or(ArithError::Underflow)?)
    }

    /// An operator whose keys the caller may change.
    fn managed(
        &self,
        ctx: &Ctx,
        module: ModuleId,
        id: OperatorId,
        is_manager: bool,
    ) -> Result<&NodeOperator, NodeOperatorsError> {
        let operator = self.operator(module, id)?;
        if is_manager || operator.reward_address == ctx.caller {
            return Ok(operator);
        }
        Err(NodeOperatorsError::AppAuthFailed)
    }

    fn remove_key(&mut self, module: ModuleId, id: OperatorId, index: u64, last: u64, effects: &mut Effects) {
        let Some(removed) = self.keys.get(&(module, id, index)).map(|keys| keys.pubkey) else { return };
        if let Some(moved) = self.keys.remove(&(module, id, last))
            && index != last
        {
            self.keys.insert((module, id, index), moved);
        }
        let event = NodeOperatorsEvent::SigningKeyRemoved { operator: id, pubkey: removed };
        effects.emit(StakingModuleEvent { module, event });
    }
}
