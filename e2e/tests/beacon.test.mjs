// The Beacon API by a generic client (Lodestar's), and the sequences of calls that known tools make, by nothing but fetch.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { getClient } from '@lodestar/api';
import { chainConfigFromJson, createBeaconConfig, defaultChainConfig } from '@lodestar/config';
import { ssz } from '@lodestar/types';
import { bytesToHex, hexToBytes } from 'viem';
import { DEPOSIT_CONTRACT, FAR, Key, depositArguments } from './staking.mjs';
import { Node, bob } from './support.mjs';

const ETH = 10n ** 9n; // in Gwei
const DEPOSIT = 'deposit(bytes,bytes,bytes,bytes32)';
const GO_CLIENT_ACCEPT = { accept: 'application/octet-stream;q=1,application/json;q=0.9' };

let node;
let api;
let key;
let genesis;
before(async () => {
  node = await Node.start('--no-keepers');
  await node.rpc('aquifer_advanceEpochs', [4]);
  genesis = await node.beaconData('/eth/v1/beacon/genesis');
  const spec = await node.beaconData('/eth/v1/config/spec');
  const chain = { ...defaultChainConfig, ...chainConfigFromJson(spec) };
  const config = createBeaconConfig(chain, hexToBytes(genesis.genesis_validators_root));
  api = getClient({ baseUrl: node.beaconUrl }, { config });
  key = new Key(560_048);
});
after(() => node?.stop());

const advance = (epochs) => node.rpc('aquifer_advanceEpochs', [epochs]);
const hex = (root) => (typeof root === 'string' ? root : bytesToHex(root));
/** The status and the message of a refusal. */
const refusal = async (path, options) => {
  const response = await node.beacon(path, options);
  const body = await response.json();
  assert.equal(body.code, response.status, path);
  return [response.status, body.message];
};
const post = (path, body, headers = {}) =>
  node.beacon(path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });

