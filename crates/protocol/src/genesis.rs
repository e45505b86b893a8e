//! The protocol as a chain starts with it.
//!
//! Parts that need nothing of each other come ready made; here they are put together: first shares, holders and the
//! validators their ether already went to, and who may do what.

use crate::{
    AddressBook, Ctx, Effects, Protocol,
    context::NoEther,
    ethereum::{Beacon, DepositContract},
    governance::{Governance, Role},
    liquid::lido::{
        self, AccountingOracle, Burner, DepositSecurity, HashConsensus, Lido, NodeOperators, SanityChecker, StakingRouter, Steth,
        StethError, VaultHub, WithdrawalQueue, Wsteth, accounting_oracle, hash_consensus, node_operators, sanity, staking_router,
        withdrawal_queue::{self, QueueError},
    },
    restaking::{RestakingError, RestakingGenesis},
    units::{ArithError, Bips, BlockNumber, Wei},
};
use alloy_primitives::{Address, B256, U256};
use std::sync::Arc;

/// Everything a chain starts with.
#[derive(Debug, Clone)]
pub struct GenesisConfig {
    /// Where every contract lives.
    pub addresses: AddressBook,
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// The beacon chain with its first validators.
    pub beacon: Beacon,
    /// The deposit contract.
    pub deposit_contract: DepositContract,
    /// Lido.
    pub lido: LidoGenesis,
    /// EigenLayer.
    pub restaking: RestakingGenesis,
    /// Who administers every contract.
    pub admin: Address,
}

/// Lido's contracts as a chain starts with them.
#[derive(Debug, Clone)]
pub struct LidoGenesis {
    /// The pool and its token.
    pub pool: PoolGenesis,
    /// The staking router with its modules.
    pub router: StakingRouter,
    /// Operators and keys behind the modules.
    pub node_operators: NodeOperators,
    /// Bounds of reports.
    pub sanity: SanityChecker,
    /// The oracle's committee.
    pub consensus: HashConsensus,
    /// The oracle.
    pub oracle: AccountingOracle,
    /// The guardians of deposits.
    pub deposit_security: DepositSecurity,
}

/// The pool as a chain starts with it: the rate is one, staking is on.
#[derive(Debug, Clone, Default)]
pub struct PoolGenesis {
    /// Ether whose shares belong to nobody; more than nothing.
    pub first_ether: Wei,
    /// Who holds stETH beside that.
    pub holders: Vec<(Address, Wei)>,
    /// Validators of the pool that are active at genesis with 32 ETH each.
    pub active_validators: u64,
    /// Maximum of the stake limit and its refill a block.
    pub stake_limit: Option<(Wei, Wei)>,
    /// Largest part of all shares that may be external.
    pub max_external_ratio: Bips,
}

