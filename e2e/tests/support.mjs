// Starts a node of its own on a free port in a folder of its own, and takes both away afterwards.
import { spawn, execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const run = promisify(execFile);
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const binary = process.env.AQUIFER_BIN ?? join(root, 'target', 'debug', 'aquifer');
// The binary itself: the package's wrapper script ends with 0 even when cast fails.
const machine = `${process.platform}-${{ x64: 'amd64' }[process.arch] ?? process.arch}`;
export const cast = join(root, 'e2e', 'node_modules', '@foundry-rs', `cast-${machine}`, 'bin', 'cast');

/** The first two accounts of the well-known test phrase. */
export const alice = {
  address: '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266',
  key: '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80',
};
export const bob = {
  address: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8',
  key: '0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d',
};

export const STETH = '0xae7ab96520DE3A18E5e111B5EaAb095312D7fE84';
export const WSTETH = '0x7f39C581F595B53c5cb19bD0b3f8dA6c935E2Ca0';
export const QUEUE = '0x889edC2eDab5f40e902b864aD4d7AdE8E412F9B1';
export const ZERO = '0x0000000000000000000000000000000000000000';

export class Node {
  static async start(...flags) {
    const dir = mkdtempSync(join(tmpdir(), 'aquifer-e2e-'));
    const child = spawn(binary, ['up', '--port', '0', '--http-port', '0', '--data-dir', dir, ...flags], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let seen = '';
    const urls = await new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no answer in 60 s; output so far:\n${seen}`)), 60_000);
      const look = (chunk) => {
        seen += chunk;
        const found = seen.match(/JSON-RPC\s+(http:\/\/[\d.]+:\d+)\s+HTTP\s+(http:\/\/[\d.]+:\d+)/);
        if (found) {
          clearTimeout(timer);
          resolve(found.slice(1));
        }
      };
      child.stdout.on('data', look);
      child.stderr.on('data', (chunk) => (seen += chunk));
      child.on('exit', (code) => reject(new Error(`the node ended with ${code}:\n${seen}`)));
    });
    child.removeAllListeners('exit');
    return new Node(child, dir, ...urls);
  }

  constructor(child, dir, url, beaconUrl) {
    Object.assign(this, { child, dir, url, beaconUrl });
  }

  /** Runs cast against this node; the answer's text, or an error whose `stderr` tells why. */
  async cast(command, ...args) {
    const { stdout } = await run(cast, [command, '--rpc-url', this.url, ...args]);
    return stdout.trim();
  }

  /** Sends a transaction by cast and returns its receipt. */
  async send(account, ...args) {
    return JSON.parse(await this.cast('send', '--json', '--private-key', account.key, ...args));
  }

  /** One JSON-RPC call, by nothing but fetch. */
  async rpc(method, params = []) {
    const answer = await fetch(this.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    });
    const { result, error } = await answer.json();
    if (error) throw Object.assign(new Error(error.message), error);
    return result;
  }

  /** One request to the Beacon API, by nothing but fetch. */
  beacon(path, options = {}) {
    return fetch(`${this.beaconUrl}${path}`, options);
  }

  /** The `data` of an answer of the Beacon API, which must be one. */
  async beaconData(path) {
    const response = await this.beacon(path);
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${path}: ${response.status} ${text}`);
    return JSON.parse(text).data;
  }

  /** Runs `body` while the clock makes no blocks, so that the head is the same throughout. */
  async still(body) {
    await this.rpc('evm_setAutomine', [false]);
    try {
      await body();
    } finally {
      await this.rpc('evm_setAutomine', [true]);
    }
  }

  /** Reads one unsigned number by cast. */
  async number(...args) {
    return BigInt((await this.cast('call', ...args)).split(' ')[0]);
  }

  /** Runs a command of ours against this node. */
  async aquifer(...args) {
    const { stdout } = await run(binary, [...args, '--rpc-url', this.url]);
    return stdout;
  }

  async stop() {
    const ended = new Promise((resolve) => this.child.on('exit', resolve));
    this.child.kill('SIGTERM');
    const code = await ended;
    rmSync(this.dir, { recursive: true, force: true });
    return code;
  }
}
