//! Random lives of a registry.

use super::support::{account, call, shares};
use alloy_primitives::FixedBytes;
use aquifer_protocol::{
    Effects,
    liquid::lido::{
        node_operators::{DepositKeys, NodeOperators, NodeOperatorsError, OperatorId},
        staking_router::{ModuleId, StakingModules as _},
    },
};
use proptest::{collection::vec, prelude::*};

#[derive(Debug, Clone)]
enum Step {
    AddOperator,
    AddKeys { operator: u64, count: u8 },
    RemoveKeys { operator: u64, from: u64, count: u64 },
    Vet { operator: u64, keys: u64 },
    Unvet { operator: u64, keys: u64 },
    Activate { operator: u64, active: bool },
    Deposit { count: u64 },
    Exit { operator: u64, count: u64 },
    NewCredentials,
}

fn step() -> impl Strategy<Value = Step> {
    let operator = 0..4_u64;
    prop_oneof![
        2 => Just(Step::AddOperator),
        4 => (operator.clone(), 0..6_u8).prop_map(|(operator, count)| Step::AddKeys { operator, count }),
        2 => (operator.clone(), 0..10_u64, 0..4_u64)
            .prop_map(|(operator, from, count)| Step::RemoveKeys { operator, from, count }),
        4 => (operator.clone(), 0..12_u64).prop_map(|(operator, keys)| Step::Vet { operator, keys }),
        1 => (operator.clone(), 0..12_u64).prop_map(|(operator, keys)| Step::Unvet { operator, keys }),
        1 => (operator.clone(), any::<bool>()).prop_map(|(operator, active)| Step::Activate { operator, active }),
        4 => (0..6_u64).prop_map(|count| Step::Deposit { count }),
        2 => (operator, 0..8_u64).prop_map(|(operator, count)| Step::Exit { operator, count }),
        1 => Just(Step::NewCredentials),
    ]
}

const MODULE: ModuleId = ModuleId::new(2);

/// A registry, and how many keys were ever made.
struct Life {
    registry: NodeOperators,
    keys: u64,
}

impl Life {
    fn run(&mut self, step: &Step) -> Result<(), NodeOperatorsError> {
        let (registry, effects) = (&mut self.registry, &mut Effects::new());
        match *step {
            Step::AddOperator => {
                registry.add_node_operator(MODULE, "somebody".into(), account(1), account(9), effects).map(|_| ())
            }
            Step::AddKeys { operator, count } => {
                let fresh = (self.keys..).take(usize::from(count)).map(|number| DepositKeys {
                    pubkey: FixedBytes::left_padding_from(&(number + 1).to_be_bytes()),
                    signature: FixedBytes::ZERO,
                });
                self.keys += u64::from(count);
                let ctx = call(account(1), 12);
                registry.add_signing_keys(&ctx, MODULE, OperatorId::new(operator), fresh.collect(), false, effects)
            }
            Step::RemoveKeys { operator, from, count } => {
                let ctx = call(account(1), 12);
                registry.remove_signing_keys(&ctx, (MODULE, OperatorId::new(operator)), from, count, false, effects)
            }
            Step::Vet { operator, keys } => {
                registry.set_node_operator_staking_limit(MODULE, OperatorId::new(operator), keys, effects)
            }
            Step::Unvet { operator, keys } => {
                registry.decrease_vetted_signing_keys_count(MODULE, &[(OperatorId::new(operator), keys)], effects)
            }
            Step::Activate { operator, active: true } => {
                registry.activate_node_operator(MODULE, OperatorId::new(operator), effects)
            }
            Step::Activate { operator, active: false } => {
                registry.deactivate_node_operator(MODULE, OperatorId::new(operator), effects)
            }
            Step::Deposit { count } => self.deposit(count),
            Step::Exit { operator, count } => {
                registry.update_exited_validators_count(MODULE, &[(OperatorId::new(operator), count)], effects)
            }
            Step::NewCredentials => {
                registry.on_withdrawal_credentials_changed(MODULE, effects);
                Ok(())
            }
        }
    }

    fn deposit(&mut self, count: u64) -> Result<(), NodeOperatorsError> {
        let before = self.registry.summary(MODULE);
        let taken = self.registry.obtain_deposit_data(MODULE, count, &mut Effects::new());
        assert_eq!(taken.is_ok(), count <= before.depositable, "all keys that are ready can be deposited");
        let taken = taken?;
        let distinct: std::collections::BTreeSet<_> = taken.iter().map(|keys| keys.pubkey).collect();
        let after = self.registry.summary(MODULE);
        assert_eq!(distinct.len(), taken.len());
        assert_eq!((after.deposited, after.depositable), (before.deposited + count, before.depositable - count));
        Ok(())
    }
}

proptest! {
    // LIQ-40 to LIQ-42 after any sequence of calls; a refusal changes nothing; rewards never exceed what there is.
    #[test]
    fn no_call_breaks_the_registry(steps in vec(step(), 1..80)) {
        let mut life = Life { registry: NodeOperators::default(), keys: 0 };
        for step in &steps {
            let before = life.registry.clone();
            if let Err(error) = life.run(step) {
                prop_assert_eq!(&life.registry, &before, "{:?}: {:?}", step, error);
            }
            prop_assert_eq!(life.registry.check(), Ok(()), "after {:?}", step);
            let parts = life.registry.rewards_distribution(MODULE, shares(1_000)).unwrap();
            let sum = parts.iter().fold(shares(0), |sum, part| sum.try_add(part.shares).unwrap());
            prop_assert!(sum <= shares(1_000));
        }
    }
}
