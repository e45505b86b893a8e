// The life of a staked ether, by an unmodified cast.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { toFunctionSelector } from 'viem';
import { Node, QUEUE, STETH, WSTETH, ZERO, alice, bob } from './support.mjs';

const ETHER = 10n ** 18n;
const near = (got, expected, slack = 2n) =>
  assert.ok(got <= expected && got >= expected - slack, `expected ${expected} less at most ${slack} wei, got ${got}`);

/** Holds that cast was told `reason`: an Error(string) by its text, a custom error by its selector. */
const refused = (promise, reason) =>
  assert.rejects(promise, (error) => {
    assert.match(error.stderr, reason);
    return true;
  });
const selector = (signature) => new RegExp(toFunctionSelector(`function ${signature}`));

let node;
before(async () => (node = await Node.start()));
after(async () => assert.equal(await node.stop(), 0, 'SIGTERM ends the node cleanly'));

test('stake, wrap, unwrap, earn, request, claim', async (t) => {
  await t.test('a deposit gives as much stETH, less at most two wei of rounding', async () => {
    const receipt = await node.send(alice, STETH, 'submit(address)', ZERO, '--value', '10ether');
    assert.equal(receipt.status, '0x1');
    assert.equal(receipt.logs.length, 3, 'Submitted, Transfer, TransferShares');
    near(await node.number(STETH, 'balanceOf(address)(uint256)', alice.address), 10n * ETHER);
  });

  await t.test('half is wrapped and a part unwrapped', async () => {
    await node.send(alice, STETH, 'approve(address,uint256)', WSTETH, `${5n * ETHER}`);
    await node.send(alice, WSTETH, 'wrap(uint256)', `${5n * ETHER}`);
    const wrapped = await node.number(WSTETH, 'balanceOf(address)(uint256)', alice.address);
    assert.equal(wrapped, await node.number(STETH, 'getSharesByPooledEth(uint256)(uint256)', `${5n * ETHER}`));
    await node.send(alice, WSTETH, 'unwrap(uint256)', `${wrapped / 2n}`);
    assert.equal(await node.number(WSTETH, 'balanceOf(address)(uint256)', alice.address), wrapped - wrapped / 2n);
  });

  await t.test('a plain transfer of ether is a deposit too', async () => {
    await node.send(bob, STETH, '--value', '1ether');
    near(await node.number(STETH, 'balanceOf(address)(uint256)', bob.address), ETHER);
  });

  await t.test('a day later the oracle has reported and the balance has grown', async () => {
    const before = await node.number(STETH, 'balanceOf(address)(uint256)', alice.address);
    await node.aquifer('advance', '2d');
    const afterwards = await node.number(STETH, 'balanceOf(address)(uint256)', alice.address);
    assert.ok(afterwards > before, `${afterwards} > ${before}`);
    const rebases = JSON.parse(
      await node.cast('logs', '--json', '--from-block', '0', '--address', STETH,
        'TokenRebased(uint256 indexed,uint256,uint256,uint256,uint256,uint256,uint256)'),
    );
    assert.ok(rebases.length >= 1, 'at least one TokenRebased');
  });

  await t.test('a withdrawal is an NFT, is finalised by a report, and pays', async () => {
    await node.send(alice, STETH, 'approve(address,uint256)', QUEUE, `${3n * ETHER}`);
    await node.send(alice, QUEUE, 'requestWithdrawals(uint256[],address)', `[${2n * ETHER}]`, alice.address);
    const id = await node.number(QUEUE, 'getLastRequestId()(uint256)');
    assert.equal(await node.cast('call', QUEUE, 'ownerOf(uint256)(address)', `${id}`), alice.address);
    await node.aquifer('advance', '2d');
    assert.ok((await node.number(QUEUE, 'getLastFinalizedRequestId()(uint256)')) >= id, 'finalised');

    const before = BigInt(await node.cast('balance', alice.address));
    const receipt = await node.send(alice, QUEUE, 'claimWithdrawal(uint256)', `${id}`);
    const gas = BigInt(receipt.gasUsed) * BigInt(receipt.effectiveGasPrice);
    const paid = BigInt(await node.cast('balance', alice.address)) - before + gas;
    near(paid, 2n * ETHER);
    await refused(node.cast('call', QUEUE, 'ownerOf(uint256)(address)', `${id}`), selector('RequestAlreadyClaimed(uint256)'));
  });
});

test('refusals carry the reason of the real contract', async () => {
  await refused(node.cast('call', '--from', bob.address, STETH, 'transfer(address,uint256)', alice.address, `${10n ** 24n}`), /BALANCE_EXCEEDED/);
  await refused(node.cast('call', '--from', bob.address, STETH, 'submit(address)', ZERO), /ZERO_DEPOSIT/);
  await refused(node.cast('call', '--from', bob.address, WSTETH, 'wrap(uint256)', '0'), /wstETH: can't wrap zero stETH/);
  await refused(node.send(bob, QUEUE, 'requestWithdrawals(uint256[],address)', '[99]', bob.address), selector('RequestAmountTooSmall(uint256)'));
});

test('a Solidity contract holds stETH, undoes a transfer in try/catch, and is paid by a claim', async () => {
  const code = readFileSync(new URL('../contracts/out/Holder.hex', import.meta.url), 'utf8').trim();
  const { contractAddress: holder } = await node.send(
    alice, '--create', code, 'constructor(address,address)', STETH, QUEUE,
  );
  await node.send(alice, holder, 'stake()', '--value', '4ether');
  near(await node.number(STETH, 'balanceOf(address)(uint256)', holder), 4n * ETHER);

  const undo = await node.send(alice, holder, 'transferAndUndo(address,uint256)', bob.address, `${ETHER}`);
  assert.equal(undo.status, '0x1');
  assert.equal(undo.logs.length, 0, 'the logs of the undone transfer are gone');
  near(await node.number(STETH, 'balanceOf(address)(uint256)', holder), 4n * ETHER);

  await node.send(alice, holder, 'requestWithdrawal(uint256)', `${ETHER}`);
  await node.aquifer('advance', '2d');
  await node.send(alice, holder, 'claim()');
  near(BigInt(await node.cast('balance', holder)), ETHER);
  near(await node.number(holder, 'received()(uint256)'), ETHER);
});
