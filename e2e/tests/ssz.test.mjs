// The state of the beacon chain as a proof generator sees it: SSZ from the debug endpoint, decoded, hashed and proven by
// Lodestar's library, which shares no code with this node, and verified on chain.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Tree, concatGindices } from '@chainsafe/persistent-merkle-tree';
import { ssz } from '@lodestar/types';
import { bytesToHex, concat } from 'viem';
import { Pod, spoiledBalanceProofs, spoiledValidatorProofs } from './pod.mjs';
import { Node, alice } from './support.mjs';

const HOODI = { chainId: 560048, genesisForkVersion: '0x10000910' };
// The one header value of the proof generator's Go client.
const ACCEPT_SSZ = { accept: 'application/octet-stream;q=1,application/json;q=0.9' };

// Generalized indices, Fulu.
const STATE_ROOT_IN_HEADER = 11n;
const VALIDATORS_IN_STATE = 75n;
const BALANCES_IN_STATE = 76n;
// Under a list's root the left child holds the elements, the right one their number.
const VALIDATORS_IN_LIST = 2n << 40n;
const BALANCE_CHUNKS_IN_LIST = 2n << 38n;

let node;
let pod;
before(async () => {
  node = await Node.start('--no-keepers', '--chain-id', String(HOODI.chainId), '--development');
  await node.rpc('aquifer_advanceEpochs', [3]);
  pod = await Pod.deploy(node.url, alice.key, HOODI.chainId);
});
after(() => node?.stop());

/** A block of the execution chain and the beacon header of the block before it, whose root it stored. */
async function parentOf(number) {
  const { timestamp } = await pod.reader.getBlock({ blockNumber: number });
  const blockRoot = await pod.root(timestamp);
  const { header } = await node.beaconData(`/eth/v1/beacon/headers/${blockRoot}`);
  return { timestamp: Number(timestamp), blockRoot, header: ssz.phase0.BeaconBlockHeader.fromJson(header.message) };
}

async function stateAt(id) {
  const response = await node.beacon(`/eth/v2/debug/beacon/states/${id}`, { headers: ACCEPT_SSZ });
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('content-type'), 'application/octet-stream');
  assert.equal(response.headers.get('eth-consensus-version'), 'fulu');
  return ssz.fulu.BeaconState.deserializeToViewDU(new Uint8Array(await response.arrayBuffer()));
}

const joined = (siblings) => concat(siblings.map((sibling) => bytesToHex(sibling)));

/** The proofs of a pod, from the trees of another library. */
function proofsOf(state, header, timestamp, index) {
  const headerTree = new Tree(ssz.phase0.BeaconBlockHeader.toView(header).node);
  const stateTree = new Tree(state.node);
  const stateProof = headerTree.getSingleProof(STATE_ROOT_IN_HEADER);
  const validator = state.validators.get(index);
  const fields = ssz.phase0.Validator.fields;
  const validatorFields = Object.entries(fields).map(([name, type]) => bytesToHex(type.hashTreeRoot(validator[name])));
  const validatorGindex = concatGindices([VALIDATORS_IN_STATE, VALIDATORS_IN_LIST + BigInt(index)]);
  const container = stateTree.getSubtree(BALANCES_IN_STATE);
  const chunk = BALANCE_CHUNKS_IN_LIST + BigInt(Math.floor(index / 4));
  return {
    validator: {
      timestamp,
      index,
      state: { beaconStateRoot: bytesToHex(state.hashTreeRoot()), proof: joined(stateProof) },
      validator: { validatorFields, proof: joined(stateTree.getSingleProof(validatorGindex)) },
    },
    balance: {
      timestamp,
      index,
      container: {
        balanceContainerRoot: bytesToHex(container.rootNode.root),
        proof: joined([...stateTree.getSingleProof(BALANCES_IN_STATE), ...stateProof]),
      },
      balance: {
        pubkeyHash: validatorFields[0],
        balanceRoot: bytesToHex(container.getNode(chunk).root),
        proof: joined(container.getSingleProof(chunk)),
      },
    },
  };
}

test('the network is the one that proof generators know', async () => {
  assert.equal(await pod.reader.getChainId(), HOODI.chainId);
  assert.equal((await node.beaconData('/eth/v1/beacon/genesis')).genesis_fork_version, HOODI.genesisForkVersion);
});

test('roots of headers, states and bodies are those of an independent library', async () => {
  const head = await pod.reader.getBlockNumber();
  for (const number of [2n, head - 40n, head]) {
    const { blockRoot, header } = await parentOf(number);
    assert.equal(bytesToHex(ssz.phase0.BeaconBlockHeader.hashTreeRoot(header)), blockRoot, `header before block ${number}`);
    const state = await stateAt(header.slot);
    assert.equal(bytesToHex(state.hashTreeRoot()), bytesToHex(header.stateRoot), `state of slot ${header.slot}`);
    const served = ssz.phase0.BeaconBlockHeader.toJson(header);
    const inState = ssz.phase0.BeaconBlockHeader.toJson(state.latestBlockHeader);
    assert.deepEqual(inState, { ...served, state_root: `0x${'00'.repeat(32)}` });

    const block = await node.beaconData(`/eth/v2/beacon/blocks/${blockRoot}`);
    const { message } = ssz.fulu.SignedBeaconBlock.fromJson(block);
    assert.equal(bytesToHex(ssz.fulu.BeaconBlockBody.hashTreeRoot(message.body)), bytesToHex(header.bodyRoot));
    assert.equal(bytesToHex(ssz.fulu.BeaconBlock.hashTreeRoot(message)), blockRoot);
    const { hash } = await pod.reader.getBlock({ blockNumber: number - 1n });
    assert.equal(bytesToHex(message.body.executionPayload.blockHash), hash);
  }
});

