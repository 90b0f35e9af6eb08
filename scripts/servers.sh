#!/usr/bin/env bash
# Installs the servers that `npm run test:servers` starts: PostgreSQL 15 and PgBouncer of Debian, nats-server 2.10 of its next release.
# In: Debian, and root where one of the first two is missing. Out: nothing where all are there; else what was installed.
# None of them is started by this: the tests start their own, each in a folder of its own, and stop them.
# nats-server is one file that needs nothing: it is taken out of its package into .cache/, since another release's package is not installed.
set -euo pipefail
cd "$(dirname "$0")/.."

missing=()
ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || missing+=(postgresql-15)
[ -x /usr/sbin/pgbouncer ] || missing+=(pgbouncer)
if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" != 0 ]; then
    echo "missing: ${missing[*]} — install them, or run this as root" >&2
    exit 1
  fi
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  # Left alone, the package would make a database of its own and start a server for it.
  apt-get install -qq -y postgresql-common >/dev/null
  sed -i 's/^#\?create_main_cluster *=.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf
  apt-get install -qq -y --no-install-recommends "${missing[@]}" >/dev/null
  echo "installed: ${missing[*]}"
fi

if [ ! -x .cache/servers/usr/sbin/nats-server ]; then
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  mkdir -p "$folder"/{sources,lists/partial,archives/partial} .cache/servers
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Component: main' "Codename: $(. /etc/os-release && echo "$VERSION_CODENAME")" | head -n 1)
  printf '%s\n' 'Types: deb' "URIs: $mirror" 'Suites: trixie' 'Components: main' \
    'Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg' >"$folder/sources/trixie.sources"
  next=(-o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$folder/sources" -o "Dir::State::lists=$folder/lists"
    -o "Dir::Cache=$folder" -o Debug::NoLocking=1 -o APT::Sandbox::User="$(id -un)")
  apt-get "${next[@]}" -qq update
  (cd "$folder" && apt-get "${next[@]}" -qq download nats-server)
  dpkg-deb --extract "$folder"/nats-server_*.deb .cache/servers
  .cache/servers/usr/sbin/nats-server --version
fi

# emmett's store for SQLite asks for another version of emmett than the one installed here, and for sqlite3, which would be built: it gets
# libsql under the interface of sqlite3 instead.
if [ ! -d .cache/emmett-sqlite/node_modules/@event-driven-io/emmett-sqlite ]; then
  mkdir -p .cache/emmett-sqlite
  cp -r test/servers/sqlite3 .cache/emmett-sqlite
  echo '{ "dependencies": { "@event-driven-io/emmett-sqlite": "0.38.5", "sqlite3": "file:sqlite3" } }' >.cache/emmett-sqlite/package.json
  (cd .cache/emmett-sqlite && npm install --no-audit --no-fund --ignore-scripts --loglevel=error </dev/null)
fi
