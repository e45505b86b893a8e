//! `NodeOperatorsRegistry`: operators of a staking module, their keys and limits. Which module follows from the address.

use super::role;
use crate::{
    frame::{Frame, Served, Stop, answer, done, refused},
    interfaces::INodeOperatorsRegistry::{self as Registry, INodeOperatorsRegistryCalls as Call},
};
use alloy_primitives::{B256, U256, b256};
use aquifer_protocol::{
    liquid::lido::{
        LidoError,
        node_operators::{self as operators, DepositKeys, NodeOperators, NodeOperatorsError, OperatorId},
        staking_router::ModuleId,
    },
    units::Shares,
};

/// `getContractVersion`.
const CONTRACT_VERSION: U256 = U256::from_limbs([4, 0, 0, 0]);
/// `getType`: "curated-onchain-v1" in ASCII.
const MODULE_TYPE: B256 = b256!("637572617465642d6f6e636861696e2d76310000000000000000000000000000");
/// Gas of an operator or a key a listing walks over.
const GAS_PER_ITEM: u64 = 4_200;

pub(super) fn serve(frame: &mut Frame<'_>) -> Served {
    let module = module_at(frame)?;
    let registry = &frame.protocol().lido.node_operators;
    match frame.decode::<Call>()? {
        Call::addNodeOperator(call) => {
            let id = frame.change(|p, ctx, fx| p.add_node_operator(ctx, module, call.name, call.rewardAddress, fx))?;
            answer::<Registry::addNodeOperatorCall>(&U256::from(id.get()))
        }
        Call::activateNodeOperator(call) => {
            let operator = (module, operator_id(call.nodeOperatorId)?);
            frame.change(|p, ctx, fx| p.set_node_operator_active(ctx, operator, true, fx))?;
            done()
        }
        Call::deactivateNodeOperator(call) => {
            let operator = (module, operator_id(call.nodeOperatorId)?);
            frame.change(|p, ctx, fx| p.set_node_operator_active(ctx, operator, false, fx))?;
            done()
        }
        Call::setNodeOperatorName(call) => {
            let operator = (module, operator_id(call.nodeOperatorId)?);
            frame.change(|p, ctx, fx| p.set_node_operator_name(ctx, operator, call.name, fx))?;
            done()
        }
        Call::setNodeOperatorRewardAddress(call) => {
            let operator = (module, operator_id(call.nodeOperatorId)?);
            frame.change(|p, ctx, fx| p.set_node_operator_reward_address(ctx, operator, call.rewardAddress, fx))?;
            done()
        }
        Call::setNodeOperatorStakingLimit(call) => {
            let (operator, vetted) = ((module, operator_id(call.nodeOperatorId)?), call.vettedSigningKeysCount);
            frame.change(|p, ctx, fx| p.set_node_operator_staking_limit(ctx, operator, vetted, fx))?;
            done()
        }
        Call::addSigningKeys(call) => {
            let operator = (module, operator_id(call.nodeOperatorId)?);
            let keys = read(DepositKeys::split(call.keysCount.saturating_to(), &call.publicKeys, &call.signatures))?;
            frame.change(|p, ctx, fx| p.add_signing_keys(ctx, operator, keys, fx))?;
            done()
        }
        Call::removeSigningKeys(call) => {
            let operator = (module, operator_id(call.nodeOperatorId)?);
            let (from, count) = (call.fromIndex.saturating_to(), call.keysCount.saturating_to());
            frame.charge(GAS_PER_ITEM.saturating_mul(count))?;
            frame.change(|p, ctx, fx| p.remove_signing_keys(ctx, operator, from, count, fx))?;
            done()
        }
        Call::distributeReward(_) => {
            let recipients = registry.operators_count(module);
            frame.charge(GAS_PER_ITEM.saturating_mul(recipients))?;
            frame.change(|p, ctx, fx| p.distribute_module_reward(ctx, module, fx))?;
            done()
        }
        Call::getNodeOperator(call) => {
            let operator = read(registry.operator(module, operator_id(call.nodeOperatorId)?))?;
            answer::<Registry::getNodeOperatorCall>(&Registry::getNodeOperatorReturn {
                active: operator.is_active,
                name: if call.fullInfo { operator.name.clone() } else { String::new() },
                rewardAddress: operator.reward_address,
                totalVettedValidators: operator.vetted_keys,
                totalExitedValidators: operator.exited_validators,
                totalAddedValidators: operator.added_keys,
                totalDepositedValidators: operator.deposited_keys,
            })
        }
        Call::getNodeOperatorsCount(_) => {
            answer::<Registry::getNodeOperatorsCountCall>(&U256::from(registry.operators_count(module)))
        }
        Call::getActiveNodeOperatorsCount(_) => {
            answer::<Registry::getActiveNodeOperatorsCountCall>(&U256::from(registry.active_operators_count(module)))
        }
        Call::getNodeOperatorIsActive(call) => {
            let id = OperatorId::new(call.nodeOperatorId.saturating_to());
            let is_active = registry.operator(module, id).is_ok_and(|operator| operator.is_active);
            answer::<Registry::getNodeOperatorIsActiveCall>(&is_active)
        }
        Call::getNodeOperatorIds(call) => {
            let ids = registry.operators(module).map(|(id, _)| U256::from(id.get()));
            let page = ids.skip(call.offset.saturating_to()).take(call.limit.saturating_to());
            answer::<Registry::getNodeOperatorIdsCall>(&page.collect())
        }
        Call::getNodeOperatorSummary(call) => {
            let operator = read(registry.operator(module, operator_id(call.nodeOperatorId)?))?;
            answer::<Registry::getNodeOperatorSummaryCall>(&Registry::getNodeOperatorSummaryReturn {
                // There are no target limits and no stuck keys here.
                targetLimitMode: U256::ZERO,
                targetValidatorsCount: U256::ZERO,
                stuckValidatorsCount: U256::ZERO,
                refundedValidatorsCount: U256::ZERO,
                stuckPenaltyEndTimestamp: U256::ZERO,
                totalExitedValidators: U256::from(operator.exited_validators),
                totalDepositedValidators: U256::from(operator.deposited_keys),
                depositableValidatorsCount: U256::from(operator.vetted_keys.saturating_sub(operator.deposited_keys)),
            })
        }
        Call::getStakingModuleSummary(_) => {
            let summary = registry.staking_module_summary(module);
            answer::<Registry::getStakingModuleSummaryCall>(&Registry::getStakingModuleSummaryReturn {
                totalExitedValidators: U256::from(summary.exited),
                totalDepositedValidators: U256::from(summary.deposited),
                depositableValidatorsCount: U256::from(summary.depositable),
            })
        }
        Call::getTotalSigningKeyCount(call) => {
            let count = read(registry.total_signing_key_count(module, operator_id(call.nodeOperatorId)?))?;
            answer::<Registry::getTotalSigningKeyCountCall>(&U256::from(count))
        }
        Call::getUnusedSigningKeyCount(call) => {
            let count = read(registry.unused_signing_key_count(module, operator_id(call.nodeOperatorId)?))?;
            answer::<Registry::getUnusedSigningKeyCountCall>(&U256::from(count))
        }
        Call::getSigningKey(call) => {
            let (id, index) = (operator_id(call.nodeOperatorId)?, call.index.saturating_to());
            let (keys, used) = read(registry.signing_key(module, id, index))?;
            answer::<Registry::getSigningKeyCall>(&Registry::getSigningKeyReturn {
                key: keys.pubkey.into(),
                depositSignature: keys.signature.into(),
                used,
            })
        }
        Call::getSigningKeys(call) => {
            let (from, count) = (call.offset.saturating_to(), call.limit.saturating_to());
            frame.charge(GAS_PER_ITEM.saturating_mul(count))?;
            let id = operator_id(call.nodeOperatorId)?;
            let keys = signing_keys(&frame.protocol().lido.node_operators, module, id, from, count)?;
            answer::<Registry::getSigningKeysCall>(&keys)
        }
        Call::getRewardsDistribution(call) => {
            let parts = read(registry.rewards_distribution(module, Shares::new(call.totalRewardShares)))?;
            answer::<Registry::getRewardsDistributionCall>(&Registry::getRewardsDistributionReturn {
                recipients: parts.iter().map(|part| part.reward_address).collect(),
                shares: parts.iter().map(|part| part.shares.get()).collect(),
                penalized: vec![false; parts.len()],
            })
        }
        Call::getRewardDistributionState(_) => {
            answer::<Registry::getRewardDistributionStateCall>(&registry.reward_distribution_state(module).number())
        }
        Call::getNonce(_) => answer::<Registry::getNonceCall>(&U256::from(registry.keys_op_index(module))),
        Call::getKeysOpIndex(_) => answer::<Registry::getKeysOpIndexCall>(&U256::from(registry.keys_op_index(module))),
        Call::getType(_) => answer::<Registry::getTypeCall>(&MODULE_TYPE),
        Call::getLocator(_) => answer::<Registry::getLocatorCall>(&frame.addresses().lido_locator),
        Call::getContractVersion(_) => answer::<Registry::getContractVersionCall>(&CONTRACT_VERSION),
        Call::MAX_NODE_OPERATORS_COUNT(_) => {
            answer::<Registry::MAX_NODE_OPERATORS_COUNTCall>(&U256::from(operators::MAX_NODE_OPERATORS_COUNT))
        }
        Call::MAX_NODE_OPERATOR_NAME_LENGTH(_) => {
            answer::<Registry::MAX_NODE_OPERATOR_NAME_LENGTHCall>(&U256::from(operators::MAX_NODE_OPERATOR_NAME_LENGTH))
        }
        Call::MANAGE_SIGNING_KEYS(_) => role::<Registry::MANAGE_SIGNING_KEYSCall>(operators::MANAGE_SIGNING_KEYS),
        Call::SET_NODE_OPERATOR_LIMIT_ROLE(_) => {
            role::<Registry::SET_NODE_OPERATOR_LIMIT_ROLECall>(operators::SET_NODE_OPERATOR_LIMIT_ROLE)
        }
        Call::MANAGE_NODE_OPERATOR_ROLE(_) => {
            role::<Registry::MANAGE_NODE_OPERATOR_ROLECall>(operators::MANAGE_NODE_OPERATOR_ROLE)
        }
        Call::STAKING_ROUTER_ROLE(_) => role::<Registry::STAKING_ROUTER_ROLECall>(operators::STAKING_ROUTER_ROLE),
    }
}

