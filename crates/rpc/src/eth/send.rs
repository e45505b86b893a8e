//! Transactions on their way in.

use super::{call, fees, request};
use crate::{api::Api, args::Args, error::RpcError};
use alloy_consensus::{
    SignableTransaction, TxEnvelope,
    transaction::{Recovered, SignerRecoverable},
};
use alloy_eips::{BlockId, eip2718::Decodable2718};
use alloy_network::TxSignerSync;
use alloy_primitives::{Address, B256, Bytes, TxKind};
use alloy_rpc_types_eth::TransactionRequest;
use alloy_signer_local::PrivateKeySigner;
use aquifer_chain::{
    block::{Impersonated, Input},
    evm::with_big_stack,
};
use std::sync::PoisonError;

/// The last type of transaction there is (EIP-7702). Those the chain does not take are left to the pool.
const LAST_TYPE: u8 = 4;

/// `eth_sendRawTransaction(bytes)`: the hash, once the transaction waits for a block.
pub(crate) fn send_raw_transaction(api: &Api, mut args: Args) -> Result<B256, RpcError> {
    let bytes: Bytes = args.required()?;
    args.end()?;
    let transaction = decode(&bytes)?;
    let recovered = transaction.try_into_recovered().map_err(|_| RpcError::refused("invalid sender"))?;
    Ok(api.node.submit_transaction(recovered)?)
}

/// `eth_sendTransaction(transaction)`: fills in what is left out, signs, hands over. For an account that is impersonated it
/// goes into the next block without a signature.
pub(crate) fn send_transaction(api: &Api, mut args: Args) -> Result<B256, RpcError> {
    let request: TransactionRequest = args.required()?;
    args.end()?;
    request::check(api, &request)?;
    let from = request.from.unwrap_or_default();
    // The lock guards no data, only the order.
    let _sending = api.sending.lock().unwrap_or_else(PoisonError::into_inner);
    if api.impersonated.contains(from) {
        return impersonate(api, fill(api, request, from)?);
    }
    let signer = signer_of(api, Some(from))?;
    let filled = fill(api, request, from)?;
    Ok(api.node.submit_transaction(sign(filled, signer)?)?)
}

/// `eth_sign(address, message)`: signs a message as EIP-191 says.
pub(crate) fn sign_message(api: &Api, mut args: Args) -> Result<Bytes, RpcError> {
    let (address, message): (Address, Bytes) = (args.required()?, args.required()?);
    args.end()?;
    signed_message(api, address, &message)
}

/// `personal_sign(message, address)`: the same, the arguments the other way round.
pub(crate) fn personal_sign(api: &Api, mut args: Args) -> Result<Bytes, RpcError> {
    let (message, address): (Bytes, Address) = (args.required()?, args.required()?);
    let _password: Option<String> = args.optional()?;
    args.end()?;
    signed_message(api, address, &message)
}

fn signed_message(api: &Api, address: Address, message: &[u8]) -> Result<Bytes, RpcError> {
    use alloy_signer::SignerSync;
    let signature = signer_of(api, Some(address))?.sign_message_sync(message).map_err(RpcError::internal)?;
    Ok(Bytes::from(signature.as_bytes().to_vec()))
}

fn decode(bytes: &Bytes) -> Result<TxEnvelope, RpcError> {
    match bytes.first() {
        None => return Err(RpcError::refused("typed transaction too short")),
        // EIP-2718 keeps these for types; from 0xc0 on it is a list, which is a legacy transaction.
        Some(kind) if (LAST_TYPE + 1..0xc0).contains(kind) => return Err(RpcError::refused("transaction type not supported")),
        Some(_) => {}
    }
    TxEnvelope::decode_2718_exact(bytes).map_err(|error| RpcError::refused(format!("rlp: {error}")))
}

fn signer_of(api: &Api, from: Option<Address>) -> Result<&PrivateKeySigner, RpcError> {
    let from = from.unwrap_or_default();
    let signer = api.config.accounts.iter().find(|signer| signer.address() == from);
    signer.ok_or_else(|| RpcError::refused("unknown account"))
}

/// The request with nonce, fees, gas and chain id filled in.
fn fill(api: &Api, mut request: TransactionRequest, from: Address) -> Result<TransactionRequest, RpcError> {
    let input = request::input(&request)?;
    if request.to.is_none() && input.is_empty() {
        return Err(RpcError::refused("contract creation without any data provided"));
    }
    request.input = input.into();
    request.to = Some(request.to.unwrap_or(TxKind::Create));
    request.from = Some(from);
    request.chain_id = Some(api.node.spec().chain_id);
    request.nonce = Some(request.nonce.unwrap_or_else(|| api.node.pending_nonce(from)));
    fill_fees(api, &mut request);
    if request.gas.is_none() {
        let call = request::call(api, &request)?;
        let estimate = with_big_stack(|| call::estimate(api, &call, BlockId::pending(), None));
        request.gas = Some(estimate.map_err(RpcError::internal)??);
    }
    Ok(request)
}

/// Twice the base fee and the suggested tip, so that it stays valid while blocks fill up.
fn fill_fees(api: &Api, request: &mut TransactionRequest) {
    if request.gas_price.is_some() {
        return;
    }
    let tip = request.max_priority_fee_per_gas.unwrap_or(fees::SUGGESTED_TIP);
    let base_fee = u128::from(fees::next_base_fee(api));
    let cap = request.max_fee_per_gas.unwrap_or(base_fee.saturating_mul(2).saturating_add(tip));
    request.max_fee_per_gas = Some(cap);
    request.max_priority_fee_per_gas = Some(tip.min(cap));
}

fn sign(request: TransactionRequest, signer: &PrivateKeySigner) -> Result<Recovered<TxEnvelope>, RpcError> {
    let mut transaction = request.build_typed_tx().map_err(|_| RpcError::refused("the transaction is incomplete"))?;
    let signature = signer.sign_transaction_sync(&mut transaction).map_err(RpcError::internal)?;
    Ok(Recovered::new_unchecked(transaction.into_signed(signature).into(), signer.address()))
}

/// Waits until the transaction is in a block, or queued for the next when blocks are made by hand.
fn impersonate(api: &Api, filled: TransactionRequest) -> Result<B256, RpcError> {
    let transaction = Impersonated {
        from: filled.from.unwrap_or_default(),
        to: filled.to.and_then(|to| to.to().copied()),
        nonce: filled.nonce.unwrap_or_default(),
        value: filled.value.unwrap_or_default(),
        input: filled.input.into_input().unwrap_or_default(),
        gas_limit: filled.gas.unwrap_or_default(),
        max_fee_per_gas: filled.gas_price.or(filled.max_fee_per_gas).unwrap_or_default(),
        max_priority_fee_per_gas: filled.gas_price.or(filled.max_priority_fee_per_gas).unwrap_or_default(),
    };
    let hash = transaction.hash();
    api.node.submit_input(Input::Impersonated(transaction))?;
    Ok(hash)
}
