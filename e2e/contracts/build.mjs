// Compiles every contract beside this file; run after a change: `npm run contracts`. The results are committed, so tests need no Node.
import { readFileSync, writeFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import solc from 'solc';

const here = dirname(fileURLToPath(import.meta.url));
const sources = Object.fromEntries(
  readdirSync(here)
    .filter((name) => name.endsWith('.sol'))
    .map((name) => [name, { content: readFileSync(join(here, name), 'utf8') }]),
);
const output = JSON.parse(
  solc.compile(
    JSON.stringify({
      language: 'Solidity',
      sources,
      settings: {
        optimizer: { enabled: true, runs: 200 },
        outputSelection: { '*': { '*': ['evm.bytecode.object'] } },
      },
    }),
  ),
);
const errors = (output.errors ?? []).filter((error) => error.severity === 'error');
if (errors.length > 0) {
  console.error(errors.map((error) => error.formattedMessage).join('\n'));
  process.exit(1);
}
for (const contracts of Object.values(output.contracts)) {
  for (const [name, contract] of Object.entries(contracts)) {
    const code = contract.evm.bytecode.object;
    if (code.length > 0) writeFileSync(join(here, 'out', `${name}.hex`), `${code}\n`);
  }
}
