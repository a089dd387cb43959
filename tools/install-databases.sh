#!/usr/bin/env bash
# Installs the PostgreSQL, Redis, PgBouncer and MariaDB that the tests of the stores start for themselves, where they are missing.
# For Debian and Ubuntu, as root or with sudo. Nothing is left running.
set -euo pipefail

has() {
  command -v "$1" >/dev/null || compgen -G "/usr/lib/postgresql/*/bin/$1" >/dev/null
}

missing=()
has initdb || missing+=(postgresql)
has redis-server || missing+=(redis-server)
has pgbouncer || missing+=(pgbouncer)
has mariadbd || missing+=(mariadb-server)
if [ ${#missing[@]} -eq 0 ]; then exit; fi

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo --non-interactive "$@"; fi
}

apt_get() {
  as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get -qq "$@"
}

echo "Installing ${missing[*]}"
apt_get update
apt_get install --yes --no-install-recommends "${missing[@]}" >/dev/null
