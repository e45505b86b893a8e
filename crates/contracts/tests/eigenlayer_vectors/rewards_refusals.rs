//! Every refusal of `RewardsCoordinator`, by the original's custom error, with nothing changed: in the recording's world, with
//! an operator, a service and its set beside it.

use crate::{
    Shape, of_shape,
    rewards::{Recording, Run},
};
use alloy_primitives::{Address, B256, Bytes, U256};
use alloy_sol_types::SolCall as _;
use aquifer_contracts::{
    CallAnswer, Host as _, NativeOutcome, OutsideCall, interfaces::restaking::IRewardsCoordinator, mock::MockHost,
};
use aquifer_protocol::{
    governance::Pausers,
    restaking::rewards::tree::{DistributionTree, Earnings},
    units::{Timestamp, Wei},
};
use serde_json::{Value, json};
use std::sync::Arc;

/// 16 June 2025, 00:00 UTC and an hour.
const NOW: u64 = 1_750_032_000 + 3_600;
const TODAY: u64 = 1_750_032_000;
const DAY: u64 = 86_400;
const CONTRACT: &str = "RewardsCoordinator";

/// The world, with `operator0` an operator, and `avs0` a service with set 1.
struct Chain {
    run: Run,
}

impl Chain {
    fn new() -> Self {
        let (_, text) = of_shape(|shape| matches!(shape, Shape::Rewards)).into_iter().next().expect("a recording of rewards");
        let mut run = Run::new(&Recording::parse(&text));
        run.world.host.timestamp = Timestamp::new(NOW);
        let mut chain = Self { run };
        chain.send("DelegationManager", "operator0", "registerAsOperator", json!(["zero", "0", ""])).expect("registered");
        chain.send("AllocationManager", "avs0", "updateAVSMetadataURI", json!(["avs0", ""])).expect("a service");
        chain.send("AllocationManager", "avs0", "createOperatorSets", json!(["avs0", [["1", ["strategy0"]]]])).expect("a set");
        chain
    }

    /// The revert data's name, when it is refused; then nothing has changed.
    #[track_caller]
    fn send(&mut self, contract: &str, from: &str, function: &str, args: Value) -> Result<(), String> {
        let world = &mut self.run.world;
        let args = args.as_array().expect("a list of arguments");
        let (_, input) = world.abi.call(contract, function, args, &world.names);
        let (from, to) = (world.names.address(from), world.names.address(contract));
        let (before, held) = (world.host.protocol.clone(), world.tokens.balances());
        world.host.logs.clear();
        match world.send(from, to, &input) {
            NativeOutcome::Return(_) => {
                world.host.protocol.check().expect("every rule holds");
                Ok(())
            }
            NativeOutcome::Revert(data) => {
                assert_eq!(world.host.protocol, before, "{function}: a refused call changed something");
                assert_eq!(world.tokens.balances(), held, "{function}: a refused call moved tokens");
                assert!(world.host.logs.is_empty(), "{function}: a refused call left logs");
                Err(if data.is_empty() { String::new() } else { world.abi.error(&data) })
            }
            outcome => panic!("{function}: {outcome:?}"),
        }
    }

    #[track_caller]
    fn rewards(&mut self, from: &str, function: &str, args: Value) -> Result<(), String> {
        self.send(CONTRACT, from, function, args)
    }

    #[track_caller]
    fn refused(&mut self, from: &str, function: &str, args: Value, error: &str) {
        assert_eq!(self.rewards(from, function, args.clone()), Err(error.to_owned()), "{function} {args}");
    }

    fn root_of(&mut self, earnings: &Earnings, end: u64) -> DistributionTree {
        let tree = DistributionTree::new(earnings).expect("earnings");
        self.rewards("rewardsUpdater", "submitRoot", json!([tree.root(), end.to_string()])).expect("posted");
        tree
    }

    fn wait(&mut self, seconds: u64) {
        let host = &mut self.run.world.host;
        host.timestamp = Timestamp::new(host.timestamp.get() + seconds);
    }
}

fn submission(strategies: &[&str], amount: &str, start: u64, duration: u64) -> Value {
    let strategies: Vec<Value> = strategies.iter().map(|strategy| json!([strategy, "1"])).collect();
    json!([strategies, "token0", amount, start.to_string(), duration.to_string()])
}

