// One epoch transition of the same state in Lodestar's `@lodestar/state-transition` and here, in one run, one core each, without
// hashing: `npm install && node epoch.mjs [VALIDATORS]`. Balances and effective balances after it must be equal.
//
// Measured of Lodestar: `beforeProcessEpoch` (its flat copies) and `processEpoch`, on a clone of a state whose caches are warm;
// of Aquifer: `Beacon::process_epoch`. Lodestar's figure is also given without the shuffling that its proposer lookahead needs,
// which has no counterpart here. Deliberately not measured on either side: hashing, commits to a tree, signatures.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createBeaconConfig, createChainForkConfig } from "@lodestar/config";
import { ForkSeq } from "@lodestar/params";
import { beforeProcessEpoch, createCachedBeaconState, createPubkeyCache } from "@lodestar/state-transition";
import { processEpoch } from "@lodestar/state-transition/epoch";
import { ssz } from "@lodestar/types";

const RUNS = 5;
const validators = Number(process.argv[2] ?? 100_000);
const folder = mkdtempSync(join(tmpdir(), "aquifer-lodestar-"));

try {
  const root = join(import.meta.dirname, "../..");
  const arguments_ = ["run", "--release", "--quiet", "-p", "aquifer-beacon", "--example", "epoch_for_others", "--"];
  const ours = JSON.parse(execFileSync("cargo", [...arguments_, String(validators), folder], { cwd: root, encoding: "utf8" }));

  const state = cachedState(readFileSync(join(folder, "state.ssz")));
  const runs = Array.from({ length: RUNS + 1 }, () => transition(state)).slice(1);
  const theirs = runs.map((run) => run.millis);
  const withoutLookahead = runs.map((run) => run.millis - run.lookahead);

  const after = runs.at(-1).state;
  after.commit();
  compare("balances", after.balances.getAll(), readNumbers(join(folder, "balances.bin")));
  const effective = after.validators.getAllReadonlyValues().map((validator) => validator.effectiveBalance);
  compare("effective balances", effective, readNumbers(join(folder, "effective_balances.bin")));

  const [mine, other, lean] = [ours, theirs, withoutLookahead].map(median);
  console.log(`${validators} validators, median of ${RUNS}, balances equal after it`);
  console.log(`aquifer   ${mine.toFixed(3)} ms`);
  console.log(`lodestar  ${other.toFixed(3)} ms, ${(other / mine).toFixed(1)} times as long`);
  console.log(`          ${lean.toFixed(3)} ms without the proposer lookahead, ${(lean / mine).toFixed(1)} times as long`);
} finally {
  rmSync(folder, { recursive: true });
}

/** The state with Lodestar's caches; its keys are no curve points, so none is decompressed. */
function cachedState(bytes) {
  const forks = ["ALTAIR", "BELLATRIX", "CAPELLA", "DENEB", "ELECTRA", "FULU"];
  const config = createChainForkConfig(Object.fromEntries(forks.map((fork) => [`${fork}_FORK_EPOCH`, 0])));
  const view = ssz.fulu.BeaconState.deserializeToViewDU(bytes);
  const pubkeyCache = createPubkeyCache();
  view.validators.getAllReadonlyValues().forEach((validator, index) => pubkeyCache.pubkey2index.set(validator.pubkey, index));
  const beaconConfig = createBeaconConfig(config, view.genesisValidatorsRoot);
  const options = { skipSyncPubkeys: true, skipSyncCommitteeCache: true };
  return createCachedBeaconState(view, { config: beaconConfig, pubkeyCache }, options);
}

function transition(cached) {
  const state = cached.clone(true);
  let lookahead = 0;
  const startTimer = ({ step }) => {
    const start = performance.now();
    return () => {
      if (step === "processProposerLookahead") lookahead += performance.now() - start;
    };
  };
  const gauge = { set() {}, inc() {}, observe() {} };
  const metrics = new Proxy({ epochTransitionStepTime: { startTimer } }, { get: (own, name) => own[name] ?? gauge });

  const start = performance.now();
  processEpoch(ForkSeq.fulu, state, beforeProcessEpoch(state), metrics);
  return { millis: performance.now() - start, lookahead, state };
}

function readNumbers(path) {
  const bytes = readFileSync(path);
  return Array.from({ length: bytes.length / 8 }, (_, number) => Number(bytes.readBigUInt64LE(number * 8)));
}

function compare(what, theirs, ours) {
  const stray = ours.findIndex((value, index) => value !== theirs[index]);
  if (theirs.length !== ours.length || stray >= 0) {
    throw new Error(`${what} differ at ${stray}: ${theirs[stray]} and ${ours[stray]}`);
  }
}

function median(values) {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
}
