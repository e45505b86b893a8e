//! The role functions the newer contracts share: OpenZeppelin's `AccessControlEnumerable`.

use crate::{
    frame::{Frame, Served, Stop, answer, done},
    interfaces::IAccessControlEnumerable::{self as Roles, IAccessControlEnumerableCalls as Call},
};
use alloy_primitives::{B256, U256, fixed_bytes};
use aquifer_protocol::governance::Governance;
use std::sync::Arc;

/// ERC-165, `AccessControl` and `AccessControlEnumerable`.
const INTERFACES: [[u8; 4]; 3] = [fixed_bytes!("01ffc9a7").0, fixed_bytes!("7965db0b").0, fixed_bytes!("5a05180f").0];

pub(super) fn serve(frame: &mut Frame<'_>) -> Served {
    let contract = frame.call.this;
    let governance = &frame.protocol().governance;
    match frame.decode_strict::<Call>()? {
        Call::DEFAULT_ADMIN_ROLE(_) => answer::<Roles::DEFAULT_ADMIN_ROLECall>(&Governance::DEFAULT_ADMIN),
        Call::supportsInterface(call) => answer::<Roles::supportsInterfaceCall>(&supports(call.interfaceId.0)),
        Call::hasRole(call) => answer::<Roles::hasRoleCall>(&governance.has_role(contract, call.role, call.account)),
        Call::getRoleAdmin(call) => answer::<Roles::getRoleAdminCall>(&governance.role_admin(contract, call.role)),
        Call::getRoleMemberCount(call) => {
            answer::<Roles::getRoleMemberCountCall>(&U256::from(governance.role_members(contract, call.role).len()))
        }
        Call::getRoleMember(call) => member(governance, frame, call.role, call.index),
        Call::grantRole(call) => {
            frame.change(|protocol, ctx, effects| {
                let governance = Arc::make_mut(&mut protocol.governance);
                governance.grant_role(ctx, contract, call.role, call.account, effects)
            })?;
            done()
        }
        Call::revokeRole(call) => {
            frame.change(|protocol, ctx, effects| {
                let governance = Arc::make_mut(&mut protocol.governance);
                governance.revoke_role(ctx, contract, call.role, call.account, effects)
            })?;
            done()
        }
        Call::renounceRole(call) => {
            frame.change(|protocol, ctx, effects| {
                let governance = Arc::make_mut(&mut protocol.governance);
                governance.renounce_role(ctx, contract, call.role, call.account, effects)
            })?;
            done()
        }
    }
}

/// Whether these role functions answer for an interface.
pub(super) fn supports(interface: [u8; 4]) -> bool {
    INTERFACES.contains(&interface)
}

/// An index out of bounds is a panic of the compiler.
fn member(governance: &Governance, frame: &Frame<'_>, role: B256, index: U256) -> Served {
    let members = governance.role_members(frame.call.this, role);
    let member = usize::try_from(index).ok().and_then(|index| members.get(index));
    let member = member.ok_or_else(|| Stop::panic(alloy_sol_types::PanicKind::ArrayOutOfBounds))?;
    answer::<Roles::getRoleMemberCall>(member)
}
