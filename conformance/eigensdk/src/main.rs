//! An operator's life, led by crate `eigensdk` as it was published: every result is held against what must come out.
//!
//! `run.sh` starts a node and this program against it.

mod chain;
mod rewards;

use alloy::primitives::{Address, FixedBytes, U256, address};
use chain::{Chain, held};
use eigensdk::client_elcontracts::{reader::ELChainReader, writer::ELChainWriter};
use eigensdk::types::operator::Operator;
use eigensdk::utils::slashing::core::allocation_manager::{
    AllocationManager::{self, OperatorSet},
    IAllocationManagerTypes::{AllocateParams, CreateSetParams},
};
use eigensdk::utils::slashing::middleware::ierc20::IERC20;
use eyre::{Result, ensure};

/// Mainnet's addresses, which is where a client looks.
const DELEGATION_MANAGER: Address = address!("0x39053D51B77DC0d36036Fc1fCc8Cb819df8Ef37A");
const STRATEGY_MANAGER: Address = address!("0x858646372CC42E1A627fcE94aa7A7033e7CF075A");
const ALLOCATION_MANAGER: Address = address!("0x948a420b8CC1d6BFd0B6087C2E7c344a2CD0bc39");
const PERMISSION_CONTROLLER: Address = address!("0x25E5F8B1E7aDf44518d35D5B2271f114e081f0E5");
const REWARDS_COORDINATOR: Address = address!("0x7750d328b314EfFa365A0402CcfD489B80B0adda");
const AVS_DIRECTORY: Address = address!("0x135dda560e946695d6f155dacafc6f1f25c1f5af");
const STETH: Address = address!("0xae7ab96520DE3A18E5e111B5EaAb095312D7fE84");
const STETH_STRATEGY: Address = address!("0x93c4b944D05dfe6df7645A86cd2206016c51564D");

/// Accounts 7 and 8 of the well-known test phrase.
const OPERATOR: Address = address!("0x14dC79964da2C08b23698B3D3cc7Ca32193d9955");
const OPERATOR_KEY: &str = "0x4bbbf85ce3377467afe5d46f804f221813b2bb87f24d81f60f1fcdbf7cbf4356";
const SERVICE: Address = address!("0x23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f");
const SERVICE_KEY: &str = "0xdbda1821b80551c9d65939329250298aa3472ba22feea921c0cf5d620ea67b97";
const APPOINTEE: Address = address!("0xa0Ee7A142d267C1f36714E4a8F75612F20a79720");

const ETHER: u128 = 1_000_000_000_000_000_000;
const WAD: u64 = 1_000_000_000_000_000_000;

/// The SDK's clients, and the node itself.
struct Sdk {
    chain: Chain,
    reader: ELChainReader,
    writer: ELChainWriter,
}

#[tokio::main]
async fn main() -> Result<()> {
    let url = std::env::var("AQUIFER_RPC_URL").unwrap_or_else(|_| "http://127.0.0.1:8545".to_owned());
    let sdk = connect(url).await?;
    register(&sdk).await?;
    deposit(&sdk).await?;
    let set = create_set(&sdk).await?;
    allocate(&sdk, &set).await?;
    appoint(&sdk).await?;
    rewards::claim(&sdk).await?;
    println!("eigensdk 2.0.0: all held");
    Ok(())
}

/// The reader asks the delegation manager where everything else is.
async fn connect(url: String) -> Result<Sdk> {
    let reader = ELChainReader::build(DELEGATION_MANAGER, AVS_DIRECTORY, REWARDS_COORDINATOR, &url).await?;
    let writer = ELChainWriter::new(
        STRATEGY_MANAGER,
        REWARDS_COORDINATOR,
        Some(PERMISSION_CONTROLLER),
        Some(ALLOCATION_MANAGER),
        Address::ZERO,
        reader.clone(),
        url.clone(),
        OPERATOR_KEY.to_owned(),
    );
    held("the reader is built from the delegation manager");
    Ok(Sdk { chain: Chain::new(url), reader, writer })
}

async fn register(sdk: &Sdk) -> Result<()> {
    ensure!(!sdk.reader.is_operator_registered(OPERATOR).await?, "nobody is an operator before");
    let operator = Operator {
        address: OPERATOR,
        delegation_approver_address: Address::ZERO,
        metadata_url: "https://example.org/operator.json".to_owned(),
        allocation_delay: Some(0),
        _deprecated_earnings_receiver_address: None,
        staker_opt_out_window_blocks: None,
    };
    let hash = sdk.writer.register_as_operator(operator).await?;
    sdk.chain.succeeded(hash).await?;
    ensure!(sdk.reader.is_operator_registered(OPERATOR).await?, "it is an operator after");
    ensure!(sdk.reader.get_delegated_operator(OPERATOR).await? == OPERATOR, "it delegates to itself");
    ensure!(sdk.reader.get_allocation_delay(OPERATOR).await? == 0, "its allocation delay is set");
    held("register an operator, with the SDK's own gas limit");
    Ok(())
}

