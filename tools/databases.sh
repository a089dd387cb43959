#!/usr/bin/env bash
# Throw-away PostgreSQL and Redis servers for tests that need real ones.
#
#   tools/databases.sh install    installs what is missing, with apt
#   tools/databases.sh start      starts both, and prints the URLs as NAME=value lines
#   tools/databases.sh stop       ends both and removes their data
#
# They listen on 127.0.0.1 on free ports, behind a random password, with their data in a temporary folder.
# PostgreSQL refuses to run as root, so root starts them as nobody.
set -Eeuo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

state=.authbeat/databases

postgres_program() {
  command -v "$1" || find /usr/lib/postgresql -path "*/bin/$1" 2>/dev/null | sort -V | tail -n 1 | grep .
}

install() {
  local missing=()
  postgres_program initdb >/dev/null || missing+=(postgresql)
  command -v redis-server >/dev/null || missing+=(redis-server)
  if [ ${#missing[@]} -eq 0 ]; then return; fi
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then as_root=(sudo); fi
  export DEBIAN_FRONTEND=noninteractive
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" apt-get install -qq --yes --no-install-recommends "${missing[@]}"
}

unprivileged() {
  if [ "$(id -u)" -eq 0 ]; then runuser -u nobody -- "$@"; else "$@"; fi
}

free_port() {
  local port
  for _ in {1..50}; do
    port=$((20000 + RANDOM % 40000))
    if ! (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      echo "$port"
      return
    fi
  done
  echo 'No port is free on 127.0.0.1.' >&2
  return 1
}

give_up() {
  tail -n 20 "$(cat "$state")"/*.log >&2 || true
  stop
  exit 1
}

start() {
  if [ -e "$state" ]; then
    echo 'They run already: tools/databases.sh stop ends them.' >&2
    return 1
  fi
  local directory password postgres_port redis_port
  directory=$(mktemp -d "${TMPDIR:-/tmp}/authbeat-databases.XXXXXX")
  mkdir -p "$(dirname "$state")"
  echo "$directory" >"$state"
  trap give_up ERR
  password=$(head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n')
  (umask 077 && echo "$password" >"$directory/password")
  if [ "$(id -u)" -eq 0 ]; then chown -R nobody "$directory"; fi

  postgres_port=$(free_port)
  unprivileged "$(postgres_program initdb)" --pgdata "$directory/postgres" --username authbeat \
    --auth scram-sha-256 --pwfile "$directory/password" --encoding UTF8 --no-sync >"$directory/initdb.log" 2>&1
  unprivileged "$(postgres_program pg_ctl)" start --wait --silent --pgdata "$directory/postgres" \
    --log "$directory/postgres.log" \
    --options "-h 127.0.0.1 -p $postgres_port -k '$directory' -c fsync=off" >/dev/null

  redis_port=$(free_port)
  unprivileged redis-server - >/dev/null <<CONFIGURATION
bind 127.0.0.1
port $redis_port
requirepass $password
dir $directory
pidfile $directory/redis.pid
logfile $directory/redis.log
save ""
daemonize yes
CONFIGURATION
  until (: <"/dev/tcp/127.0.0.1/$redis_port") 2>/dev/null; do
    kill -0 "$(cat "$directory/redis.pid")"
    sleep 0.1
  done

  echo "AUTHBEAT_TEST_POSTGRES_URL=postgres://authbeat:$password@127.0.0.1:$postgres_port/postgres"
  echo "AUTHBEAT_TEST_REDIS_URL=redis://:$password@127.0.0.1:$redis_port"
}

end() {
  kill "$1" 2>/dev/null || return 0
  while kill -0 "$1" 2>/dev/null; do sleep 0.1; done
}

stop() {
  if [ ! -e "$state" ]; then return; fi
  local directory
  directory=$(cat "$state")
  if [ -e "$directory/postgres/postmaster.pid" ]; then
    unprivileged "$(postgres_program pg_ctl)" stop --silent --mode immediate --pgdata "$directory/postgres" || true
  fi
  if [ -e "$directory/redis.pid" ]; then end "$(cat "$directory/redis.pid")"; fi
  rm -rf "$directory" "$state"
}

case "${1:-}" in
  install | start | stop) "$1" ;;
  *)
    sed -n '2,6s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
    exit 2
    ;;
esac
