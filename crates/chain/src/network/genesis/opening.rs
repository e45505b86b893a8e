//! What a network's restaking starts with, as calls: operators register, stakers deposit and delegate, services come into
//! being, operators allocate to them and register for their sets.
//!
//! All of it goes through the contracts' own functions, made by whoever would make them later; only pods are there before,
//! because their validators' credentials are proven by genesis itself.

use crate::network::file::{RestakingOperatorTable, ServiceContract, ServiceTable, StakerTable, TokenRef};
use crate::network::{Network, NetworkError};
use crate::world::GenesisCall;
use alloy_primitives::{Address, B256, Bytes, TxKind, U256, hex};
use alloy_sol_types::{SolCall, SolConstructor};
use aquifer_contracts::interfaces::restaking::{
    IAllocationManager, IDelegationManager, IPermissionController, IRewardsCoordinator, IStrategyManager,
};
use aquifer_contracts::interfaces::{AttestationService, IERC20, IWstETH};
use aquifer_protocol::AddressBook;

/// Creation code of the reference service, as its sources compile.
const ATTESTATION_SERVICE: &str = include_str!("../../../../../services/double-signing/artifact/AttestationService.hex");
/// The whole of a magnitude, and of a fraction of one.
const WAD: u64 = 1_000_000_000_000_000_000;
/// A basis point of it.
const WAD_PER_BIPS: u64 = WAD / 10_000;

/// The calls so far.
struct Opening<'a> {
    network: &'a Network,
    book: &'a AddressBook,
    owner: Address,
    calls: Vec<GenesisCall>,
}

impl Network {
    /// The calls that open restaking, in their order.
    pub(super) fn opening_calls(&self, book: &AddressBook) -> Result<Vec<GenesisCall>, NetworkError> {
        let table = &self.file.restaking;
        let mut opening = Opening { network: self, book, owner: self.restaking_owner()?, calls: Vec::new() };
        for operator in &table.operators {
            opening.register_operator(operator.get_ref())?;
        }
        for staker in &table.stakers {
            opening.stake(staker.get_ref())?;
        }
        for (service, address) in table.services.iter().zip(self.service_addresses()) {
            opening.create_service(service.get_ref(), address)?;
            opening.secure_service(service.get_ref(), address)?;
        }
        Ok(opening.calls)
    }
}