test('a block as SSZ is the block as JSON', async () => {
  const { root } = await node.beaconData('/eth/v1/beacon/blocks/head/root');
  const response = await node.beacon(`/eth/v2/beacon/blocks/${root}`, { headers: ACCEPT_SSZ });
  const bytes = new Uint8Array(await response.arrayBuffer());
  const { data, version } = await (await node.beacon(`/eth/v2/beacon/blocks/${root}`)).json();
  assert.equal(version, 'fulu');
  assert.deepEqual(ssz.fulu.SignedBeaconBlock.serialize(ssz.fulu.SignedBeaconBlock.fromJson(data)), bytes);
});

test('a state as JSON is the state as SSZ', async () => {
  const state = await stateAt('head');
  const data = await node.beaconData(`/eth/v2/debug/beacon/states/${state.slot}`);
  assert.deepEqual(ssz.fulu.BeaconState.serialize(ssz.fulu.BeaconState.fromJson(data)), state.serialize());
  const rooted = await node.beaconData(`/eth/v2/debug/beacon/states/${bytesToHex(state.hashTreeRoot())}`);
  assert.equal(rooted.slot, data.slot);
});

test('proofs of another library from the served state verify on chain, and equal the methods of the node', async () => {
  const number = await pod.reader.getBlockNumber();
  const { timestamp, blockRoot, header } = await parentOf(number);
  const state = await stateAt(header.slot);
  for (const index of [0, 5, state.validators.length - 1]) {
    const proofs = proofsOf(state, header, timestamp, index);
    const shown = await pod.validator(proofs.validator);
    const record = state.validators.get(index);
    assert.equal(shown.effectiveBalanceGwei, BigInt(record.effectiveBalance));
    assert.equal(shown.withdrawalCredentials, bytesToHex(record.withdrawalCredentials));
    assert.equal(shown.exitEpoch, 2n ** 64n - 1n);
    assert.equal(await pod.balance(proofs.balance), BigInt(state.balances.get(index)));

    assert.deepEqual(await validatorProofOfNode(index, number - 1n), { ...proofs.validator, blockRoot });
    assert.deepEqual(await balanceProofOfNode(index, number - 1n), { ...proofs.balance, blockRoot });
  }
});

async function validatorProofOfNode(index, number) {
  const answer = await node.rpc('aquifer_getValidatorProof', [index, `0x${number.toString(16)}`]);
  return {
    timestamp: answer.timestamp,
    blockRoot: answer.blockRoot,
    index: answer.validatorIndex,
    state: { beaconStateRoot: answer.stateRootProof.beaconStateRoot, proof: answer.stateRootProof.stateRootProof },
    validator: { validatorFields: answer.validatorFields, proof: answer.validatorFieldsProof },
  };
}

async function balanceProofOfNode(index, number) {
  const answer = await node.rpc('aquifer_getBalanceProof', [index, `0x${number.toString(16)}`]);
  const { validatorBalanceRoot, proof } = answer.validatorBalancesRootProof;
  return {
    timestamp: answer.timestamp,
    blockRoot: answer.blockRoot,
    index: answer.validatorIndex,
    container: { balanceContainerRoot: validatorBalanceRoot, proof },
    balance: answer.balanceProof,
  };
}

test('every changed byte of the proofs of the node, a wrong index and a wrong block are refused', async () => {
  const number = await pod.reader.getBlockNumber();
  const validator = await validatorProofOfNode(7, number - 1n);
  const balance = await balanceProofOfNode(7, number - 1n);
  assert.equal((await pod.validator(validator)).slashed, false);
  assert.ok((await pod.balance(balance)) >= 32n * 10n ** 9n);
  const parent = { timestamp: validator.timestamp - 12 };
  assert.equal(await Pod.refusal(pod.validator({ ...validator, ...parent })), 'InvalidProof', 'against the block before');
  assert.equal(await Pod.refusal(pod.balance({ ...balance, ...parent })), 'InvalidProof', 'against the block before');
  await refused((proof) => pod.validator(proof), spoiledValidatorProofs(validator));
  await refused((proof) => pod.balance(proof), spoiledBalanceProofs(balance));
});

/** Asks for many at a time; the node answers them in turn. */
async function refused(verify, spoiled) {
  const cases = [...spoiled];
  while (cases.length > 0) {
    await Promise.all(
      cases.splice(0, 32).map(async ([what, proof, error]) => assert.equal(await Pod.refusal(verify(proof)), error, what)),
    );
  }
}

test('a slashed validator is shown as slashed by the next root', async () => {
  await node.rpc('aquifer_slashValidator', [11]);
  await node.rpc('evm_mine');
  const number = await pod.reader.getBlockNumber();
  const slashed = await pod.validator(await validatorProofOfNode(11, number - 1n));
  assert.equal(slashed.slashed, true);
  assert.notEqual(slashed.exitEpoch, 2n ** 64n - 1n);
  const { header } = await parentOf(number);
  const state = await stateAt(header.slot);
  assert.equal(bytesToHex(state.hashTreeRoot()), bytesToHex(header.stateRoot));
  const block = await node.beaconData(`/eth/v2/beacon/blocks/${header.slot}`);
  assert.equal(block.message.body.proposer_slashings.length, 1);
});
