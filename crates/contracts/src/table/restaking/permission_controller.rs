//! `PermissionController`. On mainnet an appointment takes about 150,000, an admin about 75,000.

use crate::{
    interfaces::restaking::IPermissionController,
    table::{Function, Mutability},
};

pub(super) const FUNCTIONS: &[Function] = functions!(IPermissionController {
    Change 45_000 + 0: addPendingAdminCall acceptAdminCall;
    Change 20_000 + 0: removePendingAdminCall removeAdminCall;
    Change 90_000 + 0: setAppointeeCall;
    Change 30_000 + 0: removeAppointeeCall;
    View 2_600 + 0: isAdminCall isPendingAdminCall canCallCall;
    View 5_000 + 0: getAdminsCall getPendingAdminsCall getAppointeePermissionsCall getAppointeesCall;
});
