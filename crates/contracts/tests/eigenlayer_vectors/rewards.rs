//! The recorded rewards: trees, roots, claims good and bad, submissions with and without the protocol's fee.
//!
//! Besides what a step records, the tokens are counted: what a submission takes, what the fee is, what a claim pays;
//! and after every refusal the contract and the tokens are what they were.

use crate::{
    abi::resolved_in_event,
    names::Names,
    sequence::{self, Emitted, Status},
    tokens::Balances,
    world::World,
};
use alloy_primitives::{Address, B256, Bytes, U256};
use aquifer_contracts::NativeOutcome;
use aquifer_protocol::{
    restaking::rewards::{
        RewardsConfig, RewardsCoordinator, RewardsGenesis,
        tree::{DistributionTree, Earnings, TokenEarnings, earner_leaf, token_leaf},
    },
    units::{Blocks, Seconds, Timestamp, Wei},
};
use serde::Deserialize;
use serde_json::Value;
use std::{collections::BTreeMap, sync::Arc};

/// The chain of all recordings.
const CHAIN_ID: u64 = 31_337;
const CONTRACT: &str = "RewardsCoordinator";

/// One recorded file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Recording {
    config: Config,
    addresses: BTreeMap<String, Address>,
    steps: Vec<Step>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "SCREAMING_SNAKE_CASE")]
struct Config {
    #[serde(rename = "activationDelay")]
    activation_delay: u64,
    calculation_interval_seconds: u64,
    max_rewards_duration: u64,
    max_retroactive_length: u64,
    max_future_length: u64,
    genesis_rewards_timestamp: u64,
    #[serde(rename = "defaultOperatorSplitBips")]
    default_operator_split_bips: u16,
}