fn directed(strategies: &[&str], operators: &[(&str, &str)], start: u64, duration: u64) -> Value {
    let strategies: Vec<Value> = strategies.iter().map(|strategy| json!([strategy, "1"])).collect();
    let operators: Vec<Value> = operators.iter().map(|(operator, amount)| json!([operator, amount])).collect();
    json!([strategies, "token0", operators, start.to_string(), duration.to_string(), ""])
}

const MAX: &str = "99999999999999999999999999999999999999";
const ABOVE_MAX: &str = "100000000000000000000000000000000000000";

#[test]
fn submissions_by_stake_are_refused_by_name() {
    let mut chain = Chain::new();
    let last = 4_294_944_000;
    //  strategies                    amount     start                      duration     error
    for (strategies, amount, start, duration, error) in [
        (&[][..], "1", TODAY, DAY, "InputArrayLengthZero"),
        (&["strategy0"], "1", TODAY, 6_048_000 + DAY, "DurationExceedsMax"),
        (&["strategy0"], "1", TODAY, DAY + 1, "InvalidDurationRemainder"),
        (&["strategy0"], "1", TODAY, 0, "DurationIsZero"),
        (&["strategy0"], "1", TODAY + 1, DAY, "InvalidStartTimestampRemainder"),
        (&["strategy0"], "1", TODAY - 168 * DAY, DAY, "StartTimestampTooFarInPast"),
        (&["strategy0"], "1", 1_710_979_200 - DAY, DAY, "StartTimestampTooFarInPast"),
        (&["staker0"], "1", TODAY, DAY, "StrategyNotWhitelisted"),
        (&["strategy1", "strategy0"], "1", TODAY, DAY, "StrategiesNotInAscendingOrder"),
        (&["strategy0", "strategy0"], "1", TODAY, DAY, "StrategiesNotInAscendingOrder"),
        (&["strategy0"], "0", TODAY, DAY, "AmountIsZero"),
        (&["strategy0"], ABOVE_MAX, TODAY, DAY, "AmountExceedsMax"),
        (&["strategy0"], "1", TODAY + 31 * DAY, DAY, "StartTimestampTooFarInFuture"),
        (&["strategy0"], "1", last, DAY, "StartTimestampTooFarInFuture"),
    ] {
        let one = submission(strategies, amount, start, duration);
        chain.refused("avs0", "createAVSRewardsSubmission", json!([[one.clone()]]), error);
        chain.refused("avs0", "createUniqueStakeRewardsSubmission", json!([["avs0", "1"], [one.clone()]]), error);
        chain.refused("avs0", "createTotalStakeRewardsSubmission", json!([["avs0", "1"], [one]]), error);
    }
    // At the edges it is taken, native stake too; a good one before a bad one is taken back with it.
    let good = submission(&["strategy0", "beaconETH"], MAX, TODAY - 167 * DAY, 6_048_000);
    chain.rewards("avs0", "createAVSRewardsSubmission", json!([[good]])).expect("taken");
    let (good, bad) = (submission(&["strategy0"], "1", TODAY, DAY), submission(&["strategy0"], "0", TODAY, DAY));
    chain.refused("avs0", "createAVSRewardsSubmission", json!([[good, bad]]), "AmountIsZero");
}

#[test]
fn a_chain_younger_than_the_retroactive_length_panics_as_the_original() {
    let mut chain = Chain::new();
    chain.run.world.host.timestamp = Timestamp::new(14_515_199);
    let one = submission(&["strategy0"], "1", 0, DAY);
    chain.refused("avs0", "createAVSRewardsSubmission", json!([[one]]), "Panic:0x11");
}

