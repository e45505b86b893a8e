//! A service's registrar: a contract of somebody else, or a native one, that is asked when operators come and go.

use crate::{
    frame::{Frame, Served, Stop, done, refused},
    interfaces::{IAVSRegistrar, restaking::IAllocationManager as Am},
};
use alloy_primitives::{Address, Bytes};
use alloy_sol_types::SolCall as _;
use aquifer_protocol::context::NoEther;

/// The registrar says itself whether it serves the service; who may not name one is refused before it is asked.
pub(super) fn set(frame: &mut Frame<'_>, call: &Am::setAVSRegistrarCall) -> Served {
    let (avs, registrar) = (call.avs, call.registrar);
    let restaking = &frame.protocol().restaking;
    let target = frame.addresses().restaking.allocation_manager;
    restaking.permissions.check_can_call(avs, &frame.ctx(&NoEther), target).map_err(|refusal| refused(&refusal))?;
    let answer = ask(frame, registrar, IAVSRegistrar::supportsAVSCall { avs }.abi_encode(), true)?;
    let supports = IAVSRegistrar::supportsAVSCall::abi_decode_returns_validate(&answer).map_err(|_| Stop::empty())?;
    frame.change(|p, ctx, fx| p.restaking.set_avs_registrar(&p.addresses.restaking, ctx, avs, registrar, supports, fx))?;
    done()
}

/// The operator is registered when the registrar agrees: if it fails, so does the call.
pub(super) fn register(frame: &mut Frame<'_>, call: Am::registerForOperatorSetsCall) -> Served {
    let Am::registerForOperatorSetsCall { operator, params } = call;
    let Am::RegisterParams { avs, operatorSetIds: ids, data } = params;
    frame.marked(|frame| {
        let registrar = frame.change(|p, ctx, fx| {
            p.restaking.register_for_operator_sets(&p.addresses.restaking, ctx, operator, (avs, &ids), fx)
        })?;
        let question = IAVSRegistrar::registerOperatorCall { operator, avs, operatorSetIds: ids, data };
        ask(frame, registrar, question.abi_encode(), false)
    })?;
    done()
}

/// The registrar is told, and its failure is the call's.
pub(super) fn deregister(frame: &mut Frame<'_>, call: Am::deregisterFromOperatorSetsCall) -> Served {
    let Am::DeregisterParams { operator, avs, operatorSetIds: ids } = call.params;
    frame.marked(|frame| {
        let registrar = frame.change(|p, ctx, fx| {
            p.restaking.deregister_from_operator_sets(&p.addresses.restaking, ctx, operator, (avs, &ids), fx)
        })?;
        let message = IAVSRegistrar::deregisterOperatorCall { operator, avs, operatorSetIds: ids };
        ask(frame, registrar, message.abi_encode(), false)
    })?;
    done()
}

/// Calls as the compiler does: an account without code is a failure, and failures come through as they are.
fn ask(frame: &mut Frame<'_>, registrar: Address, input: Vec<u8>, is_static: bool) -> Result<Bytes, Stop> {
    if !frame.host.has_code(registrar) {
        return Err(Stop::empty());
    }
    let answer = frame.ask(registrar, input, is_static);
    if answer.success { Ok(answer.output) } else { Err(Stop::Revert(answer.output)) }
}