test('a generic client reads genesis, configuration and node', async () => {
  const known = (await api.beacon.getGenesis()).value();
  assert.equal(hex(known.genesisForkVersion), genesis.genesis_fork_version);
  assert.equal(String(known.genesisTime), genesis.genesis_time);
  const spec = (await api.config.getSpec()).value();
  assert.equal(spec.DEPOSIT_CONTRACT_ADDRESS.toLowerCase(), DEPOSIT_CONTRACT.toLowerCase());
  assert.equal(spec.DEPOSIT_CHAIN_ID, '31337');
  assert.equal(spec.SLOTS_PER_EPOCH, '32');
  const { address, chainId } = (await api.config.getDepositContract()).value();
  assert.deepEqual([hex(address), chainId], [DEPOSIT_CONTRACT.toLowerCase(), 31337]);
  const forks = (await api.config.getForkSchedule()).value();
  assert.deepEqual(forks.map(({ epoch }) => epoch), forks.map(() => 0), 'all forks at genesis');
  assert.equal(hex(forks.at(-1).currentVersion), spec.FULU_FORK_VERSION);
  const { version } = (await api.node.getNodeVersion()).value();
  assert.match(version, /^[Aa]quifer\//);
  const syncing = (await api.node.getSyncingStatus()).value();
  assert.deepEqual([syncing.isSyncing, syncing.syncDistance, syncing.elOffline], [false, 0, false]);
  assert.equal((await api.node.getHealth()).status, 200);
});

test('a generic client reads headers and blocks by every name', () => node.still(async () => {
  const head = (await api.beacon.getBlockHeader({ blockId: 'head' })).value();
  const root = hex(head.root);
  assert.equal(bytesToHex(ssz.phase0.BeaconBlockHeader.hashTreeRoot(head.header.message)), root);
  for (const blockId of [root, head.header.message.slot]) {
    assert.equal(hex((await api.beacon.getBlockRoot({ blockId })).value().root), root);
  }
  const block = (await api.beacon.getBlockV2({ blockId: 'head' })).value();
  assert.equal(bytesToHex(ssz.fulu.BeaconBlock.hashTreeRoot(block.message)), root);
  const latest = await node.rpc('eth_getBlockByNumber', ['latest', false]);
  assert.equal(bytesToHex(block.message.body.executionPayload.blockHash), latest.hash);
  assert.equal(hex(head.header.message.parentRoot), latest.parentBeaconBlockRoot);
  const first = (await api.beacon.getBlockHeader({ blockId: 'genesis' })).value();
  assert.equal(first.header.message.slot, 0);
  const finalized = (await api.beacon.getBlockHeader({ blockId: 'finalized' })).value();
  const checkpoints = (await api.beacon.getStateFinalityCheckpoints({ stateId: 'head' })).value();
  assert.equal(hex(finalized.root), hex(checkpoints.finalized.root));
  assert.ok(checkpoints.finalized.epoch >= 2 && checkpoints.finalized.epoch < checkpoints.currentJustified.epoch);
}));

test('a generic client reads the state: validators, balances, committees, duties, queues', () => node.still(async () => {
  const all = (await api.beacon.getStateValidators({ stateId: 'head' })).value();
  const state = (await api.debug.getStateV2({ stateId: 'head' })).value();
  assert.deepEqual(all.map(({ validator }) => validator), state.validators);
  assert.deepEqual(all.map(({ balance }) => balance), state.balances);
  assert.ok(all.every(({ status }) => status === 'active_ongoing'));
  const some = { stateId: 'head', validatorIds: [3, bytesToHex(all[5].validator.pubkey), 999_999] };
  assert.deepEqual((await api.beacon.getStateValidators(some)).value().map(({ index }) => index), [3, 5]);
  const none = { stateId: 'head', statuses: ['exited'] };
  assert.deepEqual((await api.beacon.getStateValidators(none)).value(), []);
  const balances = (await api.beacon.getStateValidatorBalances({ stateId: 'head', validatorIds: [3, 5] })).value();
  assert.deepEqual(balances.map(({ balance }) => balance), [all[3].balance, all[5].balance]);
  const { root } = (await api.beacon.getStateRoot({ stateId: 'head' })).value();
  assert.equal(hex(root), bytesToHex(ssz.fulu.BeaconState.hashTreeRoot(state)));
  const fork = (await api.beacon.getStateFork({ stateId: 'finalized' })).value();
  assert.deepEqual(fork, state.fork);

  const epoch = Math.floor(state.slot / 32);
  const committees = (await api.beacon.getEpochCommittees({ stateId: 'head', epoch })).value();
  const members = committees.flatMap(({ validators }) => validators).sort((a, b) => a - b);
  assert.deepEqual(members, all.map(({ index }) => index), 'everybody attests once an epoch');
  const sync = (await api.beacon.getEpochSyncCommittees({ stateId: 'head', epoch })).value();
  const keys = sync.validators.map((index) => bytesToHex(all[index].validator.pubkey));
  assert.deepEqual(keys, state.currentSyncCommittee.pubkeys.map((pubkey) => bytesToHex(pubkey)));
  const duties = (await api.validator.getProposerDuties({ epoch })).value();
  assert.deepEqual(duties.map(({ validatorIndex }) => validatorIndex), state.proposerLookahead.slice(0, 32));

  assert.deepEqual((await api.beacon.getPendingDeposits({ stateId: 'head' })).value(), []);
  assert.deepEqual((await api.beacon.getPendingPartialWithdrawals({ stateId: 'head' })).value(), []);
  assert.deepEqual((await api.beacon.getPendingConsolidations({ stateId: 'head' })).value(), []);
  assert.deepEqual((await api.beacon.getProposerLookahead({ stateId: 'head' })).value(), state.proposerLookahead);
}));

test('a generic client reads who earned what', () => node.still(async () => {
  const everybody = (await api.beacon.getStateValidators({ stateId: 'head' })).value().map(({ index }) => index);
  const votes = (await api.beacon.getAttestationsRewards({ epoch: 2, validatorIds: everybody })).value();
  const [ideal] = votes.idealRewards;
  assert.equal(votes.totalRewards.length, everybody.length);
  const sum = ({ source, target, head, inactivity }) => source + target + head + inactivity;
  assert.ok(votes.totalRewards.every((earned) => sum(earned) <= sum(ideal)));
  assert.ok(votes.totalRewards.filter((earned) => sum(earned) === sum(ideal)).length > everybody.length * 0.9);

  const header = (await api.beacon.getBlockHeader({ blockId: 'head' })).value().header.message;
  const block = (await api.beacon.getBlockRewards({ blockId: 'head' })).value();
  assert.equal(block.proposerIndex, header.proposerIndex);
  assert.equal(block.total, block.attestations + block.syncAggregate + block.proposerSlashings + block.attesterSlashings);
  const { message } = (await api.beacon.getBlockV2({ blockId: 'head' })).value();
  const signed = message.body.syncAggregate.syncCommitteeBits.getTrueBitIndexes();
  const seats = (await api.beacon.getEpochSyncCommittees({ stateId: 'head' })).value().validators;
  const paid = (await api.beacon.getSyncCommitteeRewards({ blockId: 'head', validatorIds: everybody })).value();
  const earners = new Set(signed.map((seat) => seats[seat]));
  for (const { validatorIndex, reward } of paid) assert.equal(reward > 0, earners.has(validatorIndex), validatorIndex);
}));

test('a generic client hears of heads and of finality', () => node.still(async () => {
  const heard = [];
  const abort = new AbortController();
  await api.events.eventstream({
    topics: ['head', 'block', 'finalized_checkpoint'],
    signal: abort.signal,
    onEvent: (event) => heard.push(event),
    onError: (error) => abort.signal.aborted || assert.fail(error),
  });
  await sleep(200);
  await advance(2);
  const of = (type) => heard.filter((event) => event.type === type).map(({ message }) => message);
  for (let wait = 0; wait < 100 && of('finalized_checkpoint').length === 0; wait++) await sleep(50);
  abort.abort();
  const { root, header } = (await api.beacon.getBlockHeader({ blockId: 'head' })).value();
  const last = of('head').at(-1);
  assert.deepEqual([hex(last.block), last.slot], [hex(root), header.message.slot]);
  assert.equal(hex(last.state), hex(header.message.stateRoot));
  assert.ok(of('block').some(({ block }) => hex(block) === hex(root)));
  const { finalized } = (await api.beacon.getStateFinalityCheckpoints({ stateId: 'head' })).value();
  const checkpoint = of('finalized_checkpoint').at(-1);
  assert.deepEqual([checkpoint.epoch, hex(checkpoint.block)], [finalized.epoch, hex(finalized.root)]);
}));

test('what is malformed or unknown is refused with the status clients expect', async () => {
  for (const id of ['latest', '-1', '0x12', '1.5', '18446744073709551616']) {
    assert.equal((await refusal(`/eth/v1/beacon/headers/${id}`))[0], 400, id);
    assert.equal((await refusal(`/eth/v1/beacon/states/${id}/root`))[0], 400, id);
  }
  const nowhere = `0x${'ab'.repeat(32)}`;
  assert.equal((await refusal(`/eth/v1/beacon/headers/${nowhere}`))[0], 404);
  assert.equal((await refusal(`/eth/v2/beacon/blocks/999999`))[0], 404);
  const [status, message] = await refusal(`/eth/v2/debug/beacon/states/${nowhere}`);
  assert.equal(status, 404);
  assert.match(message, /State not found/, 'by which the oracle knows to ask by slot');
  assert.equal((await refusal('/eth/v1/beacon/states/head/validators?id=0x1234'))[0], 400);
  assert.equal((await refusal('/eth/v1/beacon/states/head/validators?status=asleep'))[0], 400);
  assert.equal((await refusal('/eth/v1/beacon/states/head/validators/999999'))[0], 404);
  assert.equal((await refusal('/eth/v2/beacon/blocks/head', { headers: { accept: 'image/png' } }))[0], 406);
  assert.equal((await node.beacon('/eth/v1/no/such/endpoint')).status, 404);
});

test('the pod proof generator finds slot, state and validators', () => node.still(async () => {
  // It starts with a Go client that is not active before these have answered.
  const { data } = await (await node.beacon('/eth/v1/node/syncing', { headers: GO_CLIENT_ACCEPT })).json();
  assert.deepEqual([data.is_syncing, data.is_optimistic, data.el_offline], [false, false, false]);
  assert.doesNotMatch((await node.beaconData('/eth/v1/node/version')).version, /charon/);
  const latest = await node.rpc('eth_getBlockByNumber', ['latest', false]);
  const { canonical, header } = await node.beaconData(`/eth/v1/beacon/headers/${latest.parentBeaconBlockRoot}`);
  assert.equal(canonical, true);
  const response = await node.beacon(`/eth/v2/debug/beacon/states/${header.message.slot}`, { headers: GO_CLIENT_ACCEPT });
  assert.equal(response.headers.get('eth-consensus-version'), 'fulu');
  const state = ssz.fulu.BeaconState.deserialize(new Uint8Array(await response.arrayBuffer()));
  assert.equal(bytesToHex(ssz.fulu.BeaconState.hashTreeRoot(state)), header.message.state_root);
  const [own] = await node.beaconData('/eth/v1/beacon/states/head/validators?id=5');
  assert.equal(own.validator.pubkey, bytesToHex(state.validators[5].pubkey));
}));

/** The header at a slot; `undefined` when it was missed. */
async function headerAt(slot) {
  const response = await node.beacon(`/eth/v1/beacon/headers/${slot}`);
  if (response.status === 404) return undefined;
  return (await response.json()).data;
}

/** The slots before and behind the last missed ones. */
async function lastGap() {
  let { message: child } = (await headerAt('head')).header;
  for (;;) {
    const { message: parent } = (await headerAt(child.parent_root)).header;
    if (Number(child.slot) - Number(parent.slot) > 1) return [Number(parent.slot), Number(child.slot)];
    child = parent;
  }
}

test('the oracle walks over missed slots and reads the whole state by its root', async () => {
  await node.rpc('evm_increaseTime', [72]);
  await node.rpc('evm_mine');
  const [before, behind] = await lastGap();
  await advance(4);

  const { root: finalizedRoot } = await node.beaconData('/eth/v1/beacon/blocks/finalized/root');
  const finalized = (await headerAt(finalizedRoot)).header.message;
  const reference = behind - 1; // a slot without a block
  assert.ok(reference < Number(finalized.slot), 'a report waits for its slot to be final');
  assert.equal(await headerAt(reference), undefined);
  let slot = reference;
  let child;
  while (child === undefined) child = await headerAt(++slot);
  assert.equal(slot, behind);
  const { header } = await headerAt(child.header.message.parent_root);
  assert.equal(Number(header.message.slot), before, 'the last block at or before the reference slot');

  const block = await node.beaconData(`/eth/v2/beacon/blocks/${child.header.message.parent_root}`);
  const payload = block.message.body.execution_payload;
  const executed = await node.rpc('eth_getBlockByHash', [payload.block_hash, false]);
  assert.equal(BigInt(executed.number), BigInt(payload.block_number));
  assert.equal(BigInt(executed.timestamp), BigInt(payload.timestamp));

  const state = await node.beaconData(`/eth/v2/debug/beacon/states/${header.message.state_root}`);
  assert.equal(state.slot, String(before));
  for (const { withdrawal_credentials, effective_balance } of state.validators) {
    const cap = withdrawal_credentials.startsWith('0x02') ? 2048n * ETH : 32n * ETH;
    assert.ok(BigInt(effective_balance) <= cap);
  }
  for (const field of ['exit_balance_to_consume', 'earliest_exit_epoch']) assert.match(state[field], /^\d+$/, field);
  for (const field of ['balances', 'slashings', 'pending_deposits', 'pending_partial_withdrawals', 'pending_consolidations']) {
    assert.ok(Array.isArray(state[field]), field);
  }
  assert.equal(state.slashings.length, 8192);
  assert.equal(state.balances.length, state.validators.length);
  const bySlot = await node.beaconData(`/eth/v2/debug/beacon/states/${before}`);
  assert.deepEqual(bySlot, state);
  // The state of a slot without a block is that of the block before, played forward.
  const played = await node.beaconData(`/eth/v2/debug/beacon/states/${reference}`);
  assert.deepEqual([played.slot, played.latest_block_header.slot], [String(reference), String(before)]);
  assert.equal(played.latest_block_header.state_root, header.message.state_root);
});

test('an ejector reads what it needs and posts pre-signed exits', async () => {
  const entry = key.deposit(bob.address, { genesisForkVersion: genesis.genesis_fork_version });
  await node.send(bob, '--value', '32ether', DEPOSIT_CONTRACT, DEPOSIT, ...depositArguments(entry));
  const [pending] = await node.beaconData('/eth/v1/beacon/states/head/pending_deposits');
  assert.deepEqual([pending.pubkey, pending.amount], [key.pubkey, String(32n * ETH)]);
  await advance(12);

  const spec = await node.beaconData('/eth/v1/config/spec');
  const fork = await node.beaconData('/eth/v1/beacon/states/finalized/fork');
  assert.equal(fork.current_version, spec.FULU_FORK_VERSION);
  const [{ index, status, validator }] = await node.beaconData(`/eth/v1/beacon/states/finalized/validators?id=${key.pubkey}`);
  assert.equal(status, 'active_ongoing');
  const domain = { capellaForkVersion: spec.CAPELLA_FORK_VERSION, genesisValidatorsRoot: genesis.genesis_validators_root };
  const exit = key.exit(Number(index), Number(validator.activation_epoch), domain);

  const pool = '/eth/v1/beacon/pool/voluntary_exits';
  const early = await post(pool, exit);
  assert.equal(early.status, 400);
  assert.match((await early.json()).message, /before epoch|too young|may not/i);
  await advance(256);
  const forged = await post(pool, { ...exit, signature: `0x${'c0'}${'00'.repeat(95)}` });
  assert.equal(forged.status, 400);
  const wrongFork = key.exit(Number(index), 0, { ...domain, capellaForkVersion: spec.FULU_FORK_VERSION });
  assert.equal((await post(pool, wrongFork)).status, 400, 'signed for another fork than Capella');
  assert.equal((await post(pool, { message: exit.message })).status, 400);
  assert.equal((await post(pool, exit)).status, 200);
  await node.rpc('evm_mine');
  const [leaving] = await node.beaconData(`/eth/v1/beacon/states/head/validators?id=${key.pubkey}`);
  assert.equal(leaving.status, 'active_exiting');
  assert.notEqual(leaving.validator.exit_epoch, String(FAR));
  assert.equal((await post(pool, exit)).status, 400, 'once is enough');
  const exits = [];
  let { root } = await node.beaconData('/eth/v1/beacon/blocks/head/root');
  for (let back = 0; back < 3; back++) {
    const { message } = await node.beaconData(`/eth/v2/beacon/blocks/${root}`);
    exits.push(...message.body.voluntary_exits);
    root = message.parent_root;
  }
  assert.deepEqual(exits, [exit]);
});

test('credentials of a withdrawal key are changed to an address, once', async () => {
  const [validatorKey, withdrawalKey] = [new Key(10), new Key(11)];
  const genesisForkVersion = genesis.genesis_fork_version;
  const entry = validatorKey.depositTo(withdrawalKey.blsCredentials(), { genesisForkVersion });
  await node.send(bob, '--value', '32ether', DEPOSIT_CONTRACT, DEPOSIT, ...depositArguments(entry));
  await advance(4);
  const find = async () => (await node.beaconData(`/eth/v1/beacon/states/head/validators?id=${validatorKey.pubkey}`))[0];
  const { index, validator } = await find();
  assert.equal(validator.withdrawal_credentials, withdrawalKey.blsCredentials());

  const domain = { genesisForkVersion, genesisValidatorsRoot: genesis.genesis_validators_root };
  const change = (key) => [key.credentialsChange(Number(index), bob.address, domain)];
  const pool = '/eth/v1/beacon/pool/bls_to_execution_changes';
  assert.equal((await post(pool, change(validatorKey))).status, 400, 'not the key the credentials name');
  assert.equal((await post(pool, change(withdrawalKey))).status, 200);
  await node.rpc('evm_mine');
  const changed = (await find()).validator.withdrawal_credentials;
  assert.equal(changed, `0x01${'00'.repeat(11)}${bob.address.slice(2).toLowerCase()}`);
  assert.equal((await post(pool, change(withdrawalKey))).status, 400, 'once is enough');
});

test('a thousand keys fit into one query, and into one body', async () => {
  const all = await node.beaconData('/eth/v1/beacon/states/head/validators');
  const keys = Array.from({ length: 1000 }, (_, place) => all[place % all.length].validator.pubkey);
  const found = await node.beaconData(`/eth/v1/beacon/states/head/validators?id=${keys.join(',')}`);
  assert.equal(found.length, all.length);
  const posted = await post('/eth/v1/beacon/states/head/validators', { ids: ['3', keys[4]], statuses: ['active'] });
  assert.deepEqual((await posted.json()).data.map(({ index }) => index), ['3', '4']);
});

test('evidence of two headers signed for one slot slashes, and shows in the block', () => node.still(async () => {
  const [{ index }] = await node.beaconData(`/eth/v1/beacon/states/head/validators?id=${key.pubkey}`);
  const spec = await node.beaconData('/eth/v1/config/spec');
  const slot = Number((await headerAt('head')).header.message.slot);
  const header = (graffiti) => ({
    slot, proposerIndex: Number(index), parentRoot: new Uint8Array(32), stateRoot: new Uint8Array(32),
    bodyRoot: new Uint8Array(32).fill(graffiti),
  });
  const signed = [1, 2].map((graffiti) => ({
    message: ssz.phase0.BeaconBlockHeader.toJson(header(graffiti)),
    signature: key.header(header(graffiti), spec.FULU_FORK_VERSION, genesis.genesis_validators_root),
  }));
  const pool = '/eth/v1/beacon/pool/proposer_slashings';
  assert.equal((await post(pool, { signed_header_1: signed[0], signed_header_2: signed[0] })).status, 400);
  assert.equal((await post(pool, { signed_header_1: signed[0], signed_header_2: signed[1] })).status, 200);
  await node.rpc('evm_mine');
  const [slashed] = await node.beaconData(`/eth/v1/beacon/states/head/validators?id=${index}`);
  assert.deepEqual([slashed.status, slashed.validator.slashed], ['active_slashed', true]);
  const { root } = (await api.beacon.getStateRoot({ stateId: 'head' })).value();
  const state = (await api.debug.getStateV2({ stateId: 'head' })).value();
  assert.equal(hex(root), bytesToHex(ssz.fulu.BeaconState.hashTreeRoot(state)));
}));