#[test]
fn submissions_by_operator_are_refused_by_name() {
    let mut chain = Chain::new();
    let one = [("operator0", "1")];
    let last = 4_294_944_000;
    for (operators, start, duration, error) in [
        (&[][..], TODAY - DAY, DAY, "InputArrayLengthZero"),
        (&one[..], TODAY, DAY, "SubmissionNotRetroactive"),
        (&one[..], last, DAY, "Panic:0x11"),
        (&[("zero", "1")], TODAY - DAY, DAY, "InvalidAddressZero"),
        (&[("operator1", "1"), ("operator0", "1")], TODAY - DAY, DAY, "OperatorsNotInAscendingOrder"),
        (&[("operator0", "1"), ("operator0", "1")], TODAY - DAY, DAY, "OperatorsNotInAscendingOrder"),
        (&[("operator0", "0")], TODAY - DAY, DAY, "AmountIsZero"),
        (&[("operator0", MAX), ("operator1", "1")], TODAY - DAY, DAY, "AmountExceedsMax"),
        (&one[..], TODAY - DAY, 0, "DurationIsZero"),
        (&one[..], TODAY - 168 * DAY, DAY, "StartTimestampTooFarInPast"),
    ] {
        let given = directed(&["strategy0"], operators, start, duration);
        chain.refused("avs0", "createOperatorDirectedAVSRewardsSubmission", json!(["avs0", [given.clone()]]), error);
        chain.refused("avs0", "createOperatorDirectedOperatorSetRewardsSubmission", json!([["avs0", "1"], [given]]), error);
    }
    let most = U256::MAX.to_string();
    let given = directed(&["strategy0"], &[("operator0", &most)], TODAY - DAY, DAY);
    chain.refused("avs0", "createOperatorDirectedAVSRewardsSubmission", json!(["avs0", [given]]), "Panic:0x11");
    // The period must have ended: not in the very second in which it ends.
    let given = directed(&["strategy0"], &one, TODAY - DAY, DAY);
    chain.run.world.host.timestamp = Timestamp::new(TODAY);
    let args = json!(["avs0", [given]]);
    chain.refused("avs0", "createOperatorDirectedAVSRewardsSubmission", args.clone(), "SubmissionNotRetroactive");
    chain.wait(1);
    chain.rewards("avs0", "createOperatorDirectedAVSRewardsSubmission", args).expect("taken");
}

#[test]
fn who_may_not_is_refused_by_name() {
    let mut chain = Chain::new();
    let one = submission(&["strategy0"], "1", TODAY, DAY);
    let given = directed(&["strategy0"], &[("operator0", "1")], TODAY - DAY, DAY);
    let (set, missing) = (json!(["avs0", "1"]), json!(["avs0", "2"]));
    for (function, args, error) in [
        ("createRewardsForAllSubmission", json!([[one]]), "UnauthorizedCaller"),
        ("createRewardsForAllEarners", json!([[one]]), "UnauthorizedCaller"),
        ("createEigenDARewardsSubmission", json!(["avs0", [one]]), "UnauthorizedCaller"),
        ("createUniqueStakeRewardsSubmission", json!([set, [one]]), "InvalidPermissions"),
        ("createTotalStakeRewardsSubmission", json!([set, [one]]), "InvalidPermissions"),
        ("createOperatorDirectedAVSRewardsSubmission", json!(["avs0", [given]]), "InvalidPermissions"),
        ("createOperatorDirectedOperatorSetRewardsSubmission", json!([set, [given]]), "InvalidPermissions"),
        ("submitRoot", json!([B256::ZERO, TODAY.to_string()]), "UnauthorizedCaller"),
        ("disableRoot", json!(["0"]), "UnauthorizedCaller"),
        ("setOperatorAVSSplit", json!(["operator0", "avs0", "1"]), "InvalidPermissions"),
        ("setOperatorPISplit", json!(["operator0", "1"]), "InvalidPermissions"),
        ("setOperatorSetSplit", json!(["operator0", set, "1"]), "InvalidPermissions"),
        ("setOptInForProtocolFee", json!(["avs0", true]), "InvalidPermissions"),
        ("setClaimerFor", json!(["operator0", "staker1"]), "InvalidPermissions"),
        ("setActivationDelay", json!(["1"]), "Error:Ownable: caller is not the owner"),
        ("setDefaultOperatorSplit", json!(["1"]), "Error:Ownable: caller is not the owner"),
        ("setFeeRecipient", json!(["staker1"]), "Error:Ownable: caller is not the owner"),
        ("setRewardsUpdater", json!(["staker1"]), "Error:Ownable: caller is not the owner"),
        ("setRewardsForAllSubmitter", json!(["staker1", true]), "Error:Ownable: caller is not the owner"),
    ] {
        chain.refused("staker1", function, args, error);
    }
    chain.refused("deployer", "setFeeRecipient", json!(["zero"]), "InvalidAddressZero");
    // A set that does not exist, for those who may.
    chain.refused("avs0", "createUniqueStakeRewardsSubmission", json!([missing, [one]]), "InvalidOperatorSet");
    chain.refused("avs0", "createTotalStakeRewardsSubmission", json!([missing, [one]]), "InvalidOperatorSet");
    let args = json!([missing, [given]]);
    chain.refused("avs0", "createOperatorDirectedOperatorSetRewardsSubmission", args, "InvalidOperatorSet");
    chain.refused("operator0", "setOperatorSetSplit", json!(["operator0", missing, "1"]), "InvalidOperatorSet");
    // Claimers of neither operators nor services with sets.
    chain.refused("staker1", "setClaimerFor", json!(["staker1", "staker2"]), "InvalidEarner");
    chain.rewards("operator0", "setClaimerFor", json!(["operator0", "staker1"])).expect("an operator");
    chain.rewards("avs0", "setClaimerFor", json!(["avs0", "staker1"])).expect("a service with a set");
    // An appointee may for the one function it was appointed for.
    let selector = IRewardsCoordinator::setOperatorPISplitCall::SELECTOR;
    let appointment = json!(["operator0", "staker1", CONTRACT, Bytes::from(selector)]);
    chain.send("PermissionController", "operator0", "setAppointee", appointment).expect("appointed");
    chain.rewards("staker1", "setOperatorPISplit", json!(["operator0", "1"])).expect("appointed");
    chain.refused("staker1", "setOperatorAVSSplit", json!(["operator0", "avs0", "1"]), "InvalidPermissions");
}

