//! Random lives of a committee and the oracle it feeds.

use super::support::{account, call};
use aquifer_protocol::{
    Address, B256, Effects, U256,
    liquid::lido::{
        accounting_oracle::AccountingOracle,
        hash_consensus::{ChainConfig, FrameConfig, HashConsensus, HashConsensusError},
    },
    units::{Epoch, Slot, Timestamp},
};
use proptest::{collection::vec, prelude::*};

const CHAIN: ChainConfig = ChainConfig { slots_per_epoch: 4, seconds_per_slot: 12, genesis_time: Timestamp::new(0) };
const FRAMES: FrameConfig = FrameConfig { initial_epoch: Epoch::new(1), epochs_per_frame: 2, fast_lane_length_slots: 2 };

#[derive(Debug, Clone)]
enum Step {
    Report { member: u8, hash: u8 },
    Add { member: u8, quorum: u8 },
    Remove { member: u8, quorum: u8 },
    Quorum { quorum: u8 },
    Wait { slots: u64 },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => (0..6_u8, 1..4_u8).prop_map(|(member, hash)| Step::Report { member, hash }),
        1 => (0..6_u8, 0..6_u8).prop_map(|(member, quorum)| Step::Add { member, quorum }),
        1 => (0..6_u8, 0..6_u8).prop_map(|(member, quorum)| Step::Remove { member, quorum }),
        1 => (0..6_u8).prop_map(|quorum| Step::Quorum { quorum }),
        3 => (1..5_u64).prop_map(|slots| Step::Wait { slots }),
    ]
}

struct Life {
    committee: HashConsensus,
    oracle: AccountingOracle,
    slot: u64,
}

impl Life {
    fn run(&mut self, step: &Step) -> Result<(), HashConsensusError> {
        let (processor, effects) = (self.oracle.processor_view(), &mut Effects::new());
        let ctx = |caller: Address| call(caller, self.slot * CHAIN.seconds_per_slot);
        let admin = ctx(account(50));
        let passed_on = match *step {
            Step::Report { member, hash } => {
                let ctx = ctx(account(member));
                let slot = self.committee.current_frame(&ctx)?.ref_slot;
                self.committee.submit_report(&ctx, slot, B256::repeat_byte(hash), U256::from(5), &processor, effects)?
            }
            Step::Add { member, quorum } => {
                self.committee.add_member(&admin, account(member), U256::from(quorum), &processor, effects)?
            }
            Step::Remove { member, quorum } => {
                self.committee.remove_member(&admin, account(member), U256::from(quorum), &processor, effects)?
            }
            Step::Quorum { quorum } => self.committee.set_quorum(&admin, U256::from(quorum), &processor, effects)?,
            Step::Wait { slots } => {
                self.slot += slots;
                None
            }
        };
        if let Some(passed_on) = passed_on {
            self.oracle.on_consensus(&admin, passed_on, effects).unwrap();
        }
        Ok(())
    }

    /// What the committee agrees on in this frame is what the oracle waits for.
    fn agree(&self) -> bool {
        let ctx = call(account(50), self.slot * CHAIN.seconds_per_slot);
        let state = self.committee.consensus_state(&ctx, &self.oracle.processor_view()).unwrap();
        let (report, _) = self.oracle.consensus_report();
        let waiting = if report.ref_slot == state.ref_slot { report.hash } else { B256::ZERO };
        waiting == state.consensus_report
    }
}

proptest! {
    // LIQ-50 to LIQ-54 after any sequence of calls; a refusal changes nothing.
    #[test]
    fn the_oracle_waits_for_what_the_committee_agrees_on(steps in vec(step(), 1..80)) {
        let members: Vec<_> = (0..4).map(account).collect();
        let committee = HashConsensus::new(CHAIN, FRAMES, &members, U256::from(3), account(40)).unwrap();
        let oracle = AccountingOracle::new(CHAIN, 5, 4, Slot::new(0));
        let mut life = Life { committee, oracle, slot: 6 };
        for step in &steps {
            let before = life.committee.clone();
            if let Err(error) = life.run(step) {
                prop_assert_eq!(&life.committee, &before, "{:?}: {:?}", step, error);
            }
            prop_assert_eq!(life.committee.check(), Ok(()), "after {:?}", step);
            prop_assert_eq!(life.oracle.check(), Ok(()), "after {:?}", step);
            prop_assert!(life.agree(), "after {:?}", step);
        }
    }
}
