// The reference service: what its artifact is compiled from, and what a wallet's second signature costs on a running chain.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { test } from 'node:test';
import { createPublicClient, createWalletClient, http, keccak256, parseAbi, stringToHex } from 'viem';
import { mnemonicToAccount } from 'viem/accounts';
import { foundry } from 'viem/chains';
import { artifacts, folder } from '../../services/double-signing/build.mjs';
import { Node } from './support.mjs';

const PHRASE = 'test test test test test test test test test test test junk';
/** The first operator of the built-in network. */
const OPERATOR = 120;

test('the compiler reproduces the committed artifacts byte for byte', () => {
  const built = artifacts();
  assert.deepEqual(readdirSync(folder).sort(), Object.keys(built).sort());
  for (const [name, content] of Object.entries(built)) {
    assert.ok(readFileSync(join(folder, name), 'utf8') === content, `${name}: run node services/double-signing/build.mjs`);
  }
});

test('an operator that signs a second value with a wallet is slashed by the watcher', async () => {
  const abi = JSON.parse(readFileSync(join(folder, 'AttestationService.abi.json'), 'utf8'));
  const magnitudes = parseAbi(['function getMaxMagnitude(address, address) view returns (uint64)']);
  const sets = parseAbi([
    'struct OperatorSet { address avs; uint32 id; }',
    'function getStrategiesInOperatorSet(OperatorSet) view returns (address[])',
  ]);
  const node = await Node.start();
  try {
    const [{ avs: address }] = await node.rpc('aquifer_restakingServices', ['latest']);
    const account = mnemonicToAccount(PHRASE, { addressIndex: OPERATOR });
    const reader = createPublicClient({ chain: foundry, transport: http(node.url), pollingInterval: 100 });
    const wallet = createWalletClient({ chain: foundry, transport: http(node.url), account });
    const service = (functionName, args = []) => reader.readContract({ address, abi, functionName, args });

    await node.aquifer('advance', '1d');
    const manager = await service('allocationManager');
    const set = { avs: address, id: await service('OPERATOR_SET_ID') };
    const strategies = await reader.readContract({
      address: manager, abi: sets, functionName: 'getStrategiesInOperatorSet', args: [set],
    });
    const left = () => Promise.all(strategies.map((strategy) => reader.readContract({
      address: manager, abi: magnitudes, functionName: 'getMaxMagnitude', args: [account.address, strategy],
    })));
    const before = await left();
    const height = 1n;
    assert.notEqual(BigInt(await service('valueAt', [account.address, height])), 0n, 'the operator attests each day');

    const [, name, version, chainId, verifyingContract] = await service('eip712Domain');
    const statement = { height, value: keccak256(stringToHex('another block')) };
    const signature = await wallet.signTypedData({
      domain: { name, version, chainId, verifyingContract },
      types: { Statement: [{ name: 'height', type: 'uint64' }, { name: 'value', type: 'bytes32' }] },
      primaryType: 'Statement',
      message: statement,
    });
    const attestation = { address, abi, functionName: 'attest', args: [account.address, statement, signature] };
    const receipt = await reader.waitForTransactionReceipt({ hash: await wallet.writeContract(attestation) });
    assert.equal(receipt.status, 'success');

    for (let looks = 0; !(await service('isSlashedFor', [account.address, height])); looks += 1) {
      assert.ok(looks < 300, 'the watcher has submitted nothing for 30 seconds');
      await pause(100);
    }
    const after = await left();
    assert.ok(after.every((magnitude, place) => magnitude < before[place]), `${before} -> ${after}`);
    const events = { address, abi, eventName: 'DoubleSigned', fromBlock: 0n };
    const [{ args }] = await reader.getContractEvents(events);
    assert.deepEqual([args.operator, args.height, args.second], [account.address, height, statement.value]);
    assert.notEqual(args.submitter, account.address, 'somebody else has found it');
  } finally {
    await node.stop();
  }
});