#[test]
fn the_emissions_controller_pays_in_the_services_name_and_listed_submitters_everybody() {
    let mut chain = Chain::new();
    let token = chain.run.world.names.address("token0");
    for payer in ["emissionsController", "deployer"] {
        let payer = chain.run.world.names.address(payer);
        chain.run.world.tokens.give(token, payer, U256::from(100));
    }
    let one = submission(&["strategy0"], "10", TODAY, DAY);
    chain.rewards("emissionsController", "createEigenDARewardsSubmission", json!(["avs0", [one]])).expect("taken");
    chain.rewards("deployer", "setRewardsForAllSubmitter", json!(["deployer", true])).expect("the owner may");
    chain.rewards("deployer", "createRewardsForAllSubmission", json!([[one]])).expect("taken");
    chain.rewards("deployer", "createRewardsForAllEarners", json!([[one]])).expect("taken");
    let names = &chain.run.world.names;
    let rewards = &chain.run.world.host.protocol.restaking.rewards;
    assert_eq!((rewards.submission_nonce(names.address("avs0")), rewards.submission_nonce(names.address("deployer"))), (1, 2));
    assert_eq!(chain.run.world.tokens.held(token, names.address("deployer")), U256::from(80));
}

#[test]
fn splits_are_refused_by_name() {
    let mut chain = Chain::new();
    chain.refused("operator0", "setOperatorAVSSplit", json!(["operator0", "avs0", "10001"]), "SplitExceedsMax");
    chain.rewards("operator0", "setOperatorAVSSplit", json!(["operator0", "avs0", "10000"])).expect("the whole");
    chain.refused("operator0", "setOperatorAVSSplit", json!(["operator0", "avs0", "1"]), "PreviousSplitPending");
    chain.rewards("operator0", "setOperatorPISplit", json!(["operator0", "0"])).expect("another split");
    chain.rewards("operator0", "setOperatorSetSplit", json!(["operator0", ["avs0", "1"], "0"])).expect("another split");
}

#[test]
fn roots_are_refused_by_name() {
    let mut chain = Chain::new();
    let root = B256::repeat_byte(1);
    let submit = |end: u64| json!([root, end.to_string()]);
    chain.refused("rewardsUpdater", "submitRoot", submit(0), "NewRootMustBeForNewCalculatedPeriod");
    chain.refused("rewardsUpdater", "submitRoot", submit(NOW), "RewardsEndTimestampNotElapsed");
    chain.refused("rewardsUpdater", "disableRoot", json!(["0"]), "InvalidRootIndex");
    chain.refused("staker1", "getCurrentDistributionRoot", json!([]), "Panic:0x11");
    chain.rewards("rewardsUpdater", "submitRoot", submit(NOW - 1)).expect("posted");
    chain.refused("rewardsUpdater", "submitRoot", submit(NOW - 1), "NewRootMustBeForNewCalculatedPeriod");
    chain.refused("staker1", "getDistributionRootAtIndex", json!(["1"]), "Panic:0x32");
    chain.refused("staker1", "getDistributionRootAtIndex", json!([U256::MAX.to_string()]), "Panic:0x32");
    chain.refused("staker1", "getRootIndexFromHash", json!([B256::repeat_byte(2)]), "InvalidRoot");
    chain.rewards("rewardsUpdater", "disableRoot", json!(["0"])).expect("in time");
    chain.refused("rewardsUpdater", "disableRoot", json!(["0"]), "RootDisabled");
    chain.wait(DAY);
    chain.rewards("rewardsUpdater", "submitRoot", submit(NOW)).expect("posted");
    chain.wait(3_600);
    chain.refused("rewardsUpdater", "disableRoot", json!(["1"]), "RootAlreadyActivated");
}