impl Opening<'_> {
    fn call(&mut self, purpose: impl Into<String>, from: Address, to: Address, call: &impl SolCall) {
        let input = call.abi_encode().into();
        self.calls.push(GenesisCall { purpose: purpose.into(), from, to: TxKind::Call(to), value: U256::ZERO, input });
    }

    fn register_operator(&mut self, table: &RestakingOperatorTable) -> Result<(), NetworkError> {
        let operator = self.network.signer(*table.account.get_ref())?.address();
        let register = IDelegationManager::registerAsOperatorCall {
            initDelegationApprover: Address::ZERO,
            allocationDelay: table.allocation_delay,
            metadataURI: table.metadata_uri.clone(),
        };
        self.call(format!("operator {operator} registers"), operator, self.book.restaking.delegation_manager, &register);
        Ok(())
    }

    fn stake(&mut self, table: &StakerTable) -> Result<(), NetworkError> {
        let staker = self.network.account(table.account)?;
        for (token, amount) in &table.deposits {
            self.deposit(staker, token.get_ref(), amount.0)?;
        }
        let Some(operator) = &table.operator else { return Ok(()) };
        let operator = self.network.signer(*operator.get_ref())?.address();
        // An operator has delegated to itself by registering.
        if operator != staker {
            let delegate = IDelegationManager::delegateToCall {
                operator,
                approverSignatureAndExpiry: IDelegationManager::SignatureWithExpiry {
                    signature: Bytes::new(),
                    expiry: U256::ZERO,
                },
                approverSalt: B256::ZERO,
            };
            let purpose = format!("staker {staker} delegates to {operator}");
            self.call(purpose, staker, self.book.restaking.delegation_manager, &delegate);
        }
        Ok(())
    }

    fn deposit(&mut self, staker: Address, named: &TokenRef, amount: U256) -> Result<(), NetworkError> {
        let (token, strategy) = (self.network.token(self.book, named)?, self.network.strategy(self.book, named)?);
        self.wrap(staker, token, amount);
        let manager = self.book.restaking.strategy_manager;
        let purpose = format!("staker {staker} deposits {named}");
        self.call(purpose.clone(), staker, token, &IERC20::approveCall { spender: manager, amount });
        self.call(purpose, staker, manager, &IStrategyManager::depositIntoStrategyCall { strategy, token, amount });
        Ok(())
    }

    /// Wraps as much stETH, when the token is wstETH: before the first report one is worth the other.
    fn wrap(&mut self, account: Address, token: Address, amount: U256) {
        if token != self.book.wsteth {
            return;
        }
        let purpose = format!("{account} wraps stETH");
        let approve = IERC20::approveCall { spender: token, amount };
        self.call(purpose.clone(), account, self.book.steth, &approve);
        self.call(purpose, account, token, &IWstETH::wrapCall { stETHAmount: amount });
    }

    /// Creates its contract and lets its administrator, and whoever pays its rewards, act for it.
    fn create_service(&mut self, table: &ServiceTable, address: Address) -> Result<(), NetworkError> {
        let admin = table.admin.map_or(Ok(self.owner), |admin| self.network.account(admin))?;
        let init = match table.contract {
            ServiceContract::DoubleSigning => self.attestation_service(table, admin)?,
        };
        let from = Network::service_deployer(&table.name);
        let purpose = format!("service {} comes into being", table.name);
        self.calls.push(GenesisCall { purpose, from, to: TxKind::Create, value: U256::ZERO, input: init });
        let permissions = self.book.restaking.permission_controller;
        let purpose = format!("{admin} acts for service {}", table.name);
        self.call(purpose, admin, permissions, &IPermissionController::acceptAdminCall { account: address });
        let Some((rewards, payer)) = table.rewards.as_ref().zip(self.network.crew()?.payer) else { return Ok(()) };
        let appoint = IPermissionController::setAppointeeCall {
            account: address,
            appointee: payer.address(),
            target: self.book.restaking.rewards_coordinator,
            selector: IRewardsCoordinator::createUniqueStakeRewardsSubmissionCall::SELECTOR.into(),
        };
        self.call(format!("{} pays for service {}", payer.address(), table.name), admin, permissions, &appoint);
        let token = self.network.token(self.book, rewards.token.get_ref())?;
        self.wrap(payer.address(), token, rewards.stock.0);
        Ok(())
    }

    fn attestation_service(&self, table: &ServiceTable, admin: Address) -> Result<Bytes, NetworkError> {
        let code = hex::decode(ATTESTATION_SERVICE.trim())
            .map_err(|error| self.network.fault(format!("the code of service {}: {error}", table.name)))?;
        let constructor = AttestationService::constructorCall {
            allocationManager: self.book.restaking.allocation_manager,
            permissionController: self.book.restaking.permission_controller,
            admin,
            wadToSlash: u64::from(*table.slashed_bips.get_ref()) * WAD_PER_BIPS,
            metadataURI: table.metadata_uri.clone(),
            strategies: self.strategies(table)?,
        };
        Ok([code, constructor.abi_encode()].concat().into())
    }

    fn strategies(&self, table: &ServiceTable) -> Result<Vec<Address>, NetworkError> {
        table.strategies.get_ref().iter().map(|named| self.network.strategy(self.book, named)).collect()
    }

    /// Operators allocate to its set and register for it.
    fn secure_service(&mut self, table: &ServiceTable, avs: Address) -> Result<(), NetworkError> {
        let (manager, set) = (self.book.restaking.allocation_manager, IAllocationManager::OperatorSet { avs, id: 0 });
        let strategies = self.strategies(table)?;
        let magnitude = u64::from(*table.allocation_bips.get_ref()) * WAD_PER_BIPS;
        for account in table.operators.get_ref() {
            let operator = self.network.signer(*account)?.address();
            let purpose = format!("operator {operator} secures service {}", table.name);
            if magnitude > 0 {
                let allocation = IAllocationManager::AllocateParams {
                    operatorSet: set.clone(),
                    newMagnitudes: vec![magnitude; strategies.len()],
                    strategies: strategies.clone(),
                };
                let allocate = IAllocationManager::modifyAllocationsCall { operator, params: vec![allocation] };
                self.call(purpose.clone(), operator, manager, &allocate);
            }
            let sets = IAllocationManager::RegisterParams { avs, operatorSetIds: vec![0], data: Bytes::new() };
            self.call(purpose, operator, manager, &IAllocationManager::registerForOperatorSetsCall { operator, params: sets });
        }
        Ok(())
    }
}
