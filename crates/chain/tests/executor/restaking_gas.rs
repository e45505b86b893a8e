//! What people do in restaking succeeds with exactly the gas its estimate names.

use crate::fixture::{ADMIN, ALICE, BOB, Chain, book, ether, protocol};
use alloy_primitives::{Address, B256, Bytes, FixedBytes, U256, address};
use alloy_sol_types::SolCall;
use aquifer_chain::{
    CallRequest, Input,
    block::{DevelopmentChange, Impersonated},
    evm::with_big_stack,
    execute::{block_env, estimate_gas},
};
use aquifer_contracts::interfaces::{
    IERC20, ILido,
    restaking::{
        IAVSDirectory, IAllocationManager, IDelegationManager, IEigenPod, IEigenPodManager, IPermissionController,
        IRewardsCoordinator, IStrategyManager,
    },
};
use aquifer_protocol::{
    restaking::{
        Delays, RestakingConfig, pods,
        strategies::{DepositLimits, Strategy, StrategyKind},
    },
    units::Blocks,
};
use std::sync::Arc;

const STRATEGY: Address = address!("0x93c4b944D05dfe6df7645A86cd2206016c51564D");
/// A contract of one STOP: it takes every operator.
const SERVICE: Address = Address::repeat_byte(0x5e);
const OPERATOR: Address = BOB;
const HALF: u64 = 500_000_000_000_000_000;

/// A chain with one strategy, delays of a block, and the service.
fn chain() -> Chain {
    let mut protocol = protocol();
    protocol.restaking.genesis_strategy(STRATEGY, Strategy::new(book().steth, StrategyKind::TvlLimited(DepositLimits::NONE)));
    let one = Blocks::new(1);
    let delays = Delays { withdrawal: one, deallocation: one, allocation_configuration: one, slash_resolution: Some(one) };
    protocol.restaking.config = Arc::new(RestakingConfig { delays, ..RestakingConfig::default() });
    let mut chain = Chain::with_protocol(protocol);
    let code = Bytes::from_static(&[0]);
    let rich = |account| Input::Development(DevelopmentChange::SetBalance { account, balance: ether(100) });
    chain.mine(vec![Input::Development(DevelopmentChange::SetCode { account: SERVICE, code }), rich(SERVICE), rich(ADMIN)]);
    chain
}

/// Sends a call with its estimate as gas limit; gas used.
#[track_caller]
fn exactly<C: SolCall>(chain: &mut Chain, from: Address, to: Address, value: U256, call: &C) -> u64 {
    let input = Bytes::from(call.abi_encode());
    let request = CallRequest { from, to: Some(to), value, input: input.clone(), ..CallRequest::default() };
    let env = block_env(&chain.head.header);
    let gas_limit = with_big_stack(|| estimate_gas(&chain.spec, &chain.world, env, &request))
        .expect("a thread")
        .unwrap_or_else(|error| panic!("{}: {error}", C::SIGNATURE));
    let tx = Impersonated {
        from,
        to: Some(to),
        nonce: chain.world.nonce(&from),
        value,
        input,
        gas_limit,
        max_fee_per_gas: 2_000_000_000,
        max_priority_fee_per_gas: 0,
    };
    let receipt = chain.mine(vec![Input::Impersonated(tx)]).remove(0);
    assert!(receipt.success, "{} fails with the {gas_limit} gas of its estimate", C::SIGNATURE);
    receipt.gas_used
}

fn set() -> IAllocationManager::OperatorSet {
    IAllocationManager::OperatorSet { avs: SERVICE, id: 0 }
}

fn allocate(magnitude: u64) -> IAllocationManager::modifyAllocationsCall {
    let params =
        IAllocationManager::AllocateParams { operatorSet: set(), strategies: vec![STRATEGY], newMagnitudes: vec![magnitude] };
    IAllocationManager::modifyAllocationsCall { operator: OPERATOR, params: vec![params] }
}

fn unsigned() -> IDelegationManager::SignatureWithExpiry {
    IDelegationManager::SignatureWithExpiry { signature: Bytes::new(), expiry: U256::ZERO }
}

