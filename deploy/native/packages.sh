# shellcheck shell=bash
# Finds the servers' programs, and installs Debian's packages of them when they are missing. Sourced.

postgres_bin() { # the newest version's folder
  local newest
  newest=$(printf '%s\n' /usr/lib/postgresql/*/bin/postgres | sort -V | tail -n1)
  [[ -x $newest ]] && dirname "$newest"
}

# The package's wrapper wants root or its own user; the script that it calls runs as anybody.
rabbitmq_server() {
  local found
  found=$(printf '%s\n' /usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin/rabbitmq-server /usr/lib/rabbitmq/bin/rabbitmq-server | sort -V | while read -r path; do [[ -x $path ]] && echo "$path"; done | tail -n1)
  [[ $found ]] && echo "$found"
}

missing_packages() {
  postgres_bin >/dev/null && command -v psql >/dev/null || echo postgresql
  rabbitmq_server >/dev/null || echo rabbitmq-server
  command -v setpriv >/dev/null || echo util-linux
  command -v pgrep >/dev/null || echo procps
}

install_packages() { # NAME…: as root, without starting a daemon, creating a cluster or enabling a unit
  local policy=/usr/sbin/policy-rc.d cluster=/etc/postgresql-common/createcluster.d/platform-installs-only.conf made_policy= unit
  echo "installing $* (takes a minute or two)" >&2
  [[ -n $(find /var/lib/apt/lists -name '*_Packages*' -print -quit 2>/dev/null) ]] || apt-get update -qq >&2
  if [[ ! -e $policy ]]; then
    printf '#!/bin/sh\n# Left for the moment of an installation: no service may start.\nexit 101\n' >"$policy"
    chmod +x "$policy"
    made_policy=yes
  fi
  mkdir -p "$(dirname "$cluster")"
  echo 'create_main_cluster = false' >"$cluster"
  local log code=0
  log=$(mktemp)
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >"$log" 2>&1 || code=$?
  [[ -z $made_policy ]] || rm -f "$policy"
  rm -f "$cluster"
  rmdir --ignore-fail-on-non-empty "$(dirname "$cluster")"
  if ((code)); then
    tail -n 15 "$log" >&2
    echo "installing $* failed; the whole output is in $log." >&2
    return 1
  fi
  rm -f "$log"
  # The packages enable their units for the next boot; these are new here, and Platform runs its own.
  for unit in postgresql.service rabbitmq-server.service prometheus.service; do
    ! command -v systemctl >/dev/null || systemctl disable "$unit" >/dev/null 2>&1 || true
  done
}

install_servers() {
  local missing
  missing=$(missing_packages)
  if [[ $missing ]]; then
    command -v apt-get >/dev/null || {
      echo "Without Docker, Platform needs PostgreSQL and RabbitMQ from Debian's or Ubuntu's packages; on this system install Docker instead." >&2
      return 1
    }
    ((EUID == 0)) || {
      echo "Packages are missing; run: sudo apt-get install $(echo "$missing" | tr '\n' ' ')" >&2
      return 1
    }
    # shellcheck disable=SC2086 # one package a word
    install_packages $missing
  fi
  ((EUID != 0)) || make_user
}

make_user() { # the unprivileged user that servers and services run as when root starts them
  id platform >/dev/null 2>&1 || useradd --system --user-group --home-dir /nonexistent --no-create-home --shell /usr/sbin/nologin platform
}
