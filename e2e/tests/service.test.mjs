// The reference service is what its source says: the committed artifact, compiled again.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { artifacts, folder } from '../../services/double-signing/build.mjs';

test('the compiler reproduces the committed artifacts byte for byte', () => {
  const built = artifacts();
  assert.deepEqual(readdirSync(folder).sort(), Object.keys(built).sort());
  for (const [name, content] of Object.entries(built)) {
    assert.ok(readFileSync(join(folder, name), 'utf8') === content, `${name}: run node services/double-signing/build.mjs`);
  }
});