/// The module whose contract lives at the called address.
fn module_at(frame: &Frame<'_>) -> Result<ModuleId, Stop> {
    let this = frame.call.this;
    let position = frame.addresses().staking_modules.iter().position(|module| *module == this);
    let id = position.and_then(|position| u32::try_from(position).ok()?.checked_add(1));
    id.map(ModuleId::new).ok_or_else(Stop::empty)
}

/// An id beyond 2^64 is as unknown as any that was never given.
fn operator_id(id: U256) -> Result<OperatorId, Stop> {
    read(u64::try_from(id).map(OperatorId::new).map_err(|_| NodeOperatorsError::OutOfRange))
}

fn read<T>(result: Result<T, NodeOperatorsError>) -> Result<T, Stop> {
    result.map_err(|refusal| refused(&LidoError::from(refusal)))
}

fn signing_keys(
    registry: &NodeOperators,
    module: ModuleId,
    id: OperatorId,
    from: u64,
    count: u64,
) -> Result<Registry::getSigningKeysReturn, Stop> {
    let end = from.checked_add(count).filter(|end| registry.total_signing_key_count(module, id).is_ok_and(|all| *end <= all));
    let end = read(end.ok_or(NodeOperatorsError::OutOfRange))?;
    let (mut pubkeys, mut signatures, mut used) = (Vec::new(), Vec::new(), Vec::new());
    for index in from..end {
        let (keys, is_used) = read(registry.signing_key(module, id, index))?;
        pubkeys.extend_from_slice(keys.pubkey.as_slice());
        signatures.extend_from_slice(keys.signature.as_slice());
        used.push(is_used);
    }
    Ok(Registry::getSigningKeysReturn { pubkeys: pubkeys.into(), signatures: signatures.into(), used })
}