#[test]
fn claims_are_refused_by_name() {
    let mut chain = Chain::new();
    let address = |chain: &Chain, name: &str| chain.run.world.names.address(name);
    let (token, other) = (address(&chain, "token0"), address(&chain, "token1"));
    let (earner, second) = (address(&chain, "staker0"), address(&chain, "staker1"));
    let tokens = |amount: u64| [(token, U256::from(amount)), (other, U256::from(amount))].into();
    let tree = chain.root_of(&Earnings::from([(earner, tokens(50)), (second, tokens(9))]), TODAY);
    chain.rewards("rewardsUpdater", "submitRoot", json!([B256::ZERO, (TODAY + 1).to_string()])).expect("the contract takes it");
    chain.rewards("rewardsUpdater", "submitRoot", json!([tree.root(), (TODAY + 2).to_string()])).expect("posted");
    chain.rewards("rewardsUpdater", "disableRoot", json!(["2"])).expect("disabled");
    let own = tree.claim(0, earner, &[token]).expect("a claim");
    let as_args = |root: u32, index: u32, proof: &Bytes, indices: Value, proofs: Value, leaves: Value| {
        let leaf = json!([earner, own.earner_token_root]);
        json!([[root.to_string(), index.to_string(), proof, leaf, indices, proofs, leaves], earner])
    };
    let (index, proof) = (own.earner_index, &own.earner_proof);
    let (place, token_proof) = (json!([own.token_indices[0].to_string()]), json!([own.token_proofs[0]]));
    let leaf = json!([[token, "50"]]);
    let good = as_args(0, index, proof, place.clone(), token_proof.clone(), leaf.clone());
    chain.refused("staker0", "processClaim", good.clone(), "RootNotActivated");
    chain.wait(3_600);
    let long = Bytes::from([proof.as_ref(), &[0]].concat());
    let high = Bytes::from(vec![0; 32 * 256]);
    for (args, error) in [
        (as_args(3, index, proof, place.clone(), token_proof.clone(), leaf.clone()), "Panic:0x32"),
        (as_args(2, index, proof, place.clone(), token_proof.clone(), leaf.clone()), "RootDisabled"),
        (as_args(1, index, proof, place.clone(), token_proof.clone(), leaf.clone()), "EmptyRoot"),
        (as_args(0, index, proof, json!([]), token_proof.clone(), leaf.clone()), "InputArrayLengthMismatch"),
        (as_args(0, index, proof, place.clone(), token_proof.clone(), json!([])), "InputArrayLengthMismatch"),
        (as_args(0, index + 2, proof, place.clone(), token_proof.clone(), leaf.clone()), "InvalidEarnerLeafIndex"),
        (as_args(0, index, &high, place.clone(), token_proof.clone(), leaf.clone()), "InvalidEarnerLeafIndex"),
        (as_args(0, index, &long, place.clone(), token_proof.clone(), leaf.clone()), "InvalidProofLength"),
        (as_args(0, index ^ 1, proof, place.clone(), token_proof.clone(), leaf.clone()), "InvalidClaimProof"),
        (as_args(0, index, proof, json!(["2"]), token_proof.clone(), leaf.clone()), "InvalidTokenLeafIndex"),
        (as_args(0, index, proof, place.clone(), json!(["0x00"]), leaf.clone()), "InvalidProofLength"),
        (as_args(0, index, proof, place.clone(), token_proof.clone(), json!([[token, "51"]])), "InvalidClaimProof"),
    ] {
        chain.refused("staker0", "processClaim", args.clone(), error);
        chain.refused("staker0", "checkClaim", json!([args[0]]), error);
        chain.refused("staker0", "processClaims", json!([[good[0], args[0]], earner]), error);
    }
    chain.refused("staker1", "processClaim", good.clone(), "UnauthorizedCaller");
    chain.rewards("staker0", "processClaim", good.clone()).expect("paid");
    chain.refused("staker0", "processClaim", good.clone(), "EarningsNotGreaterThanClaimed");
    chain.rewards("staker0", "checkClaim", json!([good[0]])).expect("the proof still holds");
}

