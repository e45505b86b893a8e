//! A fault in a network file names the file, the line and what was expected.

use super::*;
use crate::system_contracts;
use alloy_primitives::{U256, address};
use aquifer_protocol::ethereum::{OperatorGroup, PartsPerMillion, PerformanceProfile};
use aquifer_protocol::restaking::{BEACON_CHAIN_ETH, OperatorSet};
use aquifer_protocol::units::{BlockNumber, Blocks, Epochs};

fn ether(amount: u64) -> U256 {
    U256::from(amount) * U256::from(1_000_000_000_000_000_000_u64)
}

/// The built-in file with one edit, and the line the edit is on.
fn edited(from: &str, to: &str) -> (String, usize) {
    let at = BUILT_IN.find(from).unwrap_or_else(|| panic!("the built-in file has no `{from}`"));
    let line = BUILT_IN[..at].matches('\n').count() + 1;
    (BUILT_IN.replacen(from, to, 1), line)
}

#[test]
fn the_built_in_network_is_sound() {
    let network = Network::built_in().unwrap();
    assert_eq!(network.file.name.get_ref(), "devnet");
    assert_eq!(network.phrase.signer(0).unwrap().address().to_string(), "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
}

#[test]
fn a_fault_names_file_line_and_what_was_expected() {
    #[track_caller]
    fn check(from: &str, to: &str, expected: &[&str]) {
        let (text, line) = edited(from, to);
        let error = Network::parse("my.toml", &text).unwrap_err().to_string();
        let place = format!("my.toml:{line}: ");
        assert!(error.starts_with(&place), "`{error}` does not start with `{place}`");
        for part in expected {
            assert!(error.contains(part), "`{error}` does not say `{part}`");
        }
    }
    // A key that does not exist
    check("genesis_time =", "genesis_tme =", &["unknown key `genesis_tme`", "did you mean `genesis_time`?"]);
    check("wsteth = \"0x7f39", "wstet = \"0x7f39", &["unknown key `wstet`", "did you mean `wsteth`?"]);
    check("quorum = 3", "colour = 3", &["unknown key `colour` (expected one of: initial_epoch"]);
    check("preset = \"mainnet\"", "preset = \"mainet\"", &["unknown value `mainet`", "did you mean `mainnet`?", "minimal"]);
    // A value of a wrong kind
    check("id = 31337", "id = \"31337\"", &["invalid type: string", "expected u64"]);
    check("gas_limit = 60_000_000", "gas_limit = -1", &["invalid value: integer `-1`"]);
    check("balance = \"10000 ether\"", "balance = \"10000\"", &["has no unit", "1.5 ether"]);
    check("account = 200", "account = \"0x12\"", &["an address such as", "index of an account of the test phrase"]);
    check("genesis_fork_version = \"0x10000038\"", "genesis_fork_version = \"0x1\"", &["\"0x1\"", "expected four bytes of hex"]);
    check("burner = \"0xE76c", "burner = \"E76", &["expected an address such as"]);
    check("code = \"0x7f", "code = \"0xz", &["expected bytes of hex"]);
    check("id = 31337", "id = = 1", &[]);
    // An impossible value
    check("id = 31337", "id = 0", &["expected a chain id of 1 or more"]);
    check("name = \"devnet\"", "name = \"../up\"", &["expected letters, digits"]);
    check("gas_limit = 60_000_000", "gas_limit = 21_000", &["expected at least 5000000"]);
    check("genesis_time = ", "genesis_time = 9_000_000_000_000 #", &["expected seconds since 1970"]);
    check("gas_limit = 60_000_000", "gas_limit = 1_000_000_000", &["expected at most 245760000"]);
    check("base_reward_factor = 1", "sync_committee_size = 513", &["expected at most 512"]);
    check("base_reward_factor = 1", "slots_per_epoch = 1_000_000_000", &["expected at most 8192"]);
    check("uptime_bips = 9_990", "uptime_bips = 10_001", &["expected 0 to 10000 basis points"]);
    check("uptime_bips = 9_990", "head_bips = 10_001\nuptime_bips = 9_990", &["`head_bips` is 10001"]);
    check(
        "uptime_bips = 9_990",
        "mean_outage_epochs = 2\nuptime_bips = 3_000",
        &["an uptime of 300000 millionths cannot be had with outages of 2 epochs", "expected a higher `uptime_bips`"],
    );
    check("uptime_bips = 9_990", "missed_proposals_bips = -1", &["invalid value: integer `-1`"]);
    check("blocks_bips = 2_500", "blocks_bips = 10_001", &["`blocks_bips` is 10001: expected 0 to 10000 basis points"]);
    check("large_bips = 100 ", "large_bips = 70_000", &["invalid value: integer `70000`"]);
    check("typical = \"0.00008 ether\"", "typical = \"0.00008\"", &["has no unit"]);
    let beyond = "typical = \"999999999999999999999 ether\"";
    check("typical = \"0.00008 ether\"", beyond, &["expected at most 2^128 wei"]);
    let vault = "account = \"0x388C818CA8B9251b393131C08a736A67ccB19297\"";
    check("account = 130", vault, &["[mev] is paid by 0x388C", "expected an ordinary account"]);
    check("quorum = 3", "quorum = 2", &["`quorum` is 2 of 5 reporters", "expected 3 to 5"]);
    check("guardian_quorum = 1", "guardian_quorum = 2", &["expected 1 to 1"]);
    check("reporters = [100, 101,", "reporters = [100, 100,", &["names an account twice"]);
    check("epochs_per_frame = 225", "epochs_per_frame = 3", &["expected at least 4"]);
    check("phrase = \"test test", "phrase = \"tset test", &["is no BIP-39 phrase"]);
    check("module_fee_bips = 500", "module_fee_bips = 9_900", &["expected at most 10000"]);
    check(
        "base_reward_factor = 1",
        "base_reward_facter = 1",
        &["unknown constant `base_reward_facter`", "did you mean `base_reward_factor`?"],
    );
    check("base_reward_factor = 1", "slots_per_epoch = 0", &["`slots_per_epoch` is 0: expected 1 or more"]);
    // Restaking
    check("delays = \"mainnet\"", "delays = \"mainet\"", &["unknown value `mainet`", "did you mean `mainnet`?"]);
    check("delays = \"mainnet\"", "delays = { scal = 2 }", &["unknown key `scal`", "did you mean `scale`?"]);
    check("delays = \"mainnet\"", "delays = { scale = 0 }", &["`scale` is 0: expected 1 or more"]);
    check("delays = \"mainnet\"", "delays = { withdrawal = 5 }", &["expected \"mainnet\", \"local\", { scale = 100 }"]);
    check("delays = \"mainnet\"", "delays = 7", &["invalid type: integer `7`, expected \"mainnet\""]);
    check("token = \"steth\"", "token = \"stet\"", &["unknown token `stet`", "did you mean `steth`?", "or an address"]);
    check("token = \"wsteth\"", "token = \"steth\"", &["`steth` has two strategies"]);
    check("account = 121\nmetadata_uri", "account = 120\nmetadata_uri", &["account 120 registers twice"]);
    check("operator = 121\n", "operator = 7\n", &["account 7 is no operator", "[[restaking.operators]]"]);
    check("deposits = { steth = \"1500", "deposits = { eth = \"1500", &["unknown token `eth`", "expected one of: steth"]);
    let unlisted = "deposits = { \"0x00000000000000000000000000000000000000aa\" = \"1500";
    check("deposits = { steth = \"1500", unlisted, &["has no strategy", "[[restaking.strategies]]"]);
    let pod = "pod = { run_by = 121, validators = 8 }";
    check(pod, "pod = { run_by = 7, validators = 8 }", &["account 7 runs no validators"]);
    check(
        pod,
        "pod = { run_by = 121, validators = 21 }",
        &["21 validators run by account 121", "at most its 20 `own_validators`"],
    );
    check("contract = \"double-signing\"", "contract = \"double-sining\"", &["unknown value", "did you mean `double-signing`?"]);
    check("strategies = [\"steth\"", "strategies = [\"steth\", \"steth\"", &["expected each token once"]);
    check("slashed_bips = 1_000", "slashed_bips = 0", &["`slashed_bips` is 0: expected 1 or more"]);
    check("operators = [120, 121,", "operators = [120, 120,", &["names an account twice"]);
    check("operators = [120, 121,", "operators = [120, 9,", &["account 9 is no operator"]);
    check("allocation_bips = 5_000", "allocation_bips = 10_001", &["`allocation_bips` is 10001"]);
    check("watcher = 116", "watcher = 112", &["account 112 is another keeper's already"]);
    // An id that does not exist or is out of order
    check("module = 1", "module = 4", &["no staking module with id 4", "expected 1 to 3"]);
    check("id = 4", "id = 5", &["operator `id` is 5: expected 4"]);
}

#[test]
fn an_operator_says_how_well_it_runs_its_validators() {
    let keys = "uptime_bips = 9_900\nmean_outage_epochs = 56\nsource_bips = 9_999\ntarget_bips = 9_998\nhead_bips = 9_500\nsync_bips = 9_700\nmissed_proposals_bips = 100";
    let (text, _) = edited("uptime_bips = 9_990", keys);
    let genesis = Network::parse("my.toml", &text).unwrap().genesis().unwrap();
    let ppm = |value| PartsPerMillion::new(value).unwrap();
    let expected = PerformanceProfile {
        mean_outage: Epochs::new(56),
        group: Some(OperatorGroup::new(1)),
        source: ppm(999_900),
        target: ppm(999_800),
        head: ppm(950_000),
        sync: ppm(970_000),
        proposals: ppm(990_000),
        ..PerformanceProfile::of_uptime(ppm(990_000))
    };
    let profiles: Vec<_> = genesis.world.protocol.beacon.validators().map(|(_, validator)| validator.profile).collect();
    // The second operator's sixty validators, Lido's and its own.
    assert!(profiles[60..120].iter().all(|profile| *profile == expected));
    assert!(!profiles[..60].contains(&expected) && !profiles[120..].contains(&expected));
}

#[test]
fn mev_is_paid_by_an_account_of_its_own_or_not_at_all() {
    let genesis = Network::built_in().unwrap().genesis().unwrap();
    let mev = genesis.spec.mev.unwrap();
    assert_eq!(genesis.world.balance(&mev.source), U256::from(200_000_000_000_000_000_000_u128));
    assert_eq!((mev.blocks.get(), mev.typical), (250_000, 80_000_000_000_000));
    assert_eq!((mev.large_share.get(), mev.large), (10_000, 2_000_000_000_000_000));

    let from = BUILT_IN.find("[mev]").unwrap();
    let to = from + BUILT_IN[from..].find("[keepers]").unwrap();
    let without = [&BUILT_IN[..from], &BUILT_IN[to..]].concat();
    let genesis = Network::parse("my.toml", &without).unwrap().genesis().unwrap();
    assert_eq!((genesis.spec.mev, genesis.world.balance(&mev.source)), (None, U256::ZERO));
}

#[test]
fn a_system_contract_takes_ether_from_a_network_file_and_nothing_else() {
    let deployer = "account = \"0x4e59b44847b379578588920cA78FbF26c0B4956C\"\n";
    let (withdrawals, whole) = ("account = \"0x00000961Ef480Eb55e80D19ad83579A64c007002\"\n", "\n[[alloc]]\n");
    let (text, _) = edited(&format!("{whole}{deployer}"), &format!("{whole}{withdrawals}"));
    let error = Network::parse("my.toml", &text).unwrap_err();
    assert!(error.to_string().contains("expected a balance only") && error.line.is_some(), "{error}");
    let (text, _) = edited(whole, &format!("{whole}{withdrawals}balance = \"3 ether\"\n{whole}"));
    let genesis = Network::parse("my.toml", &text).unwrap().genesis().unwrap();
    let contract = system_contracts::WITHDRAWAL_REQUESTS;
    assert_eq!(genesis.world.balance(&contract), U256::from(3_000_000_000_000_000_000_u64));
    assert_eq!(genesis.world.storage(&contract, &U256::ZERO), U256::MAX);
    let native = "wsteth = \"0x7f39C581F595B53c5cb19bD0b3f8dA6c935E2Ca0\"";
    let (text, _) = edited(native, "wsteth = \"0x00000961Ef480Eb55e80D19ad83579A64c007002\"");
    let error = Network::parse("my.toml", &text).unwrap_err().to_string();
    assert!(error.contains("is a system contract's"), "{error}");
}

#[test]
fn a_missing_key_names_its_table() {
    let (text, _) = edited("gas_limit = 60_000_000\n", "");
    let error = Network::parse("my.toml", &text).unwrap_err().to_string();
    assert!(error.contains("the key `gas_limit` is missing"), "{error}");
    let (text, line) = edited("id = 2\nname = \"Doubs", "name = \"Doubs");
    let error = Network::parse("my.toml", &text).unwrap_err();
    assert!(error.to_string().contains("the key `id` is missing"), "{error}");
    assert!(error.line.is_some_and(|at| at + 1 >= line && at <= line), "{error}, not near line {line}");
}

#[test]
fn holders_must_own_exactly_what_the_pool_is_worth() {
    let (text, _) = edited("amount = \"309 ether\"", "amount = \"308 ether\"");
    let error = Network::parse("my.toml", &text).unwrap_err().to_string();
    assert!(error.contains("the holders have 6409"), "{error}");
    assert!(error.contains("expected 6410"), "{error}");
}

#[test]
fn a_file_that_is_not_there_says_what_network_takes() {
    let error = Network::load(&PathBuf::from("nowhere/at-all.toml")).unwrap_err();
    assert_eq!(error.line, None);
    assert!(error.to_string().starts_with("nowhere/at-all.toml: cannot be read"), "{error}");
}

#[test]
fn a_genesis_keeps_every_invariant_and_is_always_the_same() {
    let genesis = Network::built_in().unwrap().genesis().unwrap();
    genesis.world.check().unwrap();
    let beacon = &genesis.world.protocol.beacon;
    assert_eq!(beacon.validator_count(), 300);
    assert_eq!(genesis.world.protocol.lido.steth.pool().deposited_validators, 200);
    let again = Network::built_in().unwrap().genesis().unwrap();
    assert_eq!(again.block.hash, genesis.block.hash);
    assert_eq!(again.network, genesis.network);
}

#[test]
fn another_chain_id_is_another_network_and_comments_are_not() {
    let network = Network::built_in().unwrap();
    let commented = Network::parse("my.toml", &format!("# mine\n{BUILT_IN}")).unwrap();
    assert_eq!(commented.digest(), network.digest());
    let other = network.clone().with(Overrides { chain_id: Some(1_337), ..Overrides::default() }).unwrap();
    assert_ne!(other.digest(), network.digest());
    let public = network.clone().with(Overrides { chain_id: Some(560_048), ..Overrides::default() }).unwrap();
    assert_eq!(public.file.beacon.genesis_fork_version, alloy_primitives::fixed_bytes!("10000910"), "tools know it by its id");
    assert_eq!(other.file.beacon.genesis_fork_version, network.file.beacon.genesis_fork_version);
    assert!(network.with(Overrides { gas_limit: Some(1), ..Overrides::default() }).is_err());
}

#[test]
fn a_contract_left_out_is_an_ordinary_account() {
    let (text, _) = edited("burner = \"0xE76c52750019b80B43E36DF30bf4060EB73F573a\"\n", "");
    let genesis = Network::parse("my.toml", &text).unwrap().genesis().unwrap();
    let burner = genesis.world.protocol.addresses.burner;
    assert!(!genesis.world.natives.contains_key(&burner));
    assert!(genesis.world.natives.contains_key(&genesis.world.protocol.addresses.steth));
}

#[test]
fn development_is_what_the_file_says_or_else_a_local_chain_id() {
    let is_development = |from: &str, to: &str| Network::parse("my.toml", &edited(from, to).0).unwrap().is_development();
    assert!(Network::built_in().unwrap().is_development());
    assert!(is_development("id = 31337", "id = 1337"));
    assert!(!is_development("id = 31337", "id = 777"));
    assert!(is_development("id = 31337", "id = 777\ndevelopment = true"));
    assert!(!is_development("id = 31337", "id = 31337\ndevelopment = false"));
}

#[test]
fn the_well_known_phrase_is_told_from_others() {
    assert!(Network::built_in().unwrap().has_well_known_phrase());
    let own = "legal winner thank year wave sausage worth useful legal winner thank yellow";
    let (own, _) = edited("test test test test test test test test test test test junk", own);
    assert!(!Network::parse("my.toml", &own).unwrap().has_well_known_phrase());
}

#[test]
fn committee_members_that_others_run_count_for_the_quorum() {
    let (text, _) = edited(
        "[100, 101, 102, 103, 104]",
        "[100, 101]\nother_reporters = [102, 103, \"0x00000000000000000000000000000000000000aa\"]",
    );
    let network = Network::parse("my.toml", &text).unwrap();
    assert_eq!(network.crew().unwrap().reporters.len(), 2);
    network.genesis().unwrap();
    let (twice, _) = edited("[100, 101, 102, 103, 104]", "[100, 101, 102, 103]\nother_reporters = [103]");
    assert!(Network::parse("my.toml", &twice).unwrap().genesis().is_err());
}

#[test]
fn a_native_address_stands_once_and_is_no_precompile() {
    #[track_caller]
    fn check(steth: &str, expected: &str) {
        let text = BUILT_IN.replacen("0xae7ab96520DE3A18E5e111B5EaAb095312D7fE84", steth, 1);
        let error = Network::parse("my.toml", &text).unwrap_err().to_string();
        assert!(error.contains(expected), "`{error}` does not say `{expected}`");
    }
    check("0x7f39C581F595B53c5cb19bD0b3f8dA6c935E2Ca0", "stands twice in [native]");
    check("0x0000000000000000000000000000000000000001", "the EVM's own");
}

#[test]
fn the_delays_of_restaking_are_mainnets_a_profile_scaled_or_each_given() {
    #[track_caller]
    fn check(keys: &str, blocks: [u64; 3], resolution: Option<u64>) {
        let (text, _) = edited("delays = \"mainnet\"", keys);
        let genesis = Network::parse("my.toml", &text).unwrap().genesis().unwrap();
        let delays = genesis.world.protocol.restaking.config.delays;
        let given = [delays.withdrawal, delays.deallocation, delays.allocation_configuration].map(Blocks::get);
        assert_eq!((given, delays.slash_resolution.map(Blocks::get)), (blocks, resolution));
    }
    check("", [100_800, 100_800, 126_000], Some(50_400));
    check("delays = \"local\"", [900, 900, 1_200], Some(450));
    check("delays = { scale = 1_000 }", [100, 100, 126], Some(50));
    check("delays = { scale = 1_000_000 }", [1, 1, 1], Some(1));
    check(
        "delays = { withdrawal = 5, deallocation = 6, allocation_configuration = 7, slash_resolution = 8 }",
        [5, 6, 7],
        Some(8),
    );
    check("delays = \"local\"\nslash_resolution = false", [900, 900, 1_200], None);
}

#[test]
fn a_first_call_that_is_refused_says_whose_it_was_and_why() {
    let (text, _) = edited("deposits = { steth = \"1500 ether\" }", "deposits = { steth = \"4001 ether\" }");
    let error = Network::parse("my.toml", &text).unwrap().genesis().unwrap_err().to_string();
    let staker = Network::built_in().unwrap().phrase.signer(200).unwrap().address();
    assert!(error.contains(&format!("[restaking]: staker {staker} deposits steth: reverted: ")), "{error}");
    assert!(error.contains("BALANCE_EXCEEDED"), "{error}");
}

#[test]
fn restaking_opens_with_operators_that_secure_the_service_by_stakes_of_others() {
    let network = Network::built_in().unwrap();
    let (world, crew) = (network.genesis().unwrap().world, network.crew().unwrap());
    let restaking = &world.protocol.restaking;
    let [service] = &crew.services[..] else { panic!("one service") };
    let set = OperatorSet { avs: service.address, id: 0 };
    let operators: Vec<_> = service.operators.iter().map(|operator| operator.address()).collect();
    assert_eq!(restaking.allocation.members(set).len(), 5);
    assert!(operators.iter().all(|operator| restaking.allocation.is_operator_slashable(*operator, set, BlockNumber::new(0))));
    let steth = address!("0x93c4b944D05dfe6df7645A86cd2206016c51564D");
    let (staked, half) = (ether(1_500), ether(750));
    assert_eq!(restaking.delegation.operator_shares(operators[0], steth).get(), staked);
    let slashable = restaking.minimum_slashable_stake(set, &operators[..1], &[steth], BlockNumber::new(0), BlockNumber::new(0));
    assert_eq!(slashable.unwrap()[0][0].get(), half, "half of it is allocated from the first block on");
    let native = restaking.delegation.operator_shares(operators[0], BEACON_CHAIN_ETH).get();
    assert_eq!((native, restaking.pods.num_pods()), (ether(8 * 32), 4));
    // Who sends the first calls has sent nothing.
    assert!(operators.iter().all(|operator| world.nonce(operator) == 0));
}
