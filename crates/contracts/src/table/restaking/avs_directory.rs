//! `AVSDirectory`. A registration takes about 90,000 on mainnet without the transaction's 21,000.

use crate::{
    interfaces::restaking::IAVSDirectory,
    table::{Function, Mutability},
};

pub(super) const FUNCTIONS: &[Function] = functions!(IAVSDirectory {
    Change 2_600 + 0: initializeCall;
    Change 5_000 + 250: updateAVSMetadataURICall;
    Change 22_000 + 0: cancelSaltCall;
    Change 55_000 + 0: registerOperatorToAVSCall;
    Change 10_000 + 0: deregisterOperatorFromAVSCall;
    View 2_600 + 0: avsOperatorStatusCall operatorSaltIsSpentCall;
    View 600 + 0: calculateOperatorAVSRegistrationDigestHashCall OPERATOR_AVS_REGISTRATION_TYPEHASHCall
        OPERATOR_SET_REGISTRATION_TYPEHASHCall OPERATOR_SET_FORCE_DEREGISTRATION_TYPEHASHCall delegationCall
        domainSeparatorCall versionCall;
});
