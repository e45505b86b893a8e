//! Roles of accounts at contracts.

use crate::Ctx;
use crate::effect::Effects;
use crate::invariants::BrokenInvariant;
use crate::tables::{ChangeSink, Tables, map_changes};
use alloy_primitives::{Address, B256, keccak256};
use imbl::OrdMap;
use serde::{Deserialize, Serialize};

/// A role by the name its contract gives it, e.g. `FINALIZE_ROLE`; its id is the hash of the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Role(&'static str);

impl Role {
    /// Names a role.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self(name)
    }

    /// `keccak256(name)`, as the contracts have it in public constants.
    #[must_use]
    pub fn id(self) -> B256 {
        keccak256(self.0)
    }
}

/// Members of one role at one contract.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleRecord {
    /// The role whose members grant and revoke this one; zero is `DEFAULT_ADMIN_ROLE`.
    pub admin: B256,
    /// Who holds it, in the order in which `getRoleMember` counts them.
    pub members: Vec<Address>,
}

/// Why a change of roles was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GovernanceError {
    /// The account lacks a role.
    #[error("account {account} misses role {role} at {contract}")]
    MissingRole {
        /// Where.
        contract: Address,
        /// Who asked.
        account: Address,
        /// What it lacks.
        role: B256,
    },
    /// Only the holder itself may renounce.
    #[error("can only renounce roles for self")]
    CanOnlyRenounceForSelf,
}

/// Events of `AccessControl`, emitted by the contract whose role changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GovernanceEvent {
    /// `RoleGranted(bytes32 indexed role, address indexed account, address indexed sender)`
    RoleGranted {
        /// Emitting contract.
        contract: Address,
        /// The role.
        role: B256,
        /// Who got it.
        account: Address,
        /// Who gave it.
        sender: Address,
    },
    /// `RoleRevoked(bytes32 indexed role, address indexed account, address indexed sender)`
    RoleRevoked {
        /// Emitting contract.
        contract: Address,
        /// The role.
        role: B256,
        /// Who lost it.
        account: Address,
        /// Who took it.
        sender: Address,
    },
    /// `RoleAdminChanged(bytes32 indexed role, bytes32 indexed previousAdminRole, bytes32 indexed newAdminRole)`
    RoleAdminChanged {
        /// Emitting contract.
        contract: Address,
        /// The role.
        role: B256,
        /// Its admin role before.
        previous_admin: B256,
        /// Its admin role now.
        new_admin: B256,
    },
}

impl GovernanceEvent {
    /// The contract whose role changed, which emits the event.
    #[must_use]
    pub const fn contract(&self) -> Address {
        match self {
            Self::RoleGranted { contract, .. } | Self::RoleRevoked { contract, .. } | Self::RoleAdminChanged { contract, .. } => {
                *contract
            }
        }
    }
}

/// The role store of all contracts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Governance {
    roles: OrdMap<(Address, B256), RoleRecord>,
}

impl Governance {
    /// `DEFAULT_ADMIN_ROLE`: the admin of every role that names no other.
    pub const DEFAULT_ADMIN: B256 = B256::ZERO;

    /// Whether an account holds a role (`hasRole`).
    #[must_use]
    pub fn has_role(&self, contract: Address, role: B256, account: Address) -> bool {
        self.role_members(contract, role).contains(&account)
    }

    /// Refuses an account that lacks a role.
    ///
    /// # Errors
    /// [`GovernanceError::MissingRole`].
    pub fn check_role(&self, contract: Address, role: B256, account: Address) -> Result<(), GovernanceError> {
        if self.has_role(contract, role, account) {
            return Ok(());
        }
        Err(GovernanceError::MissingRole { contract, account, role })
    }

    /// Members in the order of `getRoleMember`.
    #[must_use]
    pub fn role_members(&self, contract: Address, role: B256) -> &[Address] {
        self.roles.get(&(contract, role)).map_or(&[], |record| record.members.as_slice())
    }

    /// The role that administers `role` (`getRoleAdmin`).
    #[must_use]
    pub fn role_admin(&self, contract: Address, role: B256) -> B256 {
        self.roles.get(&(contract, role)).map_or(Self::DEFAULT_ADMIN, |record| record.admin)
    }

    /// Grants a role; nothing happens when the account holds it already.
    ///
    /// # Errors
    /// [`GovernanceError::MissingRole`] unless the caller holds the admin role of `role`.
    pub fn grant_role(
        &mut self,
        ctx: &Ctx,
        contract: Address,
        role: B256,
        account: Address,
        effects: &mut Effects,
    ) -> Result<(), GovernanceError> {
        self.check_role(contract, self.role_admin(contract, role), ctx.caller)?;

        self.setup_role(contract, role, account, ctx.caller, effects);
        Ok(())
    }

    /// Grants a role without asking: for genesis and initialisers.
    pub fn setup_role(&mut self, contract: Address, role: B256, account: Address, sender: Address, effects: &mut Effects) {
        let record = self.roles.entry((contract, role)).or_default();
        if record.members.contains(&account) {
            return;
        }
        record.members.push(account);
        effects.emit(GovernanceEvent::RoleGranted { contract, role, account, sender });
    }

    /// Revokes a role; nothing happens when the account does not hold it.
    ///
    /// # Errors
    /// [`GovernanceError::MissingRole`] unless the caller holds the admin role of `role`.
    pub fn revoke_role(
        &mut self,
        ctx: &Ctx,
        contract: Address,
        role: B256,
        account: Address,
        effects: &mut Effects,
    ) -> Result<(), GovernanceError> {
        self.check_role(contract, self.role_admin(contract, role), ctx.caller)?;

        self.remove_member(contract, role, account, ctx.caller, effects);
        Ok(())
    }