/// A transaction, or the tree that the next ones are about.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Step {
    Distribution(Distribution),
    Transaction(Transaction),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Distribution {
    op: String,
    earners: Vec<EarnerEntry>,
    root: B256,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct EarnerEntry {
    earner: Address,
    tokens: Vec<TokenEntry>,
    earner_token_root: B256,
    leaf: B256,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TokenEntry {
    token: Address,
    cumulative: String,
    leaf: B256,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Transaction {
    op: String,
    from: String,
    function: String,
    args: Vec<Value>,
    timestamp: u64,
    status: Status,
    error: Option<String>,
    #[serde(default)]
    events: Vec<Emitted>,
}

impl Recording {
    #[track_caller]
    pub(crate) fn parse(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_else(|error| panic!("not a recording of rewards: {error}"))
    }
}

/// Replays a recording; steps and values compared.
pub(crate) fn replay(file: &str, recording: &Recording) -> (usize, usize) {
    let mut run = Run::new(recording);
    for (number, step) in recording.steps.iter().enumerate() {
        match step {
            Step::Distribution(distribution) => run.distribution(&format!("{file} step {number}"), distribution),
            Step::Transaction(transaction) => run.transaction(&format!("{file} step {number} {}", transaction.op), transaction),
        }
    }
    (recording.steps.len(), run.compared)
}

pub(crate) struct Run {
    pub(crate) world: World,
    /// The last tree.
    tree: Option<DistributionTree>,
    compared: usize,
}

impl Run {
    pub(crate) fn new(recording: &Recording) -> Self {
        // The delays of withdrawals and allocations, which no step comes to.
        let delays = sequence::Config { withdrawal: 10, deallocation: 10, allocation_configuration: 15, chain_id: CHAIN_ID };
        let mut world = World::bare(Names::new(recording.addresses.clone()), &delays);
        world.host.protocol.restaking.rewards = Arc::new(coordinator(&recording.config, &world.names));
        for (_, token) in world.names.beginning_with("token") {
            for holder in ["avs0", CONTRACT] {
                world.tokens.give(token, world.names.address(holder), U256::MAX >> 8);
            }
        }
        Self { world, tree: None, compared: 0 }
    }

    /// The tree hashes to the recorded leaves, subtree roots and root.
    fn distribution(&mut self, place: &str, recorded: &Distribution) {
        assert_eq!(recorded.op, "distribution", "{place}");
        let mut earnings = Earnings::new();
        for entry in &recorded.earners {
            let tokens = entry.tokens.iter().map(|token| (token.token, token.cumulative.parse().expect("an amount")));
            earnings.insert(entry.earner, tokens.collect());
        }
        let tree = DistributionTree::new(&earnings).unwrap_or_else(|error| panic!("{place}: {error}"));
        for entry in &recorded.earners {
            let claim = tree.claim(0, entry.earner, &[]).unwrap_or_else(|error| panic!("{place}: {error}"));
            assert_eq!(claim.earner_token_root, entry.earner_token_root, "{place}: root of the tokens of {}", entry.earner);
            assert_eq!(earner_leaf(entry.earner, entry.earner_token_root), entry.leaf, "{place}: leaf of {}", entry.earner);
            for (leaf, token) in tree.earned_by(entry.earner).iter().zip(&entry.tokens) {
                let named = TokenEarnings { token: token.token, cumulative: token.cumulative.parse().expect("an amount") };
                assert_eq!((*leaf, token_leaf(leaf)), (named, token.leaf), "{place}: token leaf of {}", entry.earner);
                self.compared += 1;
            }
            self.compared += 2;
        }
        assert_eq!(tree.root(), recorded.root, "{place}: the root (left ours, right recorded)");
        self.compared += 1;
        self.tree = Some(tree);
    }

    fn transaction(&mut self, place: &str, step: &Transaction) {
        self.world.host.timestamp = Timestamp::new(step.timestamp);
        self.world.host.block_number = self.world.host.block_number.after(Blocks::new(1)).expect("a next block");
        self.world.host.logs.clear();
        match step.op.as_str() {
            "claim" | "claimAgain" => self.compare_proof(place, step),
            "submitRoot"
            | "claimTooEarly"
            | "claimWrongCaller"
            | "claimBadIndex"
            | "claimBadAmount"
            | "setOptInForProtocolFee"
            | "createAVSRewardsSubmission"
            | "createOperatorDirectedAVSRewardsSubmission" => {}
            unknown => panic!("{place}: unknown operation {unknown}"),
        }
        let (_, input) = self.world.abi.call(CONTRACT, &step.function, &step.args, &self.world.names);
        let (from, to) = (self.world.names.address(&step.from), self.world.names.address(CONTRACT));
        let (before, held) = (self.world.host.protocol.clone(), self.world.tokens.balances());
        match self.world.host.transact(from, to, Wei::ZERO, &input) {
            NativeOutcome::Return(output) => {
                assert_eq!(step.status, Status::Ok, "{place}: recorded is {:?}", step.error);
                assert_eq!(output, Bytes::new(), "{place}: nothing is returned");
                self.compare_events(place, &step.events);
                self.compare_tokens(place, step, &held);
            }
            NativeOutcome::Revert(data) => {
                let error = self.world.abi.error(&data);
                assert_eq!(step.status, Status::Revert, "{place}: refused with {error}");
                assert_eq!(Some(&error), step.error.as_ref(), "{place}: error (left ours, right recorded)");
                assert_eq!(self.world.host.protocol, before, "{place}: a refused call changed something");
                assert_eq!(self.world.tokens.balances(), held, "{place}: a refused call moved tokens");
                assert!(self.world.host.logs.is_empty(), "{place}: a refused call left logs");
                self.compared += 1;
            }
            outcome => panic!("{place}: {outcome:?}"),
        }
        self.world.host.protocol.check().unwrap_or_else(|broken| panic!("{place}: {broken}"));
    }

    /// The claim is the one our own tree gives, proofs included.
    fn compare_proof(&mut self, place: &str, step: &Transaction) {
        let tree = self.tree.as_ref().unwrap_or_else(|| panic!("{place}: no tree was recorded before"));
        let recorded = &step.args[0];
        let text = |value: &Value| value.as_str().unwrap_or_else(|| panic!("{place}: {value} is no text")).to_owned();
        let tokens: Vec<Address> =
            recorded[6].as_array().expect("token leaves").iter().map(|leaf| self.world.names.address(&text(&leaf[0]))).collect();
        let earner = self.world.names.address(&text(&recorded[3][0]));
        let root_index = text(&recorded[0]).parse().expect("a number");
        let ours = tree.claim(root_index, earner, &tokens).unwrap_or_else(|error| panic!("{place}: {error}"));
        let list = |value: &Value| value.as_array().expect("a list").iter().map(text).collect::<Vec<_>>();
        assert_eq!(ours.earner_index.to_string(), text(&recorded[1]), "{place}: place of the earner");
        assert_eq!(ours.earner_proof.to_string(), text(&recorded[2]), "{place}: proof of the earner");
        let indices: Vec<String> = ours.token_indices.iter().map(u32::to_string).collect();
        assert_eq!(indices, list(&recorded[4]), "{place}: places of the tokens");
        let proofs: Vec<String> = ours.token_proofs.iter().map(Bytes::to_string).collect();
        assert_eq!(proofs, list(&recorded[5]), "{place}: proofs of the tokens");
        for (leaf, recorded) in ours.token_leaves.iter().zip(recorded[6].as_array().expect("token leaves")) {
            assert_eq!(leaf.cumulative.to_string(), text(&recorded[1]), "{place}: what was earned");
        }
        self.compared += 2 + 3 * indices.len();
    }

    #[track_caller]
    fn compare_events(&mut self, place: &str, recorded: &[Emitted]) {
        let names = &self.world.names;
        assert_eq!(self.world.host.logs.len(), recorded.len(), "{place}: number of events");
        for (log, emitted) in self.world.host.logs.iter().zip(recorded) {
            let (contract, event, values) = self.world.abi.event(log, names);
            assert_eq!((&contract, &event.name), (&emitted.contract, &emitted.event), "{place}");
            assert_eq!(event.inputs.len(), emitted.args.len(), "{place}: arguments of {}", event.name);
            for (input, ours) in event.inputs.iter().zip(&values) {
                let value = emitted.args.get(&input.name);
                let value = value.unwrap_or_else(|| panic!("{place}: {} has no recorded {}", event.name, input.name));
                let theirs = names.value(value, &resolved_in_event(input)).unwrap_or_else(|| panic!("{place}: {value}"));
                assert_eq!(ours, &theirs, "{place}: {}.{} (left ours, right recorded)", event.name, input.name);
                self.compared += 1;
            }
            self.compared += 1;
        }
    }

    /// What the events say was paid is what moved.
    #[track_caller]
    fn compare_tokens(&mut self, place: &str, step: &Transaction, before: &Balances) {
        let amount = |value: &Value| value.as_str().and_then(|text| text.parse::<U256>().ok()).expect("an amount");
        let contract = self.world.names.address(CONTRACT);
        let mut expected = before.clone();
        let mut moved = |token: Address, from: Address, to: Address, amount: U256| {
            *expected.entry((token, from)).or_default() -= amount;
            *expected.entry((token, to)).or_default() += amount;
        };
        match step.op.as_str() {
            "claim" => {
                for emitted in &step.events {
                    let name = |key: &str| self.world.names.address(emitted.args[key].as_str().expect("a name"));
                    moved(name("token"), contract, name("recipient"), amount(&emitted.args["claimedAmount"]));
                }
            }
            "createAVSRewardsSubmission" => {
                let (offered, net) = (&step.args[0][0], &step.events[0].args["rewardsSubmission"]);
                let token = self.world.names.address(offered[1].as_str().expect("a token"));
                moved(token, self.world.names.address(&step.from), contract, amount(&offered[2]));
                moved(token, contract, self.world.names.address("feeRecipient"), amount(&offered[2]) - amount(&net[2]));
            }
            "createOperatorDirectedAVSRewardsSubmission" => {
                let (offered, net) = (&step.args[1][0], &step.events[0].args["operatorDirectedRewardsSubmission"]);
                let sum = |submission: &Value| -> U256 {
                    let rewards = submission[2].as_array().expect("rewards of operators");
                    rewards.iter().map(|reward| amount(&reward[1])).fold(U256::ZERO, |sum, amount| sum + amount)
                };
                let token = self.world.names.address(offered[1].as_str().expect("a token"));
                moved(token, self.world.names.address(&step.from), contract, sum(offered));
                moved(token, contract, self.world.names.address("feeRecipient"), sum(offered) - sum(net));
            }
            _ => {}
        }
        let without_nothing = |balances: Balances| balances.into_iter().filter(|(_, held)| !held.is_zero()).collect::<Balances>();
        assert_eq!(
            without_nothing(self.world.tokens.balances()),
            without_nothing(expected),
            "{place}: tokens (left ours, right expected)"
        );
        self.compared += 1;
    }
}

/// The contract as the recording's deployment left it.
fn coordinator(config: &Config, names: &Names) -> RewardsCoordinator {
    RewardsCoordinator::genesis(RewardsGenesis {
        owner: names.address("deployer"),
        rewards_updater: names.address("rewardsUpdater"),
        fee_recipient: names.address("feeRecipient"),
        activation_delay: Seconds::new(config.activation_delay),
        default_split_bips: config.default_operator_split_bips,
        config: RewardsConfig {
            calculation_interval: Seconds::new(config.calculation_interval_seconds),
            max_duration: Seconds::new(config.max_rewards_duration),
            max_retroactive: Seconds::new(config.max_retroactive_length),
            max_future: Seconds::new(config.max_future_length),
            genesis: Timestamp::new(config.genesis_rewards_timestamp),
        },
    })
}
