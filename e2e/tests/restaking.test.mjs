// A restaking life by unmodified clients: cast deposits, queues and completes; viem signs approvals as EIP-712 says, slashes,
// and reads what it did from the events, in the order that indexers expect.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import {
  createPublicClient, createWalletClient, encodeAbiParameters, http, keccak256, parseAbi, parseEther, parseEventLogs, toHex,
} from 'viem';
import { mnemonicToAccount } from 'viem/accounts';
import { foundry } from 'viem/chains';
import { Node, STETH, ZERO, alice, bob, root } from './support.mjs';

const DELEGATION = '0x39053D51B77DC0d36036Fc1fCc8Cb819df8Ef37A';
const STRATEGIES = '0x858646372CC42E1A627fcE94aa7A7033e7CF075A';
const ALLOCATION = '0x948a420b8CC1d6BFd0B6087C2E7c344a2CD0bc39';
const STETH_STRATEGY = '0x93c4b944D05dfe6df7645A86cd2206016c51564D';
const WAD = 10n ** 18n;
const DELAY = 8;
// Answers one to every call: any service is supported, any operator may register.
const OPEN_REGISTRAR = '0x6760015f5260205ff35f5260086018f3';

const abi = parseAbi([
  'struct OperatorSet { address avs; uint32 id; }',
  'struct Signature { bytes signature; uint256 expiry; }',
  'struct Withdrawal { address staker; address delegatedTo; address withdrawer; uint256 nonce; uint32 startBlock; address[] strategies; uint256[] scaledShares; }',
  'struct SetParams { uint32 operatorSetId; address[] strategies; }',
  'struct RegisterParams { address avs; uint32[] operatorSetIds; bytes data; }',
  'struct AllocateParams { OperatorSet operatorSet; address[] strategies; uint64[] newMagnitudes; }',
  'struct SlashingParams { address operator; uint32 operatorSetId; address[] strategies; uint256[] wadsToSlash; string description; }',
  'function registerAsOperator(address initDelegationApprover, uint32 allocationDelay, string metadataURI)',
  'function delegateTo(address operator, Signature approverSignatureAndExpiry, bytes32 approverSalt)',
  'function getWithdrawableShares(address staker, address[] strategies) view returns (uint256[] withdrawableShares, uint256[] depositShares)',
  'function getQueuedWithdrawals(address staker) view returns (Withdrawal[] withdrawals, uint256[][] shares)',
  'function calculateDelegationApprovalDigestHash(address staker, address operator, address approver, bytes32 approverSalt, uint256 expiry) view returns (bytes32)',
  'function completeQueuedWithdrawal(Withdrawal withdrawal, address[] tokens, bool receiveAsTokens)',
  'function updateAVSMetadataURI(address avs, string metadataURI)',
  'function setAVSRegistrar(address avs, address registrar)',
  'function createOperatorSets(address avs, SetParams[] params)',
  'function registerForOperatorSets(address operator, RegisterParams params)',
  'function modifyAllocations(address operator, AllocateParams[] params)',
  'function slashOperator(address avs, SlashingParams params) returns (uint256 slashId, uint256[] shares)',
  'function getMaxMagnitude(address operator, address strategy) view returns (uint64)',
  'event EncumberedMagnitudeUpdated(address operator, address strategy, uint64 encumberedMagnitude)',
  'event AllocationUpdated(address operator, OperatorSet operatorSet, address strategy, uint64 magnitude, uint32 effectBlock)',
  'event MaxMagnitudeUpdated(address operator, address strategy, uint64 maxMagnitude)',
  'event OperatorSharesDecreased(address indexed operator, address staker, address strategy, uint256 shares)',
  'event OperatorSharesSlashed(address indexed operator, address strategy, uint256 totalSlashedShares)',
  'event SlashResolutionBlockSet(OperatorSet operatorSet, uint256 slashId, uint32 resolutionBlock)',
  'event BurnOrRedistributableSharesIncreased(OperatorSet operatorSet, uint256 slashId, address strategy, uint256 shares)',
  'event OperatorSlashed(address operator, OperatorSet operatorSet, address[] strategies, uint256[] wadSlashed, string description)',
  'error WithdrawalDelayNotElapsed()',
  'error WithdrawalNotQueued()',
  'error WithdrawerNotCaller()',
  'error InvalidSignature()',
  'error SaltSpent()',
  'error InvalidCaller()',
]);

const account = (index) => mnemonicToAccount('test test test test test test test test test test test junk', { addressIndex: index });
const [operator, approver, service] = [7, 6, 8].map(account);