fn queue() -> IDelegationManager::queueWithdrawalsCall {
    let params = IDelegationManager::QueuedWithdrawalParams {
        strategies: vec![STRATEGY],
        depositShares: vec![ether(1)],
        __deprecated_withdrawer: Address::ZERO,
    };
    IDelegationManager::queueWithdrawalsCall { params: vec![params] }
}

#[test]
fn registering_as_operator_fits_the_gas_that_a_common_client_sends() {
    let mut chain = chain();
    let register = IDelegationManager::registerAsOperatorCall {
        initDelegationApprover: ALICE,
        allocationDelay: 1,
        metadataURI: "https://operator.example/a-long-place/of-metadata/operator.json".repeat(3),
    };
    let used = exactly(&mut chain, OPERATOR, book().restaking.delegation_manager, U256::ZERO, &register);
    assert!(used < 300_000, "{used}");
}

#[test]
fn restaking_goes_with_the_gas_of_its_estimates() {
    let mut chain = chain();
    let eigen = book().restaking;
    let (delegation, strategies, allocation) = (eigen.delegation_manager, eigen.strategy_manager, eigen.allocation_manager);
    let nothing = U256::ZERO;
    chain.must(ALICE, book().steth, ether(10), &ILido::submitCall { referral: Address::ZERO });
    let mut go = Recorder { chain: &mut chain, used: Vec::new() };

    // A service, an operator, a staker
    go.call(
        SERVICE,
        allocation,
        nothing,
        &IAllocationManager::updateAVSMetadataURICall { avs: SERVICE, metadataURI: "x".into() },
    );
    let params = IAllocationManager::CreateSetParams { operatorSetId: 0, strategies: vec![STRATEGY] };
    go.call(SERVICE, allocation, nothing, &IAllocationManager::createOperatorSets_0Call { avs: SERVICE, params: vec![params] });
    let register = IDelegationManager::registerAsOperatorCall {
        initDelegationApprover: Address::ZERO,
        allocationDelay: 0,
        metadataURI: "https://operator.example".into(),
    };
    go.call(OPERATOR, delegation, nothing, &register);
    go.call(ALICE, book().steth, nothing, &IERC20::approveCall { spender: strategies, amount: U256::MAX });
    let deposit = IStrategyManager::depositIntoStrategyCall { strategy: STRATEGY, token: book().steth, amount: ether(4) };
    go.call(ALICE, strategies, nothing, &deposit);
    let delegate = IDelegationManager::delegateToCall {
        operator: OPERATOR,
        approverSignatureAndExpiry: unsigned(),
        approverSalt: B256::ZERO,
    };
    go.call(ALICE, delegation, nothing, &delegate);

    // Allocation, registration, a slash and its resolution
    go.call(OPERATOR, allocation, nothing, &allocate(HALF));
    let join = IAllocationManager::RegisterParams { avs: SERVICE, operatorSetIds: vec![0], data: Bytes::new() };
    go.call(OPERATOR, allocation, nothing, &IAllocationManager::registerForOperatorSetsCall { operator: OPERATOR, params: join });
    go.call(ALICE, delegation, nothing, &queue());
    let params = IAllocationManager::SlashingParams {
        operator: OPERATOR,
        operatorSetId: 0,
        strategies: vec![STRATEGY],
        wadsToSlash: vec![U256::from(HALF)],
        description: "for the gas".into(),
    };
    go.call(SERVICE, allocation, nothing, &IAllocationManager::slashOperatorCall { avs: SERVICE, params });
    let key = IStrategyManager::OperatorSet { avs: SERVICE, id: 0 };
    let clear = IStrategyManager::clearBurnOrRedistributableSharesCall { operatorSet: key, slashId: U256::ONE };
    go.wait();
    go.call(ALICE, strategies, nothing, &clear);

    // What was queued is paid, and the rest leaves
    let queued = go.chain.view(delegation, &IDelegationManager::getQueuedWithdrawalsCall { staker: ALICE });
    let complete = IDelegationManager::completeQueuedWithdrawalCall {
        withdrawal: queued.withdrawals[0].clone(),
        tokens: vec![book().steth],
        receiveAsTokens: true,
    };
    go.call(ALICE, delegation, nothing, &complete);
    go.call(ALICE, delegation, nothing, &IDelegationManager::undelegateCall { staker: ALICE });

    // The operator takes back and leaves
    go.call(OPERATOR, allocation, nothing, &allocate(HALF / 4));
    go.chain.mine(Vec::new());
    let clear =
        IAllocationManager::clearDeallocationQueueCall { operator: OPERATOR, strategies: vec![STRATEGY], numToClear: vec![1] };
    go.call(OPERATOR, allocation, nothing, &clear);
    let leave = IAllocationManager::DeregisterParams { operator: OPERATOR, avs: SERVICE, operatorSetIds: vec![0] };
    go.call(OPERATOR, allocation, nothing, &IAllocationManager::deregisterFromOperatorSetsCall { params: leave });
    go.call(OPERATOR, allocation, nothing, &IAllocationManager::setAllocationDelayCall { operator: OPERATOR, delay: 5 });
    go.print();
}

