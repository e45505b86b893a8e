// Pod proofs of others, which the real pod accepted or refused: verified on chain by a contract of our own that reads EIP-4788.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { numberToHex, pad } from 'viem';
import { BEACON_ROOTS, Pod, flip } from './pod.mjs';
import { Node, alice, root } from './support.mjs';

const RING = 8191;
const vectors = JSON.parse(readFileSync(`${root}/tests/vectors/beacon-roots/eigenpod.json`, 'utf8'));

let node;
let pod;
before(async () => {
  node = await Node.start('--no-keepers');
  pod = await Pod.deploy(node.url, alice.key);
});
after(() => node?.stop());

/** Writes a root into the ring of EIP-4788 under a timestamp. */
async function putRoot(timestamp, blockRoot) {
  const place = timestamp % RING;
  await node.rpc('anvil_setStorageAt', [BEACON_ROOTS, pad(numberToHex(place)), pad(numberToHex(timestamp))]);
  await node.rpc('anvil_setStorageAt', [BEACON_ROOTS, pad(numberToHex(place + RING)), blockRoot]);
}

/** A proof of a vector in the contract's shape. */
function validatorProof(timestamp, { state_root: state }, { index, fields, proof }) {
  return {
    timestamp,
    state: { beaconStateRoot: state.root, proof: state.proof },
    index,
    validator: { validatorFields: fields, proof },
  };
}

function balanceProof(timestamp, { balances_container: container }, { index, pubkey_hash, balance_root, proof }) {
  return {
    timestamp,
    container: { balanceContainerRoot: container.root, proof: container.proof },
    index,
    balance: { pubkeyHash: pubkey_hash, balanceRoot: balance_root, proof },
  };
}

test('proofs that the real pod accepted are accepted', async () => {
  const { timestamp } = await pod.reader.getBlock();
  for (const [at, { block_root, proofs, balances }] of Object.values(vectors.states).entries()) {
    const time = Number(timestamp) - 12 * at - 1;
    await putRoot(time, block_root);
    for (const validator of proofs.validators) {
      const shown = await pod.validator(validatorProof(time, proofs, validator));
      assert.equal(shown.pubkeyHash, validator.fields[0]);
      assert.equal(shown.withdrawalCredentials, validator.fields[1]);
    }
    for (const balance of proofs.balances) {
      // Some balances of the file have a fraction, which the chunk of the same file has lost.
      const expected = BigInt(Math.floor(Number(balances[balance.index])));
      assert.equal(await pod.balance(balanceProof(time, proofs, balance)), expected, `balance of ${balance.index}`);
    }
  }
});

test('proofs that the real pod refused are refused', async () => {
  const { timestamp } = await pod.reader.getBlock();
  const time = Number(timestamp) - 100;
  const { block_root, proofs } = vectors.states.A;
  await putRoot(time, block_root);
  const at = (index) => validatorProof(time, proofs, proofs.validators.find((validator) => validator.index === index));
  const right = at(31);
  const refused = async (proof) => Pod.refusal(pod.validator(proof));
  assert.equal(await refused(right), undefined);
  assert.equal(await refused({ ...at(31), index: 30 }), 'InvalidProof');
  const spoil = (change) => ({ ...right, validator: { ...right.validator, ...change } });
  assert.equal(await refused(spoil({ proof: flip(right.validator.proof, 100) })), 'InvalidProof');
  assert.equal(await refused(spoil({ proof: right.validator.proof.slice(0, -64) })), 'InvalidProofLength');
  const fields = right.validator.validatorFields.with(2, flip(right.validator.validatorFields[2], 1));
  assert.equal(await refused(spoil({ validatorFields: fields })), 'InvalidProof');
  assert.equal(await refused({ ...right, timestamp: time + 1 }), 'InvalidEIP4788Response');
  assert.equal(await refused({ ...right, timestamp: time - RING * 12 }), 'TimestampOutOfRange');
  const other = validatorProof(time, vectors.states.B.proofs, vectors.states.B.proofs.validators[0]);
  assert.equal(await refused(other), 'InvalidProof');
});
