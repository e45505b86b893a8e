//! `KeyRegistrar`. Without the 21,000 of the transaction, on mainnet an ECDSA key takes about 130,000 to register, a BN254
//! key about 400,000 with the pairing, which the precompiles charge here too.

use crate::{
    interfaces::restaking::IKeyRegistrar,
    table::{Function, Mutability},
};

pub(super) const FUNCTIONS: &[Function] = functions!(IKeyRegistrar {
    Change 30_000 + 0: configureOperatorSetCall;
    Change 75_000 + 2_000: registerKeyCall;
    Change 15_000 + 0: deregisterKeyCall;
    View 2_600 + 0: isRegisteredCall getOperatorSetCurveTypeCall isKeyGloballyRegisteredCall;
    View 8_000 + 0: getBN254KeyCall getECDSAKeyCall getECDSAAddressCall getKeyHashCall getOperatorFromSigningKeyCall;
    View 600 + 10: getECDSAKeyRegistrationMessageHashCall getBN254KeyRegistrationMessageHashCall encodeBN254KeyDataCall;
    View 300 + 0: ECDSA_KEY_REGISTRATION_TYPEHASHCall BN254_KEY_REGISTRATION_TYPEHASHCall allocationManagerCall
        permissionControllerCall domainSeparatorCall versionCall;
});
