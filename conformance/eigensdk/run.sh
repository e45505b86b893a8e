#!/usr/bin/env bash
# Builds the SDK's program, starts a node of its own on free ports, and holds that every step comes out.
set -euo pipefail
cd "$(dirname "$0")"
aquifer="${AQUIFER_BIN:-../../target/debug/aquifer}"
[ -x "$aquifer" ] || { echo "no aquifer at $aquifer: cargo build, or name one with AQUIFER_BIN" >&2; exit 2; }

began=$SECONDS
cargo build --locked
echo "built in $((SECONDS - began)) s"

data=$(mktemp -d)
"$aquifer" up --no-keepers --port 0 --http-port 0 --data-dir "$data" >"$data/printed" 2>"$data/logged" &
node=$!
trap 'kill "$node" 2>/dev/null; wait "$node" 2>/dev/null; rm -rf "$data"' EXIT
until grep -q '^JSON-RPC ' "$data/printed"; do
    kill -0 "$node" 2>/dev/null || { cat "$data/logged" >&2; exit 1; }
    sleep 0.1
done
AQUIFER_RPC_URL=$(sed -n 's/^JSON-RPC *//p' "$data/printed") cargo run --locked --quiet
