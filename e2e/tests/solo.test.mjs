// The whole life of a solo validator by plain transactions: deposit, switch to compounding, top-up, partial withdrawal, exit.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createWalletClient, http } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { foundry } from 'viem/chains';
import {
  CONSOLIDATION_REQUESTS, DEPOSIT_CONTRACT, FAR, GWEI, Key, WITHDRAWAL_REQUESTS, consolidationRequest, depositArguments,
  withdrawalRequest,
} from './staking.mjs';
import { Node, alice, bob } from './support.mjs';

const DEPOSIT = 'deposit(bytes,bytes,bytes,bytes32)';
const ETH = 10n ** 9n; // in Gwei

let node;
let key;
let genesis;
before(async () => {
  node = await Node.start('--no-keepers');
  key = new Key(7_002);
  genesis = await node.rpc('aquifer_beaconState', ['latest']);
});
after(() => node?.stop());

const deposit = (eth, options = {}) => {
  const entry = key.deposit(bob.address, { eth, genesisForkVersion: genesis.genesisForkVersion, ...options });
  return node.send(bob, '--value', `${eth}ether`, DEPOSIT_CONTRACT, DEPOSIT, ...depositArguments(entry));
};
/** Sends bare calldata with a value in wei. */
const request = (to, data, wei) => node.send(bob, '--value', String(wei), to, data);
const epoch = async () => (await node.rpc('aquifer_beaconState', ['latest'])).epoch;
const advance = (epochs) => node.rpc('aquifer_advanceEpochs', [epochs]);
const balance = async () => BigInt(await node.cast('balance', bob.address));
const validator = async () => (await node.rpc('aquifer_validators', [{ pubkeys: [key.pubkey] }]))[0];
const fee = async (contract) => BigInt(await node.cast('call', contract, '0x'));

test('the request contracts say their fee and refuse what is malformed', async () => {
  const exit = withdrawalRequest(key.pubkey, 0);
  const merge = consolidationRequest(key.pubkey, key.pubkey);
  // Their code as installed takes nothing before the first block has ended.
  await assert.rejects(fee(WITHDRAWAL_REQUESTS), /revert/);
  await node.rpc('evm_mine');
  for (const [contract, data] of [[WITHDRAWAL_REQUESTS, exit], [CONSOLIDATION_REQUESTS, merge]]) {
    assert.equal(await fee(contract), 1n);
    const refused = (bytes, wei) =>
      assert.rejects(node.cast('call', '--from', bob.address, '--value', String(wei), contract, bytes), /revert/, `${bytes} ${wei}`);
    await refused(data, 0); // fee too small
    await refused(data.slice(0, -2), 1); // a byte short
    await refused(`${data}00`, 1); // a byte long
    await refused('0x', 1); // the fee getter takes no value
  }
});

test('a full queue of requests raises the fee, and quiet blocks lower it', async () => {
  await node.rpc('evm_setAutomine', [false]);
  const wallet = createWalletClient({ chain: foundry, transport: http(node.url), account: privateKeyToAccount(alice.key) });
  const first = Number(await node.cast('nonce', alice.address));
  const data = withdrawalRequest(key.pubkey, 0);
  for (let number = 0; number < 19; number++) {
    await wallet.sendTransaction({ to: WITHDRAWAL_REQUESTS, data, value: 1n, nonce: first + number, gas: 200_000n });
  }
  await node.rpc('evm_mine');
  await node.rpc('evm_setAutomine', [true]);
  // 19 in a block whose target is 2: an excess of 17, and a fee of 2.
  assert.equal(await fee(WITHDRAWAL_REQUESTS), 2n);
  await assert.rejects(node.cast('call', '--from', bob.address, '--value', '1', WITHDRAWAL_REQUESTS, data), /revert/);
  await node.cast('call', '--from', bob.address, '--value', '2', WITHDRAWAL_REQUESTS, data);
  for (let block = 0; block < 3; block++) await node.rpc('evm_mine');
  assert.equal(await fee(WITHDRAWAL_REQUESTS), 1n, 'an excess of 11');
});