let node;
let folder;
let reader;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aquifer-network-'));
  const text = readFileSync(join(root, 'networks', 'devnet.toml'), 'utf8');
  const delays = `delays = { withdrawal = ${DELAY}, deallocation = 8, allocation_configuration = 10, slash_resolution = 4 }`;
  const quick = text.replace('delays = "mainnet"', delays);
  assert.notEqual(quick, text);
  writeFileSync(join(folder, 'quick.toml'), quick);
  node = await Node.start('--no-keepers', '--network', join(folder, 'quick.toml'));
  reader = createPublicClient({ chain: foundry, transport: http(node.url), pollingInterval: 50 });
});
after(async () => {
  assert.equal(await node?.stop(), 0, 'SIGTERM ends the node cleanly');
  rmSync(folder, { recursive: true, force: true });
});

const read = (address, functionName, ...args) => reader.readContract({ address, abi, functionName, args });
const near = (got, expected, slack = 4n) =>
  assert.ok(got <= expected && got >= expected - slack, `expected ${expected} less at most ${slack}, got ${got}`);

/** Simulates, sends, and waits; the receipt. */
async function write(from, address, functionName, ...args) {
  const { request } = await reader.simulateContract({ account: from, address, abi, functionName, args });
  const wallet = createWalletClient({ chain: foundry, transport: http(node.url), account: from });
  const receipt = await reader.waitForTransactionReceipt({ hash: await wallet.writeContract(request) });
  assert.equal(receipt.status, 'success', functionName);
  return receipt;
}

const refused = (promise, name) => assert.rejects(promise, (error) => {
  assert.match(String(error), new RegExp(`Error: ${name}\\(\\)|${name}`));
  return true;
});

async function withdrawable(staker) {
  const [[shares]] = await read(DELEGATION, 'getWithdrawableShares', staker, [STETH_STRATEGY]);
  return shares;
}

