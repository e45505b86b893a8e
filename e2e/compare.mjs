// Starts our node and anvil side by side and prints, as medians of five: time from start to the first answered request,
// resident memory then; and for ours the time of `advance 30d` with its thirty reports, durable.
// Usage: cargo build --release && npm run compare
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const aquifer = process.env.AQUIFER_BIN ?? join(root, 'target', 'release', 'aquifer');
const machine = `${process.platform}-${{ x64: 'amd64' }[process.arch] ?? process.arch}`;
const anvil = join(root, 'e2e', 'node_modules', '@foundry-rs', `anvil-${machine}`, 'bin', 'anvil');
const ROUNDS = 5;

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

async function answers(port) {
  try {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_blockNumber', params: [] });
    const response = await fetch(`http://127.0.0.1:${port}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    return 'result' in (await response.json());
  } catch {
    return false;
  }
}

async function started(command, args, port) {
  const start = performance.now();
  const child = spawn(command, args, { stdio: 'ignore' });
  while (!(await answers(port))) await new Promise((resolve) => setTimeout(resolve, 2));
  const milliseconds = performance.now() - start;
  const megabytes = Number(readFileSync(`/proc/${child.pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1]) / 1024;
  return { child, milliseconds, megabytes };
}

async function ended(child) {
  const exit = new Promise((resolve) => child.on('exit', resolve));
  child.kill('SIGTERM');
  await exit;
}

async function round(name, measured) {
  const rounds = [];
  for (let i = 0; i < ROUNDS; i += 1) rounds.push(await measured());
  const line = Object.keys(rounds[0]).map((key) => `${key} ${median(rounds.map((r) => r[key])).toFixed(1)}`);
  console.log(`${name.padEnd(22)} ${line.join('   ')}`);
}

await round('anvil, empty chain', async () => {
  const port = await freePort();
  const { child, milliseconds, megabytes } = await started(anvil, ['--port', String(port), '--silent'], port);
  await ended(child);
  return { 'first answer ms': milliseconds, 'resident MB': megabytes };
});

await round('aquifer up --fresh', async () => {
  const port = await freePort();
  const dir = mkdtempSync(join(tmpdir(), 'aquifer-compare-'));
  const args = ['up', '--fresh', '--port', String(port), '--http-port', '0', '--data-dir', dir];
  const { child, milliseconds, megabytes } = await started(aquifer, args, port);
  await ended(child);
  rmSync(dir, { recursive: true, force: true });
  return { 'first answer ms': milliseconds, 'resident MB': megabytes };
});

await round('aquifer advance 30d', async () => {
  const port = await freePort();
  const dir = mkdtempSync(join(tmpdir(), 'aquifer-compare-'));
  const { child } = await started(aquifer, ['up', '--fresh', '--port', String(port), '--http-port', '0', '--data-dir', dir], port);
  const start = performance.now();
  const result = spawnSync(aquifer, ['advance', '30d', '--rpc-url', `http://127.0.0.1:${port}`], { encoding: 'utf8' });
  const seconds = (performance.now() - start) / 1000;
  await ended(child);
  rmSync(dir, { recursive: true, force: true });
  if (result.status !== 0) throw new Error(result.stderr);
  if (!/stops for keepers: 30; frames without a report: 0/.test(result.stdout)) throw new Error(result.stdout);
  return { seconds };
});
