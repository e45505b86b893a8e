//! Section 7 of the restaking specification.

use super::*;
use crate::{
    Effects,
    context::NoEther,
    units::{BlockNumber, Timestamp, Wei},
};
use alloy_primitives::fixed_bytes;

const ACCOUNT: Address = Address::repeat_byte(1);
const ADMIN: Address = Address::repeat_byte(2);
const OTHER: Address = Address::repeat_byte(3);
const TARGET: Address = Address::repeat_byte(4);
const SELECTOR: Selector = fixed_bytes!("01020304");

fn by(caller: Address) -> Ctx<'static> {
    Ctx {
        caller,
        value: Wei::ZERO,
        block: BlockNumber::new(1),
        timestamp: Timestamp::new(1),
        chain_id: 1,
        selector: SELECTOR,
        ether: &NoEther,
    }
}

/// A controller in which `ADMIN` has accepted.
fn with_admin() -> PermissionController {
    let (mut controller, mut fx) = (PermissionController::default(), Effects::new());
    controller.add_pending_admin(&by(ACCOUNT), ACCOUNT, ADMIN, &mut fx).unwrap();
    controller.accept_admin(&by(ADMIN), ACCOUNT, &mut fx).unwrap();
    controller
}

#[test]
fn an_account_is_its_own_admin_until_another_one_accepts() {
    let (mut controller, mut fx) = (PermissionController::default(), Effects::new());
    assert!(controller.is_admin(ACCOUNT, ACCOUNT));
    controller.add_pending_admin(&by(ACCOUNT), ACCOUNT, ADMIN, &mut fx).unwrap();
    assert!(controller.is_admin(ACCOUNT, ACCOUNT) && !controller.is_admin(ACCOUNT, ADMIN));
    assert_eq!(controller.pending_admins(ACCOUNT), [ADMIN]);

    controller.accept_admin(&by(ADMIN), ACCOUNT, &mut fx).unwrap();
    assert!(!controller.is_admin(ACCOUNT, ACCOUNT) && controller.is_admin(ACCOUNT, ADMIN));
    assert_eq!((controller.admins(ACCOUNT), controller.pending_admins(ACCOUNT)), (vec![ADMIN], vec![]));
    let refused = PermissionError::NotAdmin { account: ACCOUNT, caller: ACCOUNT };
    assert_eq!(controller.add_pending_admin(&by(ACCOUNT), ACCOUNT, OTHER, &mut fx), Err(refused));
    let events = [
        PermissionEvent::PendingAdminAdded { account: ACCOUNT, admin: ADMIN },
        PermissionEvent::AdminSet { account: ACCOUNT, admin: ADMIN },
    ];
    assert_eq!(
        fx,
        events.into_iter().fold(Effects::new(), |mut fx, event| {
            fx.emit(event);
            fx
        })
    );
}

#[test]
fn only_who_is_proposed_accepts_and_proposals_can_be_taken_back() {
    let (mut controller, mut fx) = (with_admin(), Effects::new());
    let refused = |admin| Err(PermissionError::AdminNotPending { account: ACCOUNT, admin });
    assert_eq!(controller.accept_admin(&by(OTHER), ACCOUNT, &mut fx), refused(OTHER));
    controller.add_pending_admin(&by(ADMIN), ACCOUNT, OTHER, &mut fx).unwrap();
    let twice = PermissionError::AdminAlreadyPending { account: ACCOUNT, admin: OTHER };
    assert_eq!(controller.add_pending_admin(&by(ADMIN), ACCOUNT, OTHER, &mut fx), Err(twice));
    let set = PermissionError::AdminAlreadySet { account: ACCOUNT, admin: ADMIN };
    assert_eq!(controller.add_pending_admin(&by(ADMIN), ACCOUNT, ADMIN, &mut fx), Err(set));
    controller.remove_pending_admin(&by(ADMIN), ACCOUNT, OTHER, &mut fx).unwrap();
    assert_eq!(controller.remove_pending_admin(&by(ADMIN), ACCOUNT, OTHER, &mut fx), refused(OTHER));
    assert_eq!(controller.accept_admin(&by(OTHER), ACCOUNT, &mut fx), refused(OTHER));
}