    /// The caller gives up a role; nothing happens when it does not hold it.
    ///
    /// # Errors
    /// [`GovernanceError::CanOnlyRenounceForSelf`].
    pub fn renounce_role(
        &mut self,
        ctx: &Ctx,
        contract: Address,
        role: B256,
        account: Address,
        effects: &mut Effects,
    ) -> Result<(), GovernanceError> {
        if account != ctx.caller {
            return Err(GovernanceError::CanOnlyRenounceForSelf);
        }

        self.remove_member(contract, role, account, ctx.caller, effects);
        Ok(())
    }

    /// Checks LIQ-60.
    ///
    /// # Errors
    /// The id and the rule when it is broken.
    pub fn check(&self) -> Result<(), BrokenInvariant> {
        for ((contract, role), record) in &self.roles {
            let distinct: std::collections::BTreeSet<_> = record.members.iter().collect();
            BrokenInvariant::unless(distinct.len() == record.members.len(), "LIQ-60", || {
                format!("a member is twice in role {role} of {contract}")
            })?;
        }
        Ok(())
    }

    fn remove_member(&mut self, contract: Address, role: B256, account: Address, sender: Address, effects: &mut Effects) {
        let Some(record) = self.roles.get_mut(&(contract, role)) else { return };
        let Some(position) = record.members.iter().position(|member| *member == account) else { return };
        record.members.swap_remove(position);
        effects.emit(GovernanceEvent::RoleRevoked { contract, role, account, sender });
    }
}

impl Tables for Governance {
    fn changes(&self, before: Option<&Self>, sink: &mut dyn ChangeSink) {
        map_changes("governance.roles", before.map(|b| &b.roles), &self.roles, sink);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::NoEther;
    use crate::units::{BlockNumber, Timestamp, Wei};

    const CONTRACT: Address = Address::repeat_byte(0xc0);
    const ADMIN: Address = Address::repeat_byte(0xad);
    const ROLE: Role = Role::new("FINALIZE_ROLE");

    fn call_by(caller: Address) -> Ctx<'static> {
        Ctx {
            caller,
            value: Wei::ZERO,
            block: BlockNumber::new(1),
            timestamp: Timestamp::new(1),
            chain_id: 1,
            selector: alloy_primitives::Selector::ZERO,
            ether: &NoEther,
        }
    }

    fn with_admin() -> Governance {
        let mut governance = Governance::default();
        governance.setup_role(CONTRACT, Governance::DEFAULT_ADMIN, ADMIN, ADMIN, &mut Effects::new());
        governance
    }

    #[test]
    fn only_the_admin_of_a_role_grants_it() {
        let mut governance = with_admin();
        let account = Address::repeat_byte(1);
        let refused = governance.grant_role(&call_by(account), CONTRACT, ROLE.id(), account, &mut Effects::new());
        assert_eq!(refused, Err(GovernanceError::MissingRole { contract: CONTRACT, account, role: Governance::DEFAULT_ADMIN }));
        assert_eq!(governance.grant_role(&call_by(ADMIN), CONTRACT, ROLE.id(), account, &mut Effects::new()), Ok(()));
        assert!(governance.has_role(CONTRACT, ROLE.id(), account));
        assert!(!governance.has_role(ADMIN, ROLE.id(), account), "a role at one contract is none at another");
    }

    #[test]
    fn granting_twice_emits_once() {
        let (mut governance, mut effects) = (with_admin(), Effects::new());
        for _ in 0..2 {
            governance.grant_role(&call_by(ADMIN), CONTRACT, ROLE.id(), ADMIN, &mut effects).unwrap();
        }
        assert_eq!(effects.iter().count(), 1);
        assert_eq!(governance.check(), Ok(()));
    }

    #[test]
    fn the_last_member_moves_into_the_gap() {
        let mut governance = with_admin();
        let members = [1, 2, 3].map(Address::repeat_byte);
        for member in members {
            governance.grant_role(&call_by(ADMIN), CONTRACT, ROLE.id(), member, &mut Effects::new()).unwrap();
        }
        governance.revoke_role(&call_by(ADMIN), CONTRACT, ROLE.id(), members[0], &mut Effects::new()).unwrap();
        assert_eq!(governance.role_members(CONTRACT, ROLE.id()), [members[2], members[1]]);
    }

    #[test]
    fn one_renounces_for_oneself_only() {
        let mut governance = with_admin();
        let other = Address::repeat_byte(9);
        let refused = governance.renounce_role(&call_by(other), CONTRACT, Governance::DEFAULT_ADMIN, ADMIN, &mut Effects::new());
        assert_eq!(refused, Err(GovernanceError::CanOnlyRenounceForSelf));
        let done = governance.renounce_role(&call_by(ADMIN), CONTRACT, Governance::DEFAULT_ADMIN, ADMIN, &mut Effects::new());
        assert_eq!(done, Ok(()));
        assert!(governance.role_members(CONTRACT, Governance::DEFAULT_ADMIN).is_empty());
    }

    #[test]
    fn a_member_listed_twice_breaks_the_rule_by_its_id() {
        let mut governance = with_admin();
        assert_eq!(governance.check(), Ok(()));
        governance.roles.get_mut(&(CONTRACT, Governance::DEFAULT_ADMIN)).unwrap().members.push(ADMIN);
        assert_eq!(governance.check().unwrap_err().id, "LIQ-60");
    }
}
