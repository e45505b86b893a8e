// The same protocol by an unmodified viem: reads, a write, its receipt, decoded events and a decoded refusal.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createPublicClient, createWalletClient, http, parseAbi, parseEther, parseEventLogs } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { foundry } from 'viem/chains';
import { Node, STETH, ZERO, bob } from './support.mjs';

const abi = parseAbi([
  'function submit(address referral) payable returns (uint256)',
  'function transfer(address to, uint256 amount) returns (bool)',
  'function balanceOf(address account) view returns (uint256)',
  'event Submitted(address indexed sender, uint256 amount, address referral)',
]);

let node;
before(async () => (node = await Node.start('--no-keepers')));
after(() => node?.stop());

test('viem stakes and reads its stETH', async () => {
  const account = privateKeyToAccount(bob.key);
  const transport = http(node.url);
  const reader = createPublicClient({ chain: foundry, transport, pollingInterval: 100 });
  const wallet = createWalletClient({ chain: foundry, transport, account });

  const hash = await wallet.writeContract({
    address: STETH, abi, functionName: 'submit', args: [ZERO], value: parseEther('3'),
  });
  const receipt = await reader.waitForTransactionReceipt({ hash });
  assert.equal(receipt.status, 'success');
  const [submitted] = parseEventLogs({ abi, logs: receipt.logs, eventName: 'Submitted' });
  assert.equal(submitted.args.amount, parseEther('3'));

  const balance = await reader.readContract({ address: STETH, abi, functionName: 'balanceOf', args: [bob.address] });
  assert.ok(balance >= parseEther('3') - 2n);

  await assert.rejects(
    reader.simulateContract({
      address: STETH, abi, functionName: 'transfer', args: [STETH, 1n], account: bob.address,
    }),
    /TRANSFER_TO_STETH_CONTRACT/,
  );
});
