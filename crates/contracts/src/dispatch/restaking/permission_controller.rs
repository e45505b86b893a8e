//! `PermissionController`.

use crate::{
    frame::{Frame, Served, answer, done},
    interfaces::restaking::IPermissionController::{self as Pc, IPermissionControllerCalls as Call},
};
use aquifer_protocol::restaking::permissions::PermissionController;
use aquifer_protocol::{Ctx, Effects, restaking::permissions::PermissionError};
use std::sync::Arc;

pub(super) fn serve(frame: &mut Frame<'_>) -> Served {
    let permissions = &frame.protocol().restaking.permissions;
    match frame.decode_strict::<Call>()? {
        Call::addPendingAdmin(call) => change(frame, |p, ctx, fx| p.add_pending_admin(ctx, call.account, call.admin, fx)),
        Call::removePendingAdmin(call) => change(frame, |p, ctx, fx| p.remove_pending_admin(ctx, call.account, call.admin, fx)),
        Call::acceptAdmin(call) => change(frame, |p, ctx, fx| p.accept_admin(ctx, call.account, fx)),
        Call::removeAdmin(call) => change(frame, |p, ctx, fx| p.remove_admin(ctx, call.account, call.admin, fx)),
        Call::setAppointee(call) => {
            let function = (call.target, call.selector);
            change(frame, |p, ctx, fx| p.set_appointee(ctx, call.account, call.appointee, function, fx))
        }
        Call::removeAppointee(call) => {
            let function = (call.target, call.selector);
            change(frame, |p, ctx, fx| p.remove_appointee(ctx, call.account, call.appointee, function, fx))
        }
        Call::isAdmin(call) => answer::<Pc::isAdminCall>(&permissions.is_admin(call.account, call.caller)),
        Call::isPendingAdmin(call) => {
            answer::<Pc::isPendingAdminCall>(&permissions.is_pending_admin(call.account, call.pendingAdmin))
        }
        Call::getAdmins(call) => answer::<Pc::getAdminsCall>(&permissions.admins(call.account)),
        Call::getPendingAdmins(call) => answer::<Pc::getPendingAdminsCall>(&permissions.pending_admins(call.account)),
        Call::canCall(call) => {
            answer::<Pc::canCallCall>(&permissions.can_call(call.account, call.caller, call.target, call.selector))
        }
        Call::getAppointeePermissions(call) => {
            let functions = permissions.appointee_permissions(call.account, call.appointee);
            let (targets, selectors) = functions.into_iter().unzip();
            answer::<Pc::getAppointeePermissionsCall>(&Pc::getAppointeePermissionsReturn { _0: targets, _1: selectors })
        }
        Call::getAppointees(call) => {
            answer::<Pc::getAppointeesCall>(&permissions.appointees(call.account, call.target, call.selector))
        }
    }
}

fn change(
    frame: &mut Frame<'_>,
    run: impl FnOnce(&mut PermissionController, &Ctx<'_>, &mut Effects) -> Result<(), PermissionError>,
) -> Served {
    frame.change(|protocol, ctx, fx| run(Arc::make_mut(&mut protocol.restaking.permissions), ctx, fx))?;
    done()
}