#[test]
fn a_paused_function_is_refused_bit_by_bit() {
    struct Anybody;
    impl Pausers for Anybody {
        fn is_pauser(&self, _account: Address) -> bool {
            true
        }
        fn unpauser(&self) -> Address {
            Address::ZERO
        }
    }
    let one = submission(&["strategy0"], "1", TODAY, DAY);
    let given = directed(&["strategy0"], &[("operator0", "1")], TODAY - DAY, DAY);
    let set = json!(["avs0", "1"]);
    for (bit, from, function, args) in [
        (0, "avs0", "createAVSRewardsSubmission", json!([[one]])),
        (0, "emissionsController", "createEigenDARewardsSubmission", json!(["avs0", [one]])),
        (1, "deployer", "createRewardsForAllSubmission", json!([[one]])),
        (2, "staker0", "processClaims", json!([[], "staker0"])),
        (3, "rewardsUpdater", "submitRoot", json!([B256::ZERO, TODAY.to_string()])),
        (3, "rewardsUpdater", "disableRoot", json!(["0"])),
        (4, "deployer", "createRewardsForAllEarners", json!([[one]])),
        (5, "avs0", "createOperatorDirectedAVSRewardsSubmission", json!(["avs0", [given]])),
        (6, "operator0", "setOperatorAVSSplit", json!(["operator0", "avs0", "1"])),
        (7, "operator0", "setOperatorPISplit", json!(["operator0", "1"])),
        (8, "operator0", "setOperatorSetSplit", json!(["operator0", set, "1"])),
        (9, "avs0", "createOperatorDirectedOperatorSetRewardsSubmission", json!([set, [given]])),
        (10, "avs0", "createUniqueStakeRewardsSubmission", json!([set, [one]])),
        (11, "avs0", "createTotalStakeRewardsSubmission", json!([set, [one]])),
    ] {
        let mut chain = Chain::new();
        let paused = chain.run.world.host.protocol.restaking.rewards_mut().pause_bits_mut();
        paused.pause(Address::ZERO, U256::ONE << bit, &Anybody).expect("anybody pauses");
        chain.refused(from, function, args, "CurrentlyPaused");
    }
}

#[test]
fn a_token_that_calls_back_finds_the_door_shut_and_takes_everything_with_it() {
    let mut chain = Chain::new();
    let (token, contract) = (chain.run.world.names.address("token0"), chain.run.world.names.address(CONTRACT));
    let call_back = move |host: &mut MockHost, call: &OutsideCall| {
        let input = IRewardsCoordinator::processClaimsCall { claims: Vec::new(), recipient: token }.abi_encode();
        host.call(OutsideCall { from: call.to, to: contract, value: Wei::ZERO, input: input.into(), is_static: false })
    };
    chain.run.world.host.contracts.insert(token, Arc::new(call_back));
    let one = submission(&["strategy0"], "1", TODAY, DAY);
    chain.refused("avs0", "createAVSRewardsSubmission", json!([[one]]), "Error:ReentrancyGuard: reentrant call");
    let broke = |_: &mut MockHost, _: &OutsideCall| CallAnswer { success: true, output: B256::ZERO.0.into() };
    chain.run.world.host.contracts.insert(token, Arc::new(broke));
    let words = "Error:SafeERC20: ERC20 operation did not succeed";
    chain.refused("avs0", "createAVSRewardsSubmission", json!([[one]]), words);
}

#[test]
fn the_contract_is_initialised_and_stays_so() {
    let mut chain = Chain::new();
    let args = json!(["deployer", "0", "deployer", "0", "0", "deployer"]);
    chain.refused("deployer", "initialize", args, "Error:Initializable: contract is already initialized");
}
