// Two solo validators become one by plain transactions, on a network whose constants leave room for it and shorten the waits.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { CONSOLIDATION_REQUESTS, DEPOSIT_CONTRACT, Key, consolidationRequest, depositArguments } from './staking.mjs';
import { Node, alice, bob, root } from './support.mjs';

const ETH = 10n ** 9n; // in Gwei
const DEPOSIT = 'deposit(bytes,bytes,bytes,bytes32)';
// 400 ETH may move an epoch: 256 of them in and out, which leaves 144 for consolidations.
const CONSTANTS = `[beacon.constants]
min_per_epoch_churn_limit = 400000000000
shard_committee_period = 4
min_validator_withdrawability_delay = 8
`;

let node;
let folder;
const [source, target] = [new Key(7_251), new Key(72_510)];
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aquifer-e2e-'));
  const file = join(folder, 'network.toml');
  const devnet = readFileSync(join(root, 'networks', 'devnet.toml'), 'utf8');
  writeFileSync(file, devnet.replace('[beacon.constants]\n', CONSTANTS));
  node = await Node.start('--no-keepers', '--network', file);
  const { genesis_fork_version: genesisForkVersion } = await node.beaconData('/eth/v1/beacon/genesis');
  for (const [key, owner, prefix] of [[source, bob, '01'], [target, alice, '02']]) {
    const entry = key.deposit(owner.address, { genesisForkVersion, prefix });
    await node.send(owner, '--value', '32ether', DEPOSIT_CONTRACT, DEPOSIT, ...depositArguments(entry));
  }
  await advance(17); // active, and old enough to leave
});
after(async () => {
  await node?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const advance = (epochs) => node.rpc('aquifer_advanceEpochs', [epochs]);
const validator = async (key) => (await node.beaconData(`/eth/v1/beacon/states/head/validators?id=${key.pubkey}`))[0];
const consolidate = (sender, from, to) =>
  node.send(sender, '--value', '1', CONSOLIDATION_REQUESTS, consolidationRequest(from.pubkey, to.pubkey));
const queue = () => node.beaconData('/eth/v1/beacon/states/head/pending_consolidations');

test('unsuitable consolidations cost their fee and do nothing', async () => {
  const paid = BigInt(await node.cast('balance', CONSOLIDATION_REQUESTS));
  await consolidate(alice, source, target); // not the owner of the source
  await consolidate(alice, target, source); // the target does not compound
  await consolidate(bob, source, new Key(1)); // nobody has this key
  assert.deepEqual(await queue(), []);
  assert.equal(BigInt(await node.cast('balance', CONSOLIDATION_REQUESTS)) - paid, 3n);
});

test('the stake of the source moves to the target when it is withdrawable', async () => {
  const { consolidation } = await node.rpc('aquifer_queues', []);
  await consolidate(bob, source, target);
  const [giving, receiving] = [await validator(source), await validator(target)];
  assert.deepEqual(await queue(), [{ source_index: giving.index, target_index: receiving.index }]);
  assert.equal(giving.status, 'active_exiting');
  assert.equal(Number(giving.validator.exit_epoch), consolidation.exits.epoch);
  assert.equal(Number(giving.validator.withdrawable_epoch), consolidation.moved.epoch);

  await advance(14);
  assert.deepEqual(await queue(), []);
  const merged = await validator(target);
  assert.equal(merged.validator.effective_balance, String(64n * ETH));
  assert.ok(BigInt(merged.balance) >= 64n * ETH);
  const emptied = await validator(source);
  assert.match(emptied.status, /^withdrawal_/);
  assert.ok(BigInt(emptied.balance) < ETH / 1_000n, emptied.balance);
});
