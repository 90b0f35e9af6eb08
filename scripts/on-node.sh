#!/usr/bin/env bash
# Runs a command under another version of Node: `npm run check:node24`, or `bash scripts/on-node.sh 24 npm run bench stores.ts`.
# In: a major version and a command, in a checkout whose dependencies are installed. Out: what the command prints, and its exit status.
# The binary comes from npm's package node-<system>-<processor>, into a temporary folder that is removed afterwards,
# and stands first on the PATH, so that processes the command starts run under it, too.
set -euo pipefail

major=${1:?usage: on-node.sh <major version, such as 24> <command>}
shift
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

platform=$(node -p '`${process.platform === "win32" ? "win" : process.platform}-${process.arch}`')
npm install --prefix "$folder" --no-save --no-audit --no-fund --ignore-scripts --loglevel=error "node-$platform@$major" </dev/null
export PATH="$folder/node_modules/node-$platform/bin:$PATH"

version=$(node --version)
case "$version" in
  "v$major".*) echo "on Node $version" ;;
  *) echo "asked for Node $major and got $version — look at the package node-$platform" >&2; exit 1 ;;
esac
"$@"