/// Why a chain cannot start like that.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GenesisError {
    /// The pool gave more to validators than it took in.
    #[error("{validators} validators of 32 ETH need more than the {pooled} of all holders")]
    TooManyValidators {
        /// Validators active at genesis.
        validators: u64,
        /// All ether of the pool.
        pooled: Wei,
    },
    /// The token refuses.
    #[error(transparent)]
    Steth(#[from] StethError),
    /// The queue refuses.
    #[error(transparent)]
    Queue(#[from] QueueError),
    /// A contract of restaking refuses.
    #[error(transparent)]
    Restaking(#[from] RestakingError),
    /// An amount does not fit.
    #[error(transparent)]
    Arith(#[from] ArithError),
}

impl Protocol {
    /// The protocol before the first block. The chain must give the token's account the ether of
    /// [`Pool::buffered_ether`](lido::Pool::buffered_ether).
    ///
    /// # Errors
    /// [`GenesisError`].
    pub fn genesis(config: GenesisConfig) -> Result<Self, GenesisError> {
        let GenesisConfig { addresses, chain_id, beacon, deposit_contract, lido, restaking, admin } = config;
        let ctx = Ctx {
            caller: admin,
            value: Wei::ZERO,
            block: BlockNumber::new(1),
            timestamp: beacon.genesis_time,
            chain_id,
            selector: alloy_primitives::Selector::ZERO,
            ether: &NoEther,
        };
        let restaking = restaking.build(&addresses.restaking, beacon.genesis_time, admin)?;
        let mut effects = Effects::new();
        let mut queue = WithdrawalQueue::default();
        queue.resume(&ctx, &mut effects)?;
        let lido = Lido {
            steth: Arc::new(lido.pool.build(&ctx, &addresses, &mut effects)?),
            wsteth: Arc::new(Wsteth::new(addresses.wsteth)),
            queue: Arc::new(queue),
            burner: Arc::new(Burner::default()),
            vault_hub: Arc::new(VaultHub::default()),
            router: Arc::new(lido.router),
            node_operators: Arc::new(lido.node_operators),
            sanity: Arc::new(lido.sanity),
            consensus: Arc::new(lido.consensus),
            oracle: Arc::new(lido.oracle),
            deposit_security: Arc::new(lido.deposit_security),
        };
        Ok(Self {
            governance: Arc::new(roles(&addresses, admin)),
            addresses: Arc::new(addresses),
            beacon: Arc::new(beacon),
            deposit_contract: Arc::new(deposit_contract),
            lido,
            restaking,
        })
    }
}

impl PoolGenesis {
    fn build(&self, ctx: &Ctx, addresses: &AddressBook, effects: &mut Effects) -> Result<Steth, GenesisError> {
        let operators = (addresses.withdrawal_queue, addresses.burner);
        let mut steth = Steth::initialize(addresses.steth, operators, self.first_ether, effects)?;
        steth.resume(ctx.block, effects)?;
        for &(holder, amount) in &self.holders {
            steth.submit(&Ctx { value: amount, ..ctx.called_by(holder) }, Address::ZERO, effects)?;
        }
        let pooled = steth.pool().buffered_ether;
        let validators = self.active_validators;
        steth.activate_at_genesis(validators).map_err(|_| GenesisError::TooManyValidators { validators, pooled })?;
        steth.set_max_external_ratio_bp(U256::from(self.max_external_ratio.get()), effects)?;
        if let Some((max, step)) = self.stake_limit {
            steth.set_staking_limit(max, step, ctx.block, effects)?;
        }
        Ok(steth)
    }
}

/// Who may do what at genesis: the administrator everything, and each contract what the others need of it.
fn roles(addresses: &AddressBook, admin: Address) -> Governance {
    let mut governance = Governance::default();
    let mut grant = |contract: Address, role: B256, account: Address| {
        governance.setup_role(contract, role, account, admin, &mut Effects::new());
    };
    for contract in administered(addresses) {
        grant(contract, Governance::DEFAULT_ADMIN, admin);
    }
    for (contract, role) in roles_of_admin(addresses) {
        grant(contract, role.id(), admin);
    }
    for (contract, role, account) in roles_of_contracts(addresses) {
        grant(contract, role.id(), account);
    }
    governance
}

/// Contracts with OpenZeppelin's access control.
const fn administered(addresses: &AddressBook) -> [Address; 6] {
    [
        addresses.withdrawal_queue,
        addresses.burner,
        addresses.staking_router,
        addresses.sanity_checker,
        addresses.hash_consensus,
        addresses.accounting_oracle,
    ]
}

fn roles_of_admin(addresses: &AddressBook) -> Vec<(Address, Role)> {
    let of_steth = [
        lido::PAUSE_ROLE,
        lido::RESUME_ROLE,
        lido::STAKING_PAUSE_ROLE,
        lido::STAKING_CONTROL_ROLE,
        lido::UNSAFE_CHANGE_DEPOSITED_VALIDATORS_ROLE,
    ];
    let of_queue = [withdrawal_queue::PAUSE_ROLE, withdrawal_queue::RESUME_ROLE, withdrawal_queue::MANAGE_TOKEN_URI_ROLE];
    let of_router = [staking_router::MANAGE_WITHDRAWAL_CREDENTIALS_ROLE, staking_router::STAKING_MODULE_MANAGE_ROLE];
    let of_sanity = [sanity::ALL_LIMITS_MANAGER_ROLE, sanity::SECOND_OPINION_MANAGER_ROLE];
    let of_consensus = [
        hash_consensus::MANAGE_MEMBERS_AND_QUORUM_ROLE,
        hash_consensus::DISABLE_CONSENSUS_ROLE,
        hash_consensus::MANAGE_FRAME_CONFIG_ROLE,
        hash_consensus::MANAGE_FAST_LANE_CONFIG_ROLE,
    ];
    let of_module = [
        node_operators::MANAGE_SIGNING_KEYS,
        node_operators::SET_NODE_OPERATOR_LIMIT_ROLE,
        node_operators::MANAGE_NODE_OPERATOR_ROLE,
    ];
    let at = |contract: Address, roles: &[Role]| roles.iter().map(|role| (contract, *role)).collect::<Vec<_>>();
    let mut granted = at(addresses.steth, &of_steth);
    granted.extend(at(addresses.burner, &[lido::REQUEST_BURN_MY_STETH_ROLE]));
    granted.extend(at(addresses.withdrawal_queue, &of_queue));
    granted.extend(at(addresses.staking_router, &of_router));
    granted.extend(at(addresses.sanity_checker, &of_sanity));
    granted.extend(at(addresses.hash_consensus, &of_consensus));
    granted.extend(at(addresses.accounting_oracle, &[accounting_oracle::MANAGE_CONSENSUS_VERSION_ROLE]));
    granted.extend(addresses.staking_modules.iter().flat_map(|module| at(*module, &of_module)));
    granted
}

fn roles_of_contracts(addresses: &AddressBook) -> Vec<(Address, Role, Address)> {
    let (queue, router) = (addresses.withdrawal_queue, addresses.staking_router);
    let (accounting, oracle) = (addresses.accounting, addresses.accounting_oracle);
    let mut granted = vec![
        (addresses.burner, lido::REQUEST_BURN_SHARES_ROLE, accounting),
        (queue, withdrawal_queue::FINALIZE_ROLE, addresses.steth),
        (queue, withdrawal_queue::ORACLE_ROLE, oracle),
        (router, staking_router::STAKING_MODULE_UNVETTING_ROLE, addresses.deposit_security_module),
        (router, staking_router::REPORT_EXITED_VALIDATORS_ROLE, oracle),
        (router, staking_router::REPORT_REWARDS_MINTED_ROLE, accounting),
    ];
    granted.extend(addresses.staking_modules.iter().map(|module| (*module, node_operators::STAKING_ROUTER_ROLE, router)));
    granted
}
