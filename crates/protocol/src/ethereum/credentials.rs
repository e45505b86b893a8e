//! From BLS credentials to an address: the one change of credentials a validator can sign, once (EIP-4895's counterpart on
//! the beacon chain, `BLSToExecutionChange`).
//!
//! Credentials with first byte 0x00 are a commitment to a withdrawal key: its SHA-256 with the first byte put to zero. Who
//! shows that key and signs with it names the address everything is paid to from then on. Age, status and queues do not
//! matter: also a validator that has left long ago may change.
//!
//! Deliberately absent: the signature, which the caller verifies, and a way to 0x02, which only a switch to compounding is.

use super::validator::{ADDRESS_PREFIX, BLS_PREFIX, prefix, with_prefix};
use super::{Beacon, BeaconError, PublicKey};
use crate::units::ValidatorIndex;
use alloy_primitives::{Address, B256};
use sha2::{Digest as _, Sha256};

/// The credentials that commit to a withdrawal key.
#[must_use]
pub fn bls_credentials(withdrawal_key: &PublicKey) -> B256 {
    with_prefix(B256::new(Sha256::digest(withdrawal_key).into()), BLS_PREFIX)
}

impl Beacon {
    /// Changes BLS credentials (0x00) to an address (0x01); the caller has verified the signature of `withdrawal_key`.
    ///
    /// # Errors
    /// [`BeaconError::UnknownValidator`], [`BeaconError::NotBlsCredentials`], [`BeaconError::WrongWithdrawalKey`].
    pub fn process_bls_to_execution_change(
        &mut self,
        index: ValidatorIndex,
        withdrawal_key: &PublicKey,
        to: Address,
    ) -> Result<(), BeaconError> {
        self.check_bls_to_execution_change(index, withdrawal_key)?;
        let changed = with_prefix(B256::left_padding_from(to.as_slice()), ADDRESS_PREFIX);
        let row = self.isolate(index)?;
        self.validators.credentials.set(row, changed)?;
        self.derived.forget();
        Ok(())
    }

    /// Whether [`Beacon::process_bls_to_execution_change`] would take the change now.
    ///
    /// # Errors
    /// As there.
    pub fn check_bls_to_execution_change(&self, index: ValidatorIndex, withdrawal_key: &PublicKey) -> Result<(), BeaconError> {
        let credentials = self.validators.credentials.at(self.validators.row_of(index)?)?;
        if prefix(credentials) != BLS_PREFIX {
            return Err(BeaconError::NotBlsCredentials { index, credentials });
        }
        if credentials != bls_credentials(withdrawal_key) {
            return Err(BeaconError::WrongWithdrawalKey { index, withdrawal_key: *withdrawal_key });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ethereum::{BeaconConstants, GenesisValidator, PerformanceProfile};
    use crate::units::{Gwei, Timestamp};
    use alloy_primitives::{address, b256};
    use std::sync::Arc;

    const WITHDRAWAL_KEY: PublicKey = PublicKey::repeat_byte(0x77);
    const TO: Address = address!("00000000000000000000000000000000000000aa");

    fn chain(credentials: [B256; 3]) -> Beacon {
        let validators = (1u8..).zip(credentials).map(|(number, credentials)| GenesisValidator {
            pubkey: PublicKey::repeat_byte(number),
            credentials,
            balance: Gwei::new(40_000_000_000),
            fee_recipient: Address::ZERO,
            profile: PerformanceProfile::PERFECT,
        });
        Beacon::genesis(Arc::new(BeaconConstants::mainnet()), Timestamp::new(0), B256::ZERO, validators.collect()).unwrap()
    }

    fn index(number: u64) -> ValidatorIndex {
        ValidatorIndex::new(number)
    }

    #[test]
    fn the_owner_of_the_withdrawal_key_names_an_address_once() {
        let mut beacon = chain([bls_credentials(&WITHDRAWAL_KEY), B256::ZERO, B256::ZERO]);
        // The excess over 32 ETH cannot be swept yet.
        beacon.advance_to_slot(crate::units::Slot::new(1)).unwrap();
        assert!(beacon.process_empty_block().unwrap().withdrawals.is_empty());

        beacon.process_bls_to_execution_change(index(0), &WITHDRAWAL_KEY, TO).unwrap();
        let credentials = b256!("01000000000000000000000000000000000000000000000000000000000000aa");
        assert_eq!(beacon.validator(index(0)).unwrap().credentials, credentials);
        beacon.advance_to_slot(crate::units::Slot::new(2)).unwrap();
        let swept = beacon.process_empty_block().unwrap().withdrawals;
        assert_eq!(swept.iter().map(|withdrawal| withdrawal.address).collect::<Vec<_>>(), [TO]);

        let again = beacon.process_bls_to_execution_change(index(0), &WITHDRAWAL_KEY, TO);
        assert_eq!(again, Err(BeaconError::NotBlsCredentials { index: index(0), credentials }));
        assert_eq!(beacon.check(), Ok(()));
    }

    #[test]
    fn a_change_is_refused_and_changes_nothing() {
        let compounding = with_prefix(bls_credentials(&WITHDRAWAL_KEY), 0x02);
        let unknown_kind = with_prefix(bls_credentials(&WITHDRAWAL_KEY), 0x03);
        let mut beacon = chain([bls_credentials(&WITHDRAWAL_KEY), compounding, unknown_kind]);
        let before = beacon.clone();
        let mut check = |number, key, error| {
            assert_eq!(beacon.process_bls_to_execution_change(index(number), &key, TO), Err(error));
            assert_eq!(beacon, before);
        };
        let other = PublicKey::repeat_byte(0x78);
        check(0, other, BeaconError::WrongWithdrawalKey { index: index(0), withdrawal_key: other });
        check(1, WITHDRAWAL_KEY, BeaconError::NotBlsCredentials { index: index(1), credentials: compounding });
        check(2, WITHDRAWAL_KEY, BeaconError::NotBlsCredentials { index: index(2), credentials: unknown_kind });
        check(3, WITHDRAWAL_KEY, BeaconError::UnknownValidator { index: index(3) });
    }

    #[test]
    fn credentials_commit_to_the_key_with_all_but_the_first_byte_of_its_hash() {
        // The hash of 48 zero bytes is 17b0761f87b081d5cf10757ccc89f12be355c70e2e29df288b65b30710dcbcd1.
        let expected = b256!("00b0761f87b081d5cf10757ccc89f12be355c70e2e29df288b65b30710dcbcd1");
        assert_eq!(bls_credentials(&PublicKey::ZERO), expected);
    }
}