test('32 ETH become an active validator eight epochs after the deposit is final', async () => {
  await advance(4); // the first finality of a chain comes late
  const before = await epoch();
  const receipt = await deposit(32);
  assert.equal(receipt.status, '0x1');
  assert.equal((await node.rpc('aquifer_pendingDeposits', ['latest'])).at(-1).pubkey, key.pubkey);
  const queues = await node.rpc('aquifer_queues', []);
  await advance(11);
  const active = await validator();
  assert.equal(active.status, 'active_ongoing');
  assert.ok(Number(active.activationEpoch) <= before + 10, `${active.activationEpoch}, asked in ${before}`);
  // The forecast was of another 32 ETH right behind: both are credited together.
  assert.equal(queues.entry.active.epoch, Number(active.activationEpoch));
  assert.equal(active.effectiveBalance, String(32n * ETH));
});

test('a forged deposit is taken by the contract and credits nobody', async () => {
  const stranger = new Key(666);
  const entry = stranger.deposit(bob.address, { genesisForkVersion: '0x00000000' });
  await node.send(bob, '--value', '32ether', DEPOSIT_CONTRACT, DEPOSIT, ...depositArguments(entry));
  await advance(4);
  assert.deepEqual(await node.rpc('aquifer_validators', [{ pubkeys: [stranger.pubkey] }]), []);
  assert.deepEqual(await node.rpc('aquifer_pendingDeposits', ['latest']), []);
});

test('it compounds after a switch, and a top-up is earned on', async () => {
  await request(CONSOLIDATION_REQUESTS, consolidationRequest(key.pubkey, key.pubkey), await fee(CONSOLIDATION_REQUESTS));
  const switched = await validator();
  assert.match(switched.withdrawalCredentials, /^0x02/);
  await deposit(8);
  await advance(5);
  assert.equal((await validator()).effectiveBalance, String(40n * ETH));
});

test('a partial withdrawal asked too early is ignored, and its fee is gone', async () => {
  const receipt = await request(WITHDRAWAL_REQUESTS, withdrawalRequest(key.pubkey, ETH), 1);
  assert.equal(receipt.status, '0x1');
  assert.equal((await node.rpc('aquifer_queues', [])).sweep.partials, 0);
});

test('a partial withdrawal is paid 261 epochs after it is asked', async () => {
  const { activationEpoch } = await validator();
  await advance(Number(activationEpoch) + 256 - (await epoch()));
  await request(WITHDRAWAL_REQUESTS, withdrawalRequest(key.pubkey, 5n * ETH), 1);
  assert.equal((await node.rpc('aquifer_queues', [])).sweep.partialsAmount, String(5n * ETH));
  const [asked, before] = [await epoch(), await balance()];
  await advance(260 - ((await epoch()) - asked));
  // Meanwhile it proposes, and tips and MEV go to its fee recipient.
  const earned = (await balance()) - before;
  assert.ok(earned < ETH * GWEI, String(earned));
  await advance(2);
  const paid = (await balance()) - before - earned;
  assert.ok(paid >= 5n * ETH * GWEI && paid < 6n * ETH * GWEI, String(paid));
  assert.equal((await node.rpc('aquifer_queues', [])).sweep.partials, 0);
});

test('a stranger cannot let it exit, its owner can, and everything comes back', async () => {
  const stranger = { address: '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC', key: '0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a' };
  await node.send(stranger, '--value', '1', WITHDRAWAL_REQUESTS, withdrawalRequest(key.pubkey, 0));
  assert.equal((await validator()).exitEpoch, String(FAR));

  await request(WITHDRAWAL_REQUESTS, withdrawalRequest(key.pubkey, 0), 1);
  const [leaving, asked, before] = [await validator(), await epoch(), await balance()];
  assert.equal(leaving.status, 'active_exiting');
  assert.equal(Number(leaving.exitEpoch), asked + 5);
  assert.equal(Number(leaving.withdrawableEpoch), asked + 261);
  await advance(262);
  // Who still sits in the sync committee when it is paid earns a little more.
  const left = await validator();
  assert.match(left.status, /^withdrawal_/);
  assert.ok(BigInt(left.balance) < ETH / 1_000n, left.balance);
  const returned = (await balance()) - before;
  // 32 + 8 - 5, and what it earned meanwhile.
  assert.ok(returned > 35n * ETH * GWEI && returned < 36n * ETH * GWEI, String(returned));
});
