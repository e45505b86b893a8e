//! `KeyRegistrar`. Signatures are checked here: those of addresses by recovering, those of BN254 keys by pairing.

use super::version;
use crate::{
    bn254,
    frame::{Frame, Served, Stop, answer, done, refused},
    interfaces::restaking::IKeyRegistrar::{self as Registrar, CurveType, IKeyRegistrarCalls as Call},
    signature,
};
use alloy_primitives::{Address, Bytes, U256};
use aquifer_protocol::{
    context::NoEther,
    restaking::{
        OperatorSet, eigenlayer_domain,
        key_registrar::{Bn254Key, Curve, Key, KeyClaim, KeyRegistrar},
    },
};

pub(super) fn serve(frame: &mut Frame<'_>) -> Served {
    let registrar = &frame.protocol().restaking.key_registrar;
    let (book, chain_id) = (frame.addresses().restaking, frame.host.chain_id());
    match frame.decode_strict::<Call>()? {
        Call::configureOperatorSet(call) => {
            let (set, curve) = (set(&call.operatorSet), curve(call.curveType));
            frame.change(|p, ctx, fx| p.restaking.configure_operator_set(&book, ctx, set, curve, fx))?;
            done()
        }
        Call::registerKey(call) => register(frame, &call),
        Call::deregisterKey(call) => {
            let (operator, set) = (call.operator, set(&call.operatorSet));
            frame.change(|p, ctx, fx| p.restaking.deregister_key(&book, ctx, operator, set, fx))?;
            done()
        }
        Call::isRegistered(call) => {
            answer::<Registrar::isRegisteredCall>(&registrar.is_registered(set(&call.operatorSet), call.operator))
        }
        Call::getOperatorSetCurveType(call) => {
            answer::<Registrar::getOperatorSetCurveTypeCall>(&curve_type(registrar.curve(set(&call.operatorSet))))
        }
        Call::getBN254Key(call) => {
            let key = registrar.bn254_key(set(&call.operatorSet), call.operator).map_err(|refusal| refused(&refusal))?;
            answer::<Registrar::getBN254KeyCall>(&abi_key(&key))
        }
        Call::getECDSAKey(call) => {
            let key = registrar.ecdsa_key(set(&call.operatorSet), call.operator).map_err(|refusal| refused(&refusal))?;
            answer::<Registrar::getECDSAKeyCall>(&key.into())
        }
        Call::getECDSAAddress(call) => {
            let key = registrar.ecdsa_key(set(&call.operatorSet), call.operator).map_err(|refusal| refused(&refusal))?;
            answer::<Registrar::getECDSAAddressCall>(&Address::try_from(key.as_slice()).unwrap_or_default())
        }
        Call::isKeyGloballyRegistered(call) => {
            answer::<Registrar::isKeyGloballyRegisteredCall>(&registrar.is_key_globally_registered(call.keyHash))
        }
        Call::getKeyHash(call) => answer::<Registrar::getKeyHashCall>(&registrar.key_hash(set(&call.operatorSet), call.operator)),
        Call::getOperatorFromSigningKey(call) => {
            let found = registrar.operator_from_signing_key(set(&call.operatorSet), &call.signingKeyData);
            let (operator, status) = found.map_err(|refusal| refused(&refusal))?;
            answer::<Registrar::getOperatorFromSigningKeyCall>(&Registrar::getOperatorFromSigningKeyReturn { operator, status })
        }
        Call::getECDSAKeyRegistrationMessageHash(call) => {
            let set = set(&call.operatorSet);
            let digest = KeyRegistrar::ecdsa_digest(call.operator, set, call.keyAddress, chain_id, &book);
            answer::<Registrar::getECDSAKeyRegistrationMessageHashCall>(&digest)
        }
        Call::getBN254KeyRegistrationMessageHash(call) => {
            let set = set(&call.operatorSet);
            let digest = KeyRegistrar::bn254_digest(call.operator, set, &call.keyData, chain_id, &book);
            answer::<Registrar::getBN254KeyRegistrationMessageHashCall>(&digest)
        }
        Call::encodeBN254KeyData(call) => {
            let (g1, g2) = (call.g1Point, call.g2Point);
            let key = Bn254Key { g1: [g1.X, g1.Y], g2_x: g2.X, g2_y: g2.Y };
            answer::<Registrar::encodeBN254KeyDataCall>(&key.encode().into())
        }
        Call::ECDSA_KEY_REGISTRATION_TYPEHASH(_) => {
            answer::<Registrar::ECDSA_KEY_REGISTRATION_TYPEHASHCall>(&KeyRegistrar::ecdsa_type_hash())
        }
        Call::BN254_KEY_REGISTRATION_TYPEHASH(_) => {
            answer::<Registrar::BN254_KEY_REGISTRATION_TYPEHASHCall>(&KeyRegistrar::bn254_type_hash())
        }
        Call::allocationManager(_) => answer::<Registrar::allocationManagerCall>(&book.allocation_manager),
        Call::permissionController(_) => answer::<Registrar::permissionControllerCall>(&book.permission_controller),
        Call::domainSeparator(_) => {
            answer::<Registrar::domainSeparatorCall>(&eigenlayer_domain(chain_id, book.key_registrar).separator())
        }
        Call::version(_) => answer::<Registrar::versionCall>(&version()),
    }
}

fn register(frame: &mut Frame<'_>, call: &Registrar::registerKeyCall) -> Served {
    let (operator, set, book) = (call.operator, set(&call.operatorSet), frame.addresses().restaking);
    let restaking = &frame.protocol().restaking;
    let claim = restaking.key_claim(&book, &frame.ctx(&NoEther), operator, set, &call.keyData);
    let claim = claim.map_err(|refusal| refused(&refusal))?;
    let is_signed = is_signed(frame, &claim, &call.signature)?;
    frame.change(|p, _, fx| p.restaking.register_key(claim, is_signed, fx))?;
    done()
}

fn is_signed(frame: &mut Frame<'_>, claim: &KeyClaim, signature: &Bytes) -> Result<bool, Stop> {
    match &claim.key {
        Key::Ecdsa(address) => signature::is_valid(frame, *address, claim.digest, signature),
        Key::Bn254(key) => {
            let mut words = signature.chunks_exact(32).map(U256::from_be_slice);
            let (x, y) = words.next().zip(words.next()).ok_or_else(Stop::empty)?;
            bn254::is_signed(frame, claim.digest, [x, y], key)
        }
    }
}

const fn set(set: &Registrar::OperatorSet) -> OperatorSet {
    OperatorSet { avs: set.avs, id: set.id }
}

const fn curve(curve: CurveType) -> Option<Curve> {
    match curve {
        CurveType::ECDSA => Some(Curve::Ecdsa),
        CurveType::BN254 => Some(Curve::Bn254),
        CurveType::NONE | CurveType::__Invalid => None,
    }
}

const fn curve_type(curve: Option<Curve>) -> CurveType {
    match curve {
        None => CurveType::NONE,
        Some(Curve::Ecdsa) => CurveType::ECDSA,
        Some(Curve::Bn254) => CurveType::BN254,
    }
}

const fn abi_key(key: &Bn254Key) -> Registrar::getBN254KeyReturn {
    let [x, y] = key.g1;
    Registrar::getBN254KeyReturn {
        g1Point: Registrar::G1Point { X: x, Y: y },
        g2Point: Registrar::G2Point { X: key.g2_x, Y: key.g2_y },
    }
}
