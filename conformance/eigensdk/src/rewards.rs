//! A claim: a root of one earner and one token is posted as the updater posts it, and the SDK proves and claims.

use crate::chain::held;
use crate::{ETHER, OPERATOR, OPERATOR_KEY, REWARDS_COORDINATOR, STETH, Sdk};
use alloy::primitives::{B256, Bytes, U256, keccak256};
use alloy::rpc::types::TransactionRequest;
use alloy::sol_types::SolCall;
use eigensdk::utils::slashing::core::i_rewards_coordinator::{
    IRewardsCoordinator::{self, submitRootCall},
    IRewardsCoordinatorTypes::{EarnerTreeMerkleLeaf, RewardsMerkleClaim, TokenTreeMerkleLeaf},
};
use eigensdk::utils::slashing::middleware::ierc20::IERC20;
use eyre::{Result, ensure};

/// What the root says was earned, in the token's smallest unit.
const EARNED: u128 = ETHER / 4;
const DAY: u64 = 86_400;

pub(crate) async fn claim(sdk: &Sdk) -> Result<()> {
    fund(sdk).await?;
    let (root, claim) = tree();
    post(sdk, root).await?;
    let claim = RewardsMerkleClaim { rootIndex: sdk.reader.get_root_index_from_hash(root).await?, ..claim };
    ensure!(sdk.reader.get_current_claimable_distribution_root().await?.root == root, "the root is active");
    ensure!(sdk.reader.check_claim(claim.clone()).await?, "the proof holds");
    ensure!(sdk.reader.get_cumulative_claimed(OPERATOR, STETH).await?.is_zero(), "nothing is claimed before");

    let token = IERC20::new(STETH, sdk.chain.signer(OPERATOR_KEY));
    let before = token.balanceOf(OPERATOR).call().await?;
    let hash = sdk.writer.process_claim(claim.clone(), OPERATOR).await?;
    sdk.chain.succeeded(hash).await?;
    let paid = token.balanceOf(OPERATOR).call().await? - before;
    // Two roundings of stETH, each of a unit at most.
    ensure!(paid <= U256::from(EARNED) && paid + U256::from(2) >= U256::from(EARNED), "{paid} was paid for {EARNED}");
    ensure!(sdk.reader.get_cumulative_claimed(OPERATOR, STETH).await? == U256::from(EARNED), "it is claimed after");
    let again = sdk.writer.process_claim(claim, OPERATOR).await;
    ensure!(
        again.is_err_and(|error| error.to_string().contains("0xaa385e81")),
        "a second claim is EarningsNotGreaterThanClaimed"
    );
    held("prove and claim rewards, once");
    Ok(())
}

/// Gives the coordinator what it will pay.
async fn fund(sdk: &Sdk) -> Result<()> {
    let token = IERC20::new(STETH, sdk.chain.signer(OPERATOR_KEY));
    let sent = token.transfer(REWARDS_COORDINATOR, U256::from(2 * EARNED)).send().await?;
    sdk.chain.succeeded(*sent.tx_hash()).await
}

/// The root of the smallest tree, and the claim of its only leaf.
fn tree() -> (B256, RewardsMerkleClaim) {
    let token = TokenTreeMerkleLeaf { token: STETH, cumulativeEarnings: U256::from(EARNED) };
    let token_root = keccak256([&[1][..], STETH.as_slice(), &token.cumulativeEarnings.to_be_bytes::<32>()].concat());
    let root = keccak256([&[0][..], OPERATOR.as_slice(), token_root.as_slice()].concat());
    let claim = RewardsMerkleClaim {
        rootIndex: 0,
        earnerIndex: 0,
        earnerTreeProof: Bytes::new(),
        earnerLeaf: EarnerTreeMerkleLeaf { earner: OPERATOR, earnerTokenRoot: token_root },
        tokenIndices: vec![0],
        tokenTreeProofs: vec![Bytes::new()],
        tokenLeaves: vec![token],
    };
    (root, claim)
}

/// Posts a root as the updater, and waits until it is active.
async fn post(sdk: &Sdk, root: B256) -> Result<()> {
    let coordinator = IRewardsCoordinator::new(REWARDS_COORDINATOR, sdk.chain.signer(OPERATOR_KEY));
    let updater = coordinator.rewardsUpdater().call().await?;
    let delay = coordinator.activationDelay().call().await?;
    let end = u32::try_from(sdk.chain.now().await? / DAY * DAY)?;
    let call = submitRootCall { root, rewardsCalculationEndTimestamp: end };
    let request = TransactionRequest::default().to(REWARDS_COORDINATOR).input(Bytes::from(call.abi_encode()).into());
    sdk.chain.send_as(updater, request).await?;
    sdk.chain.pass(u64::from(delay)).await
}