test('deposit, approval, slash, queue, slash in the queue, payout', async (t) => {
  await t.test('cast deposits stETH into its strategy', async () => {
    for (const staker of [alice, bob]) {
      await node.send(staker, STETH, 'submit(address)', ZERO, '--value', '50ether');
      await node.send(staker, STETH, 'approve(address,uint256)', STRATEGIES, `${40n * WAD}`);
      const receipt = await node.send(
        staker, STRATEGIES, 'depositIntoStrategy(address,address,uint256)', STETH_STRATEGY, STETH, `${40n * WAD}`,
      );
      assert.equal(receipt.status, '0x1');
    }
    near(await node.number(STETH_STRATEGY, 'userUnderlyingView(address)(uint256)', alice.address), 40n * WAD);
  });

  await t.test('viem registers an operator that picks its stakers', async () => {
    await write(operator, DELEGATION, 'registerAsOperator', approver.address, 0, 'https://example.org/operator.json');
  });

  await t.test('an approval is signed as EIP-712 says, and counts once', async () => {
    const staker = account(0);
    const message = {
      delegationApprover: approver.address,
      staker: staker.address,
      operator: operator.address,
      salt: toHex(1, { size: 32 }),
      expiry: 4_000_000_000n,
    };
    const typed = {
      domain: { name: 'EigenLayer', version: '1', chainId: foundry.id, verifyingContract: DELEGATION },
      types: {
        DelegationApproval: [
          { name: 'delegationApprover', type: 'address' },
          { name: 'staker', type: 'address' },
          { name: 'operator', type: 'address' },
          { name: 'salt', type: 'bytes32' },
          { name: 'expiry', type: 'uint256' },
        ],
      },
      primaryType: 'DelegationApproval',
      message,
    };
    const signature = await approver.signTypedData(typed);
    const approval = { signature, expiry: message.expiry };
    const strangers = { signature: await service.signTypedData(typed), expiry: message.expiry };
    await refused(write(staker, DELEGATION, 'delegateTo', operator.address, strangers, message.salt), 'InvalidSignature');
    await refused(write(account(1), DELEGATION, 'delegateTo', operator.address, approval, message.salt), 'InvalidSignature');
    await write(staker, DELEGATION, 'delegateTo', operator.address, approval, message.salt);
    await refused(write(account(1), DELEGATION, 'delegateTo', operator.address, approval, message.salt), 'SaltSpent');
  });

  await t.test('a service makes a set, the operator registers and allocates half', async () => {
    const wallet = createWalletClient({ chain: foundry, transport: http(node.url), account: service });
    const { contractAddress: registrar } = await reader.waitForTransactionReceipt({
      hash: await wallet.sendTransaction({ data: OPEN_REGISTRAR }),
    });
    await write(service, ALLOCATION, 'updateAVSMetadataURI', service.address, 'https://example.org/avs.json');
    await write(service, ALLOCATION, 'setAVSRegistrar', service.address, registrar);
    await write(service, ALLOCATION, 'createOperatorSets', service.address, [{ operatorSetId: 0, strategies: [STETH_STRATEGY] }]);
    await write(operator, ALLOCATION, 'registerForOperatorSets', operator.address, {
      avs: service.address, operatorSetIds: [0], data: '0x',
    });
    await write(operator, ALLOCATION, 'modifyAllocations', operator.address, [
      { operatorSet: { avs: service.address, id: 0 }, strategies: [STETH_STRATEGY], newMagnitudes: [WAD / 2n] },
    ]);
  });

  const half = {
    operator: operator.address, operatorSetId: 0, strategies: [STETH_STRATEGY], wadsToSlash: [WAD / 2n], description: 'twice',
  };

  await t.test('a slash reaches the staker, and its events come in the order of the contracts', async () => {
    await refused(write(operator, ALLOCATION, 'slashOperator', service.address, half), 'InvalidCaller');
    const receipt = await write(service, ALLOCATION, 'slashOperator', service.address, half);
    const events = parseEventLogs({ abi, logs: receipt.logs });
    assert.deepEqual(events.map((event) => event.eventName), [
      'EncumberedMagnitudeUpdated', 'AllocationUpdated', 'MaxMagnitudeUpdated', 'OperatorSharesDecreased',
      'OperatorSharesSlashed', 'SlashResolutionBlockSet', 'BurnOrRedistributableSharesIncreased', 'OperatorSlashed',
    ]);
    assert.equal(events.length, receipt.logs.length, 'and no others');
    assert.equal(events[3].args.staker, ZERO);
    assert.deepEqual(events.at(-1).args.wadSlashed, [WAD / 4n], 'a quarter of all');
    assert.equal(await read(ALLOCATION, 'getMaxMagnitude', operator.address, STETH_STRATEGY), (WAD * 3n) / 4n);
    const shares = await node.number(STRATEGIES, 'stakerDepositShares(address,address)(uint256)', alice.address, STETH_STRATEGY);
    near(await withdrawable(alice.address), (shares * 3n) / 4n);
    const untouched = await node.number(STRATEGIES, 'stakerDepositShares(address,address)(uint256)', bob.address, STETH_STRATEGY);
    assert.equal(await withdrawable(bob.address), untouched, 'who delegates to nobody loses nothing');
  });

  await t.test('cast queues, the next slash reaches the queue, and the payout is what is left', async () => {
    const deposited = await node.number(STRATEGIES, 'stakerDepositShares(address,address)(uint256)', alice.address, STETH_STRATEGY);
    await node.send(
      alice, DELEGATION, 'queueWithdrawals((address[],uint256[],address)[])',
      `[([${STETH_STRATEGY}],[${deposited}],${alice.address})]`,
    );
    const [[withdrawal], [[atFirst]]] = await read(DELEGATION, 'getQueuedWithdrawals', alice.address);
    await write(service, ALLOCATION, 'slashOperator', service.address, half);
    const [, [[later]]] = await read(DELEGATION, 'getQueuedWithdrawals', alice.address);
    near(later, (atFirst * 5n) / 6n, 8n);

    await refused(write(account(0), DELEGATION, 'completeQueuedWithdrawal', withdrawal, [STETH], true), 'WithdrawalDelayNotElapsed');
    await refused(write(account(1), DELEGATION, 'completeQueuedWithdrawal', withdrawal, [STETH], true), 'WithdrawerNotCaller');
    await node.rpc('hardhat_mine', [toHex(DELAY)]);
    const owed = await node.number(STETH_STRATEGY, 'sharesToUnderlyingView(uint256)(uint256)', `${later}`);
    const had = await node.number(STETH, 'balanceOf(address)(uint256)', alice.address);
    const tuple = `(${withdrawal.staker},${withdrawal.delegatedTo},${withdrawal.withdrawer},${withdrawal.nonce},`
      + `${withdrawal.startBlock},[${withdrawal.strategies}],[${withdrawal.scaledShares}])`;
    await node.send(
      alice, DELEGATION,
      'completeQueuedWithdrawal((address,address,address,uint256,uint32,address[],uint256[]),address[],bool)',
      tuple, `[${STETH}]`, 'true',
    );
    near(await node.number(STETH, 'balanceOf(address)(uint256)', alice.address) - had, owed);
    await refused(write(account(0), DELEGATION, 'completeQueuedWithdrawal', withdrawal, [STETH], true), 'WithdrawalNotQueued');
    const type = { type: 'tuple', components: abi.find((entry) => entry.name === 'completeQueuedWithdrawal').inputs[0].components };
    const hash = keccak256(encodeAbiParameters([type], [withdrawal]));
    assert.equal(await node.cast('call', DELEGATION, 'pendingWithdrawals(bytes32)(bool)', hash), 'false');
  });

  await t.test('our own commands say the same', async () => {
    const shown = JSON.parse(await node.aquifer('restake', 'show', bob.address, '--json'));
    near(BigInt(shown.positions[0].withdrawable), 40n * WAD);
    assert.equal(shown.operator, null);
    const slashed = JSON.parse(await node.aquifer('operator', 'show', operator.address, '--json'));
    assert.equal(slashed.strategies[0].maxMagnitude, `${(WAD * 5n) / 8n}`);
  });
});
