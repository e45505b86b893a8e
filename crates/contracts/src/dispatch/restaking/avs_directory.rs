//! `AVSDirectory`.

use super::{initialized, version};
use crate::{
    frame::{Frame, Served, answer, done, refused},
    interfaces::restaking::IAVSDirectory::{self as Directory, IAVSDirectoryCalls as Call},
    signature,
};
use alloy_primitives::keccak256;
use aquifer_protocol::{
    context::NoEther,
    restaking::{RestakingError, avs_directory::AvsRegistration, eigenlayer_domain},
};
use std::sync::Arc;

/// Types of messages that the directory took before `AllocationManager`; their hashes are still told.
const SET_REGISTRATION: &str = "OperatorSetRegistration(address avs,uint32[] operatorSetIds,bytes32 salt,uint256 expiry)";
const FORCE_DEREGISTRATION: &str =
    "OperatorSetForceDeregistration(address avs,uint32[] operatorSetIds,bytes32 salt,uint256 expiry)";

pub(super) fn serve(frame: &mut Frame<'_>) -> Served {
    let directory = &frame.protocol().restaking.avs_directory;
    let (book, chain_id) = (frame.addresses().restaking, frame.host.chain_id());
    match frame.decode_strict::<Call>()? {
        Call::initialize(_) => initialized(),
        Call::updateAVSMetadataURI(call) => {
            frame.change(|p, ctx, fx| {
                p.restaking.avs_directory.update_avs_metadata_uri(ctx, call.metadataURI, fx);
                Ok::<_, RestakingError>(())
            })?;
            done()
        }
        Call::cancelSalt(call) => {
            frame.change(|p, ctx, _| {
                Arc::make_mut(&mut p.restaking.avs_directory).cancel_salt(ctx, call.salt);
                Ok::<_, RestakingError>(())
            })?;
            done()
        }
        Call::registerOperatorToAVS(call) => register(frame, call),
        Call::deregisterOperatorFromAVS(call) => {
            frame.change(|p, ctx, fx| {
                Arc::make_mut(&mut p.restaking.avs_directory).deregister_operator_from_avs(ctx, call.operator, fx)
            })?;
            done()
        }
        Call::avsOperatorStatus(call) => {
            answer::<Directory::avsOperatorStatusCall>(&u8::from(directory.is_registered(call.avs, call.operator)))
        }
        Call::operatorSaltIsSpent(call) => {
            answer::<Directory::operatorSaltIsSpentCall>(&directory.is_salt_spent(call.operator, call.salt))
        }
        Call::calculateOperatorAVSRegistrationDigestHash(call) => {
            let Directory::calculateOperatorAVSRegistrationDigestHashCall { operator, avs, salt, expiry } = call;
            let digest = AvsRegistration { operator, avs, salt, expiry }.digest(chain_id, &book);
            answer::<Directory::calculateOperatorAVSRegistrationDigestHashCall>(&digest)
        }
        Call::OPERATOR_AVS_REGISTRATION_TYPEHASH(_) => {
            answer::<Directory::OPERATOR_AVS_REGISTRATION_TYPEHASHCall>(&AvsRegistration::type_hash())
        }
        Call::OPERATOR_SET_REGISTRATION_TYPEHASH(_) => {
            answer::<Directory::OPERATOR_SET_REGISTRATION_TYPEHASHCall>(&keccak256(SET_REGISTRATION))
        }
        Call::OPERATOR_SET_FORCE_DEREGISTRATION_TYPEHASH(_) => {
            answer::<Directory::OPERATOR_SET_FORCE_DEREGISTRATION_TYPEHASHCall>(&keccak256(FORCE_DEREGISTRATION))
        }
        Call::delegation(_) => answer::<Directory::delegationCall>(&book.delegation_manager),
        Call::domainSeparator(_) => {
            answer::<Directory::domainSeparatorCall>(&eigenlayer_domain(chain_id, book.avs_directory).separator())
        }
        Call::version(_) => answer::<Directory::versionCall>(&version()),
    }
}

fn register(frame: &mut Frame<'_>, call: Directory::registerOperatorToAVSCall) -> Served {
    let Directory::SignatureWithSaltAndExpiry { signature, salt, expiry } = call.operatorSignature;
    let registration = AvsRegistration { operator: call.operator, avs: frame.caller(), salt, expiry };
    let restaking = &frame.protocol().restaking;
    restaking.check_avs_registration(&frame.ctx(&NoEther), &registration).map_err(|refusal| refused(&refusal))?;
    let digest = registration.digest(frame.host.chain_id(), &frame.addresses().restaking);
    let is_signed = signature::is_valid(frame, registration.operator, digest, &signature)?;
    frame.change(|p, ctx, fx| p.restaking.register_operator_to_avs(ctx, &registration, is_signed, fx))?;
    done()
}
