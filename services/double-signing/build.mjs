// Compiles the service; run after a change: npm --prefix e2e ci && node services/double-signing/build.mjs
// The results are committed, so the node and its tests need neither Node.js nor a compiler; an end-to-end test builds them again.
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const solc = createRequire(join(here, '../../e2e/package.json'))('solc');

const contract = 'AttestationService';
const source = (name) => ({ content: readFileSync(join(here, name), 'utf8') });
const settings = {
  optimizer: { enabled: true, runs: 200 },
  evmVersion: 'prague',
  // Without the hash of the sources a comment may change and the code stays.
  metadata: { appendCBOR: false, bytecodeHash: 'none' },
  outputSelection: { '*': { [contract]: ['abi', 'evm.bytecode.object'] } },
};

/** What the source compiles to: file name and content of each artifact. */
export function artifacts() {
  const sources = { [`${contract}.sol`]: source(`${contract}.sol`), 'IRestaking.sol': source('IRestaking.sol') };
  const output = JSON.parse(solc.compile(JSON.stringify({ language: 'Solidity', sources, settings })));
  if (output.errors?.length > 0) throw new Error(output.errors.map((error) => error.formattedMessage).join('\n'));
  const { abi, evm } = output.contracts[`${contract}.sol`][contract];
  return {
    [`${contract}.hex`]: `${evm.bytecode.object}\n`,
    [`${contract}.abi.json`]: `${JSON.stringify(abi, null, 1)}\n`,
  };
}

/** Where they are committed. */
export const folder = join(here, 'artifact');

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const [name, content] of Object.entries(artifacts())) writeFileSync(join(folder, name), content);
}