#[test]
fn the_last_admin_cannot_be_removed() {
    let (mut controller, mut fx) = (with_admin(), Effects::new());
    let last = PermissionError::CannotHaveZeroAdmins { account: ACCOUNT };
    assert_eq!(controller.remove_admin(&by(ADMIN), ACCOUNT, ADMIN, &mut fx), Err(last));
    controller.add_pending_admin(&by(ADMIN), ACCOUNT, OTHER, &mut fx).unwrap();
    controller.accept_admin(&by(OTHER), ACCOUNT, &mut fx).unwrap();
    let none = PermissionError::AdminNotSet { account: ACCOUNT, admin: ACCOUNT };
    assert_eq!(controller.remove_admin(&by(OTHER), ACCOUNT, ACCOUNT, &mut fx), Err(none));
    controller.remove_admin(&by(OTHER), ACCOUNT, ADMIN, &mut fx).unwrap();
    assert_eq!(controller.admins(ACCOUNT), [OTHER]);
}

#[test]
fn an_appointee_may_call_one_function_of_one_contract() {
    let (mut controller, mut fx) = (with_admin(), Effects::new());
    let function = (TARGET, SELECTOR);
    let not_admin = PermissionError::NotAdmin { account: ACCOUNT, caller: OTHER };
    assert_eq!(controller.set_appointee(&by(OTHER), ACCOUNT, OTHER, function, &mut fx), Err(not_admin));
    controller.set_appointee(&by(ADMIN), ACCOUNT, OTHER, function, &mut fx).unwrap();

    assert!(controller.can_call(ACCOUNT, OTHER, TARGET, SELECTOR));
    assert!(!controller.can_call(ACCOUNT, OTHER, TARGET, fixed_bytes!("01020305")));
    assert!(!controller.can_call(ACCOUNT, OTHER, ADMIN, SELECTOR));
    assert!(!controller.is_admin(ACCOUNT, OTHER));
    assert_eq!(controller.check_can_call(ACCOUNT, &by(OTHER), TARGET), Ok(()));
    assert_eq!(controller.appointees(ACCOUNT, TARGET, SELECTOR), [OTHER]);
    assert_eq!(controller.appointee_permissions(ACCOUNT, OTHER), [function]);
    assert_eq!(controller.check(), Ok(()));
    let twice = controller.set_appointee(&by(ADMIN), ACCOUNT, OTHER, function, &mut fx);
    assert!(matches!(twice, Err(PermissionError::AppointeeAlreadySet { .. })), "{twice:?}");

    controller.remove_appointee(&by(ADMIN), ACCOUNT, OTHER, function, &mut fx).unwrap();
    let refused = PermissionError::InvalidPermissions { account: ACCOUNT, caller: OTHER, target: TARGET, selector: SELECTOR };
    assert_eq!(controller.check_can_call(ACCOUNT, &by(OTHER), TARGET), Err(refused));
    let gone = controller.remove_appointee(&by(ADMIN), ACCOUNT, OTHER, function, &mut fx);
    assert!(matches!(gone, Err(PermissionError::AppointeeNotSet { .. })), "{gone:?}");
}

#[test]
fn an_appointment_listed_on_one_side_only_is_found() {
    let (mut controller, mut fx) = (with_admin(), Effects::new());
    controller.set_appointee(&by(ADMIN), ACCOUNT, OTHER, (TARGET, SELECTOR), &mut fx).unwrap();
    controller.appointees.remove((ACCOUNT, (TARGET, SELECTOR)), OTHER);
    assert_eq!(controller.check().unwrap_err().id, "RST-30");
}
