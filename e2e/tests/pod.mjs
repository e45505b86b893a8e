// The verifier of pod proofs on a chain, by viem: deploys it, asks it, and changes proofs so that it must refuse them.
import { readFileSync } from 'node:fs';
import { createPublicClient, createWalletClient, hexToBytes, bytesToHex, http, parseAbi } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { foundry } from 'viem/chains';

export const BEACON_ROOTS = '0x000F3df6D732807Ef1319fB7B8bB8522d0Beac02';

const abi = parseAbi([
  'struct StateRootProof { bytes32 beaconStateRoot; bytes proof; }',
  'struct ValidatorProof { bytes32[] validatorFields; bytes proof; }',
  'struct BalanceContainerProof { bytes32 balanceContainerRoot; bytes proof; }',
  'struct BalanceProof { bytes32 pubkeyHash; bytes32 balanceRoot; bytes proof; }',
  'struct Validator { bytes32 pubkeyHash; bytes32 withdrawalCredentials; uint64 effectiveBalanceGwei; bool slashed; uint64 activationEligibilityEpoch; uint64 activationEpoch; uint64 exitEpoch; uint64 withdrawableEpoch; }',
  'error TimestampOutOfRange()',
  'error InvalidEIP4788Response()',
  'error InvalidValidatorFieldsLength()',
  'error InvalidProofLength()',
  'error InvalidIndex()',
  'error InvalidProof()',
  'function parentBlockRoot(uint64 timestamp) view returns (bytes32)',
  'function verifyValidator(uint64 timestamp, StateRootProof state, uint40 index, ValidatorProof validator) view returns (Validator)',
  'function verifyBalance(uint64 timestamp, BalanceContainerProof container, uint40 index, BalanceProof balance) view returns (uint64)',
]);

/** A deployed verifier. */
export class Pod {
  static async deploy(url, key, chainId = 31337) {
    const chain = { ...foundry, id: chainId };
    const transport = http(url);
    const reader = createPublicClient({ chain, transport, pollingInterval: 50 });
    const wallet = createWalletClient({ chain, transport, account: privateKeyToAccount(key) });
    const code = readFileSync(new URL('../contracts/out/PodVerifier.hex', import.meta.url), 'utf8').trim();
    const hash = await wallet.deployContract({ abi, bytecode: `0x${code}` });
    const { contractAddress } = await reader.waitForTransactionReceipt({ hash });
    return new Pod(reader, contractAddress);
  }

  constructor(reader, address) {
    Object.assign(this, { reader, address });
  }

  call(functionName, ...args) {
    return this.reader.readContract({ address: this.address, abi, functionName, args });
  }

  root(timestamp) {
    return this.call('parentBlockRoot', BigInt(timestamp));
  }

  /** Verifies `{timestamp, state, index, validator}`; the validator as the proof shows it. */
  validator({ timestamp, state, index, validator }) {
    return this.call('verifyValidator', BigInt(timestamp), state, index, validator);
  }

  /** Verifies `{timestamp, container, index, balance}`; the balance in Gwei. */
  balance({ timestamp, container, index, balance }) {
    return this.call('verifyBalance', BigInt(timestamp), container, index, balance);
  }

  /** The name of the error a call is refused with; `undefined` when it is not. */
  static async refusal(call) {
    try {
      await call;
      return undefined;
    } catch (error) {
      return error.walk?.((cause) => cause.data?.errorName)?.data.errorName ?? error.shortMessage ?? String(error);
    }
  }
}

/** The same bytes with one bit changed. */
export function flip(hex, byte, bit = 0) {
  const bytes = hexToBytes(hex);
  bytes[byte] ^= 1 << bit;
  return bytesToHex(bytes);
}

/** Every way to spoil the proof of a validator: what, the changed proof, the error. */
export function* spoiledValidatorProofs(proof, every = 1) {
  const { state, index, validator, timestamp } = proof;
  yield ['the index next to it', { ...proof, index: index ^ 1 }, 'InvalidProof'];
  yield ['an index far away', { ...proof, index: index + 2 ** 39 }, 'InvalidProof'];
  yield ['a time without a block', { ...proof, timestamp: timestamp - 1 }, 'InvalidEIP4788Response'];
  yield ['seven fields', withFields(proof, validator.validatorFields.slice(1)), 'InvalidValidatorFieldsLength'];
  yield ['nine fields', withFields(proof, [...validator.validatorFields, validator.proof.slice(0, 66)]), 'InvalidValidatorFieldsLength'];
  yield ['a short proof', { ...proof, validator: { ...validator, proof: validator.proof.slice(0, -64) } }, 'InvalidProofLength'];
  yield ['a long proof', { ...proof, validator: { ...validator, proof: `${validator.proof}${'00'.repeat(32)}` } }, 'InvalidProofLength'];
  yield ['a short state proof', { ...proof, state: { ...state, proof: state.proof.slice(0, -64) } }, 'InvalidProofLength'];
  for (let field = 0; field < 8; field++) {
    const fields = validator.validatorFields.with(field, flip(validator.validatorFields[field], 31));
    yield [`field ${field} changed`, withFields(proof, fields), 'InvalidProof'];
  }
  yield ['another state root', { ...proof, state: { ...state, beaconStateRoot: flip(state.beaconStateRoot, 0) } }, 'InvalidProof'];
  for (const byte of positions(state.proof, every)) {
    yield [`byte ${byte} of the state proof`, { ...proof, state: { ...state, proof: flip(state.proof, byte) } }, 'InvalidProof'];
  }
  for (const byte of positions(validator.proof, every)) {
    yield [`byte ${byte} of the proof`, { ...proof, validator: { ...validator, proof: flip(validator.proof, byte) } }, 'InvalidProof'];
  }
}

/** Every way to spoil the proof of a balance. */
export function* spoiledBalanceProofs(proof, every = 1) {
  const { container, index, balance, timestamp } = proof;
  yield ['a chunk next to it', { ...proof, index: index ^ 4 }, 'InvalidProof'];
  yield ['a time without a block', { ...proof, timestamp: timestamp - 1 }, 'InvalidEIP4788Response'];
  yield ['a short proof', { ...proof, balance: { ...balance, proof: balance.proof.slice(0, -64) } }, 'InvalidProofLength'];
  yield ['a short container proof', { ...proof, container: { ...container, proof: container.proof.slice(0, -64) } }, 'InvalidProofLength'];
  const otherRoot = flip(container.balanceContainerRoot, 31);
  yield ['another container', { ...proof, container: { ...container, balanceContainerRoot: otherRoot } }, 'InvalidProof'];
  for (let byte = 0; byte < 32; byte++) {
    yield [`byte ${byte} of the chunk`, { ...proof, balance: { ...balance, balanceRoot: flip(balance.balanceRoot, byte) } }, 'InvalidProof'];
  }
  for (const byte of positions(container.proof, every)) {
    yield [`byte ${byte} of the container proof`, { ...proof, container: { ...container, proof: flip(container.proof, byte) } }, 'InvalidProof'];
  }
  for (const byte of positions(balance.proof, every)) {
    yield [`byte ${byte} of the proof`, { ...proof, balance: { ...balance, proof: flip(balance.proof, byte) } }, 'InvalidProof'];
  }
}

function withFields(proof, validatorFields) {
  return { ...proof, validator: { ...proof.validator, validatorFields } };
}

/** Each `every`-th byte of a hex string. */
function positions(hex, every) {
  const length = (hex.length - 2) / 2;
  return Array.from({ length: Math.ceil(length / every) }, (_, step) => step * every);
}
