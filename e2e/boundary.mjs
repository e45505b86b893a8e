// Times `eth_call` while a block crosses the boundary of an epoch, on a chain with many validators, and next to it while
// nothing happens and while ordinary blocks are made.
// Usage: cargo build --release && npm run boundary [-- VALIDATORS]
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const aquifer = process.env.AQUIFER_BIN ?? join(root, 'target', 'release', 'aquifer');
const validators = Number(process.argv[2] ?? 100_000);
const EPOCHS = 10;
const CLIENTS = 4;
const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS + 1 });

const dir = mkdtempSync(join(tmpdir(), 'aquifer-boundary-'));
const network = join(dir, 'network.toml');
// All but the devnet's 299 other validators belong to its first operator itself.
const devnet = readFileSync(join(root, 'networks', 'devnet.toml'), 'utf8');
writeFileSync(network, devnet.replace(/own_validators = (\d+)/, (_, own) => `own_validators = ${validators - 300 + Number(own)}`));

const port = await new Promise((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const free = server.address().port;
    server.close(() => resolve(free));
  });
});
const args = ['up', '--fresh', '--no-keepers', '--network', network, '--port', String(port), '--http-port', '0', '--data-dir', join(dir, 'data')];
const node = spawn(aquifer, args, { stdio: 'ignore' });

function rpc(method, params = []) {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
  const options = { agent, port, method: 'POST', headers: { 'content-type': 'application/json' } };
  return new Promise((resolve, reject) => {
    const sent = request(options, (response) => {
      let text = '';
      response.on('data', (chunk) => (text += chunk));
      response.on('end', () => {
        const { result, error } = JSON.parse(text);
        error ? reject(new Error(error.message)) : resolve(result);
      });
    });
    sent.on('error', reject).end(body);
  });
}

const now = () => performance.now();
// stETH's totalSupply()
const call = { to: '0xae7ab96520DE3A18E5e111B5EaAb095312D7fE84', data: '0x18160ddd' };
const calls = [];
let isMeasuring = false;

async function client() {
  while (isMeasuring) {
    const start = now();
    await rpc('eth_call', [call, 'latest']);
    calls.push({ start, end: now() });
  }
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const quantile = (values, q) => values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))];

function report(name, windows) {
  const times = calls.filter(({ start, end }) => windows.some((w) => start < w.end && end > w.start)).map(({ start, end }) => end - start);
  const made = windows.map((w) => w.end - w.start);
  const ms = (value) => value.toFixed(2).padStart(8);
  console.log(
    `${name.padEnd(22)} calls ${String(times.length).padStart(6)}   p50 ${ms(quantile(times, 0.5))} ms   p99 ${ms(quantile(times, 0.99))} ms   max ${ms(Math.max(...times))} ms   lasts ${ms(quantile(made, 0.5))} ms`,
  );
}

try {
  const started = now();
  while (!(await rpc('eth_blockNumber').catch(() => null))) await pause(50);
  console.log(`${validators} validators, first answer after ${((now() - started) / 1000).toFixed(1)} s, ${CLIENTS} clients`);
  await rpc('evm_setAutomine', [false]);
  const windows = { quiet: [], ordinary: [], boundary: [] };
  isMeasuring = true;
  const clients = Array.from({ length: CLIENTS }, client);
  await rpc('hardhat_mine', ['0x1c']);
  for (let slot = 29; slot < 32 * (EPOCHS + 1); slot += 1) {
    if (slot % 32 === 2) {
      await rpc('hardhat_mine', ['0x1a']);
      slot += 26;
    }
    const quiet = now();
    await pause(30);
    windows.quiet.push({ start: quiet, end: now() });
    const start = now();
    await rpc('evm_mine');
    const { number } = await rpc('eth_getBlockByNumber', ['latest', false]);
    windows[Number(number) % 32 === 0 ? 'boundary' : 'ordinary'].push({ start, end: now() });
  }
  isMeasuring = false;
  await Promise.all(clients);
  report('nothing happens', windows.quiet);
  report('an ordinary block', windows.ordinary);
  report('an epoch boundary', windows.boundary);
} finally {
  node.kill('SIGTERM');
  await new Promise((resolve) => node.on('exit', resolve));
  rmSync(dir, { recursive: true, force: true });
}