async fn deposit(sdk: &Sdk) -> Result<()> {
    sdk.chain.stake(OPERATOR_KEY, STETH, 10 * ETHER).await?;
    let (_, token) = sdk.reader.get_strategy_and_underlying_token(STETH_STRATEGY).await?;
    ensure!(token == STETH, "the strategy's token is stETH, not {token}");
    // The SDK approves and deposits without waiting in between: until its approval is in a block its own deposit is refused.
    let steth = IERC20::new(STETH, sdk.chain.signer(OPERATOR_KEY));
    let approved = steth.approve(STRATEGY_MANAGER, U256::from(4 * ETHER)).send().await?;
    sdk.chain.succeeded(*approved.tx_hash()).await?;
    let hash = sdk.writer.deposit_erc20_into_strategy(STETH_STRATEGY, U256::from(4 * ETHER)).await?;
    sdk.chain.succeeded(hash).await?;
    let (strategies, shares) = sdk.reader.get_staker_shares(OPERATOR).await?;
    ensure!(strategies == [STETH_STRATEGY] && shares.len() == 1, "shares in one strategy, not {strategies:?}");
    ensure!(!shares[0].is_zero() && shares[0] <= U256::from(4 * ETHER), "shares {} for 4 stETH", shares[0]);
    let delegated = sdk.reader.get_operator_shares_in_strategy(OPERATOR, STETH_STRATEGY).await?;
    ensure!(delegated == shares[0], "an operator's own shares are delegated to it: {delegated}");
    held("deposit, and read shares of staker and operator");
    Ok(())
}

/// The SDK has no writer for services: its bindings do it.
async fn create_set(sdk: &Sdk) -> Result<OperatorSet> {
    let manager = AllocationManager::new(ALLOCATION_MANAGER, sdk.chain.signer(SERVICE_KEY));
    let described = manager.updateAVSMetadataURI(SERVICE, "https://example.org/avs.json".to_owned()).send().await?;
    sdk.chain.succeeded(*described.tx_hash()).await?;
    let params = CreateSetParams { operatorSetId: 7, strategies: vec![STETH_STRATEGY] };
    let created = manager.createOperatorSets(SERVICE, vec![params]).send().await?;
    sdk.chain.succeeded(*created.tx_hash()).await?;
    let set = OperatorSet { avs: SERVICE, id: 7 };
    let strategies = sdk.reader.get_strategies_for_operator_set(set.clone()).await?;
    ensure!(strategies == [STETH_STRATEGY], "strategies of the set: {strategies:?}");
    held("create an operator set");
    Ok(set)
}

async fn allocate(sdk: &Sdk, set: &OperatorSet) -> Result<()> {
    let max = sdk.reader.get_max_magnitudes(OPERATOR, vec![STETH_STRATEGY]).await?;
    ensure!(max == [WAD], "nothing was slashed: {max:?}");
    let params = AllocateParams { operatorSet: set.clone(), strategies: vec![STETH_STRATEGY], newMagnitudes: vec![WAD / 4] };
    let hash = sdk.writer.modify_allocations(OPERATOR, vec![params]).await?;
    sdk.chain.succeeded(hash).await?;
    let free = sdk.reader.get_allocatable_magnitude(OPERATOR, STETH_STRATEGY).await?;
    ensure!(free == WAD / 4 * 3, "three quarters are free, not {free}");
    let encumbered = sdk.reader.get_encumbered_magnitude(OPERATOR, STETH_STRATEGY).await?;
    ensure!(encumbered == WAD / 4, "a quarter is encumbered, not {encumbered}");
    let allocations = sdk.reader.get_allocation_info(OPERATOR, STETH_STRATEGY).await?;
    ensure!(allocations.len() == 1, "one allocation, not {}", allocations.len());
    let allocation = &allocations[0];
    ensure!(allocation.operator_set.avs == SERVICE && allocation.operator_set.id == 7, "it is that of the set");
    ensure!(allocation.current_magnitude == U256::from(WAD / 4) && allocation.pending_diff.is_zero(), "it counts at once");
    let stake = sdk.reader.get_allocated_stake(set.clone(), vec![OPERATOR], vec![STETH_STRATEGY]).await?;
    let delegated = sdk.reader.get_operator_shares_in_strategy(OPERATOR, STETH_STRATEGY).await?;
    ensure!(stake == [vec![delegated / U256::from(4)]], "a quarter of {delegated} is allocated: {stake:?}");
    held("allocate, and read magnitudes and allocated stake");
    Ok(())
}

async fn appoint(sdk: &Sdk) -> Result<()> {
    let selector = FixedBytes::from([0x95, 0x28, 0x99, 0xee]); // modifyAllocations
    let can = async || sdk.reader.can_call(OPERATOR, APPOINTEE, ALLOCATION_MANAGER, selector).await;
    ensure!(!can().await?, "not appointed before");
    let hash = sdk.writer.set_permission(OPERATOR, APPOINTEE, ALLOCATION_MANAGER, selector).await?;
    sdk.chain.succeeded(hash).await?;
    ensure!(can().await?, "appointed after");
    let appointees = sdk.reader.list_appointees(OPERATOR, ALLOCATION_MANAGER, selector).await?;
    ensure!(appointees == [APPOINTEE], "appointees: {appointees:?}");
    held("set an appointee");
    Ok(())
}