#[test]
fn permissions_pods_and_rewards_go_with_the_gas_of_their_estimates() {
    let mut chain = chain();
    let (eigen, nothing) = (book().restaking, U256::ZERO);
    let mut go = Recorder { chain: &mut chain, used: Vec::new() };
    let selector = FixedBytes::from(IAllocationManager::modifyAllocationsCall::SELECTOR);
    let appoint =
        IPermissionController::setAppointeeCall { account: ALICE, appointee: BOB, target: eigen.allocation_manager, selector };
    go.call(ALICE, eigen.permission_controller, nothing, &appoint);
    let dismiss =
        IPermissionController::removeAppointeeCall { account: ALICE, appointee: BOB, target: eigen.allocation_manager, selector };
    go.call(ALICE, eigen.permission_controller, nothing, &dismiss);
    go.call(
        ALICE,
        eigen.permission_controller,
        nothing,
        &IPermissionController::addPendingAdminCall { account: ALICE, admin: BOB },
    );
    go.call(BOB, eigen.permission_controller, nothing, &IPermissionController::acceptAdminCall { account: ALICE });

    go.call(BOB, eigen.eigen_pod_manager, nothing, &IEigenPodManager::createPodCall {});
    let pod = pods::pod_address(&eigen, BOB);
    go.call(BOB, pod, nothing, &IEigenPod::setProofSubmitterCall { newProofSubmitter: ALICE });
    go.call(BOB, pod, nothing, &IEigenPod::startCheckpointCall { revertIfNoBalance: false });

    go.call(BOB, eigen.rewards_coordinator, nothing, &IRewardsCoordinator::setClaimerFor_0Call { claimer: ALICE });
    let split = IRewardsCoordinator::setOperatorAVSSplitCall { operator: BOB, avs: SERVICE, split: 500 };
    go.call(BOB, eigen.rewards_coordinator, nothing, &split);
    go.call(SERVICE, eigen.avs_directory, nothing, &IAVSDirectory::updateAVSMetadataURICall { metadataURI: "x".into() });
    go.print();
}

/// Sends calls with their estimates and notes what they used.
struct Recorder<'a> {
    chain: &'a mut Chain,
    used: Vec<(&'static str, u64)>,
}

impl Recorder<'_> {
    #[track_caller]
    fn call<C: SolCall>(&mut self, from: Address, to: Address, value: U256, call: &C) {
        let used = exactly(self.chain, from, to, value, call);
        self.used.push((C::SIGNATURE, used));
    }

    /// Lets every delay pass.
    fn wait(&mut self) {
        for _ in 0..3 {
            self.chain.mine(Vec::new());
        }
    }

    /// For the table in `docs/measurements.md`: `cargo test --test executor restaking_gas -- --nocapture`.
    fn print(&self) {
        for (signature, used) in &self.used {
            let name = signature.split('(').next().unwrap_or(signature);
            println!("{name:<40} {used:>8}");
        }
    }
}
