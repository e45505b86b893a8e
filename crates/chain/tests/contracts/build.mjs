// Compiles the contracts of this crate's tests and benches; the results are committed, so tests need no Node.
// Needs the packages of `e2e`: npm --prefix e2e ci && node crates/chain/tests/contracts/build.mjs
import { createRequire } from 'node:module';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(join(here, '../../../../e2e/package.json'));
const solc = require('solc');

const selection = { '*': { '*': ['evm.bytecode.object', 'evm.deployedBytecode.object'] } };
const settings = { optimizer: { enabled: true, runs: 200 }, evmVersion: 'prague', outputSelection: selection };

// Tests deploy by a transaction, benches put the code into accounts.
const folders = { [here]: 'bytecode', [join(here, '../../benches/contracts')]: 'deployedBytecode' };
for (const [folder, kind] of Object.entries(folders)) {
  const names = readdirSync(folder).filter((name) => name.endsWith('.sol'));
  const sources = Object.fromEntries(names.map((name) => [name, { content: readFileSync(join(folder, name), 'utf8') }]));
  const findImport = (path) => ({ contents: readFileSync(require.resolve(path), 'utf8') });
  const output = JSON.parse(
    solc.compile(JSON.stringify({ language: 'Solidity', sources, settings }), { import: findImport }),
  );
  const errors = (output.errors ?? []).filter((error) => error.severity === 'error');
  if (errors.length > 0) throw new Error(errors.map((error) => error.formattedMessage).join('\n'));
  for (const name of names) {
    for (const [contract, { evm }] of Object.entries(output.contracts[name])) {
      const code = evm[kind].object;
      if (code.length > 0) writeFileSync(join(folder, 'out', `${contract}.hex`), `${code}\n`);
    }
  }
}
