// The README's tour, as it is written there: the demo, then the commands by hand.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { Node, binary, cast, root, run } from './support.mjs';

/** The blocks of commands by hand, staking and restaking, pointed at this node and this binary. */
function tour(url) {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const blocks = [/export ETH_RPC_URL=[\s\S]*?\n```/, /export KEY=\S+\nexport OPERATOR=[\s\S]*?\n```/];
  return blocks
    .map((block) => readme.match(block)[0].replace('```', ''))
    .join('\n')
    .replace('http://127.0.0.1:8545', url)
    .replaceAll(/cargo run --release -- ([^#\n]+)/g, `"${binary}" $1 --rpc-url "$ETH_RPC_URL" `);
}

test('the tour of the README works as written, after the demo', async () => {
  const node = await Node.start();
  try {
    assert.match(await node.aquifer('demo'), /Every number held/);
    const env = { ...process.env, PATH: `${dirname(cast)}:${process.env.PATH}` };
    const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', tour(node.url)], { env, maxBuffer: 1 << 24 });
    const balances = [...stdout.matchAll(/^(\d{18,20}) \[/gm)].map(([, balance]) => BigInt(balance));
    assert.ok(balances.length === 2 && balances[1] > balances[0], `two balances, the second larger: ${balances}`);
    assert.match(stdout, /reporter-5/, 'status shows the keepers');
    assert.match(stdout, /watcher/, 'also those of the service');
  } finally {
    await node.stop();
  }
});
