//! ERC-20 tokens of anybody, as OpenZeppelin's `SafeERC20` (4.x) treats them: native ones and bytecode alike.
//!
//! Tokens that return nothing are accepted, `false` is a failure, and so is an account without code.

use crate::{CallAnswer, Host, OutsideCall, errors, frame::Stop, interfaces::IERC20};
use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;
use aquifer_protocol::units::Wei;

/// `safeTransfer`: `from` is one of our own contracts.
pub(crate) fn send(host: &mut dyn Host, token: Address, from: Address, to: Address, amount: U256) -> Result<(), Stop> {
    let transfer = IERC20::transferCall { to, amount }.abi_encode();
    move_by(host, token, from, transfer)
}

/// `safeTransferFrom`: `spender` is one of our own contracts, from and to are given as a pair.
pub(crate) fn take(
    host: &mut dyn Host,
    token: Address,
    spender: Address,
    (from, to): (Address, Address),
    amount: U256,
) -> Result<(), Stop> {
    let transfer = IERC20::transferFromCall { from, to, amount }.abi_encode();
    move_by(host, token, spender, transfer)
}

/// What an account holds, in base units.
pub(crate) fn balance_of(host: &mut dyn Host, token: Address, asker: Address, account: Address) -> Result<U256, Stop> {
    let question = IERC20::balanceOfCall { account }.abi_encode();
    let answer = call(host, token, asker, question, true);
    if !answer.success {
        return Err(Stop::Revert(answer.output));
    }
    IERC20::balanceOfCall::abi_decode_returns(&answer.output).map_err(|_| Stop::empty())
}

fn move_by(host: &mut dyn Host, token: Address, caller: Address, input: Vec<u8>) -> Result<(), Stop> {
    if !host.has_code(token) {
        return Err(reason("Address: call to non-contract"));
    }
    let answer = call(host, token, caller, input, false);
    match (answer.success, answer.output.as_ref()) {
        (true, []) => Ok(()),
        (true, output) if output.len() >= 32 && U256::from_be_slice(&output[..32]) == U256::ONE => Ok(()),
        (true, _) => Err(reason("SafeERC20: ERC20 operation did not succeed")),
        (false, []) => Err(reason("SafeERC20: low-level call failed")),
        (false, _) => Err(Stop::Revert(answer.output)),
    }
}

fn call(host: &mut dyn Host, to: Address, from: Address, input: Vec<u8>, is_static: bool) -> CallAnswer {
    host.call(OutsideCall { from, to, value: Wei::ZERO, input: input.into(), is_static })
}

fn reason(words: &str) -> Stop {
    Stop::Revert(errors::string(words))
}
