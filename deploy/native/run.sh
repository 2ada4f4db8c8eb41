# shellcheck shell=bash
# Runs the four services on this machine, each under a loop that starts it again when it ends unasked. Sourced by up and down.
# shellcheck disable=SC2154 # root, data, inbox, port and the secrets come from up and data.sh

services=(storage gateway parser fetcher) # the order of starting
class() { local name=$1; echo "${name^}"; }
library() { echo "$data/bin/$1/Platform.$(class "$1").dll"; }

as_platform=(env)
((EUID != 0)) || as_platform=(setpriv --reuid=platform --regid=platform --clear-groups --no-new-privs --)

alive() { [[ -n ${1-} ]] && kill -0 "$1" 2>/dev/null && [[ $(ps -o stat= -p "$1") != Z* ]]; }

# A pid file names the process and the moment it started, so that a number used again is not taken for it.
started_at() { ps -o lstart= -p "$1" 2>/dev/null; }
remember() { printf '%s\n%s\n' "$2" "$(started_at "$2")" >"$data/run/$1.pid"; }
recall() { # NAME: its pid, if it is still that process
  local pid
  [[ -s $data/run/$1.pid ]] || return 1
  pid=$(head -n1 "$data/run/$1.pid")
  alive "$pid" && [[ $(started_at "$pid") == "$(sed -n 2p "$data/run/$1.pid")" ]] && echo "$pid"
}

running_url() {
  recall gateway.loop >/dev/null && [[ -s $data/port ]] && echo "http://127.0.0.1:$(cat "$data/port")"
}

publish_services() {
  local stamp=$data/bin/stamp name newest
  if [[ -e $stamp ]]; then
    newest=$(find "$root/services" "$root"/Directory.*.props "$root/global.json" -type f -newer "$stamp" -not -path '*/obj/*' -not -path '*/bin/*' -print -quit)
    [[ $newest ]] || return 0
  fi
  command -v dotnet >/dev/null || refuse "the .NET 10 SDK is missing; install it (package dotnet-sdk-10.0), or use --docker."
  mkdir -p "$data/bin" "$data/logs"
  touch "$stamp.new"
  for name in "${services[@]}"; do
    say "building $name"
    dotnet publish "$root/services/$(class "$name")" -c Release -o "$data/bin/$name" -v q --nologo -p:UseAppHost=false >"$data/logs/build.log" 2>&1 || {
      grep -E 'error' "$data/logs/build.log" | sort -u | head -n 5 >&2
      say "deploy/up: building $name failed; the whole output is in $data/logs/build.log."
      exit 1
    }
  done
  chmod -R a+rX "$data/bin"
  mv "$stamp.new" "$stamp"
}

# One value of an Npgsql connection string, or nothing.
part() { tr ';' '\n' <<<"$1" | sed -n "s/^ *\\($2\\) *= *//Ip" | head -n1; }

start_servers() {
  local answer
  admin=${ConnectionStrings__Postgres-} broker=${ConnectionStrings__RabbitMq-}
  if [[ -z $admin || -z $broker ]]; then
    local which=()
    [[ -z $admin ]] || which=(rabbitmq)
    [[ -z $broker ]] || which=(postgres)
    say "starting the servers"
    answer=$("$root/deploy/native/servers" start "$data/servers" "${which[@]}") || exit 1
    [[ $admin ]] || admin=$(sed 's/.*"postgres_admin":"\([^"]*\)".*/\1/' <<<"$answer")
    [[ $broker ]] || broker=$(sed 's/.*"rabbitmq":"\([^"]*\)".*/\1/' <<<"$answer")
  fi
  [[ $broker == amqp://* || $broker == amqps://* ]] || refuse "ConnectionStrings__RabbitMq must be an AMQP address such as amqp://user:password@127.0.0.1:5672/platform."
  host=$(part "$admin" 'Host\|Server') database_port=$(part "$admin" Port) user=$(part "$admin" 'Username\|User Id\|User') database=$(part "$admin" 'Database\|DB')
  [[ $host && $user ]] || refuse "ConnectionStrings__Postgres needs Host, Username and Password of a role that may create roles."
  command -v psql >/dev/null || refuse "psql is missing, which sets up the database's roles; install it (package postgresql-client)."
  export PGHOST=$host PGPORT=${database_port:-5432} PGUSER=$user PGDATABASE=${database:-postgres} PGPASSWORD
  PGPASSWORD=$(part "$admin" 'Password')
  if [[ -z $database || $database == postgres ]]; then
    psql -Xqtc "SELECT 1 FROM pg_database WHERE datname = 'platform'" 2>"$data/logs/psql.log" | grep -q 1 || psql -Xqc 'CREATE DATABASE platform' 2>"$data/logs/psql.log" \
      || refuse "the database server named by ConnectionStrings__Postgres refused: $(tail -n1 "$data/logs/psql.log")"
    PGDATABASE=platform
  fi
  export PLATFORM_FETCHER_PASSWORD PLATFORM_STORAGE_PASSWORD PLATFORM_GATEWAY_PASSWORD
  "$root/deploy/postgres/roles.sh" 2>"$data/logs/psql.log" || refuse "the database's roles could not be set up: $(tail -n1 "$data/logs/psql.log")"
}

postgres_as() { # SERVICE PASSWORD
  echo "Host=$PGHOST;Port=$PGPORT;Database=$PGDATABASE;Username=platform_$1;Password=$2"
}

# Each service sees the settings that it needs and nothing else. They go by environment, set by the shell itself: arguments could be
# read by every user of the machine.
settings() { # NAME: its settings, a line each
  echo "PATH=$PATH"
  echo "LANG=C.UTF-8"
  echo "HOME=$data/run"
  echo "DOTNET_gcServer=0"
  echo "DOTNET_EnableDiagnostics=0"
  [[ -z ${DOTNET_ROOT-} ]] || echo "DOTNET_ROOT=$DOTNET_ROOT"
  [[ -z ${OTEL_EXPORTER_OTLP_ENDPOINT-} ]] || echo "OTEL_EXPORTER_OTLP_ENDPOINT=$OTEL_EXPORTER_OTLP_ENDPOINT"
  echo "ASPNETCORE_URLS=http://127.0.0.1:$(cat "$data/run/$1.port")"
  echo "ConnectionStrings__RabbitMq=$broker"
  echo "Content__Root=$data/content"
  case $1 in
    storage) echo "ConnectionStrings__Postgres=$(postgres_as storage "$PLATFORM_STORAGE_PASSWORD")" ;;
    fetcher)
      echo "ConnectionStrings__Postgres=$(postgres_as fetcher "$PLATFORM_FETCHER_PASSWORD")"
      echo "Inbox__Root=$inbox"
      env | grep -E '^(Inbox|Ledger)__' || true ;;
    gateway)
      echo "ConnectionStrings__Postgres=$(postgres_as gateway "$PLATFORM_GATEWAY_PASSWORD")"
      echo "Gateway__KeyRing=$data/keys" ;;
  esac
}

only_environment() { # LINE…: drops every variable and sets these
  local name line
  for name in $(compgen -e); do unset "$name"; done
  for line; do export "${line?}"; done
}

start_service() {
  local name=$1 lines program
  program=$(library "$name")
  mapfile -t lines < <(settings "$name")
  (
    exec </dev/null >>"$data/logs/$name.log" 2>&1
    cd "$data/bin/$name"
    only_environment "${lines[@]}"
    exec setsid bash -c '
      trap "stopping=yes; kill -TERM \$child 2>/dev/null" TERM INT
      while :; do
        "$@" & child=$!
        wait $child; code=$?
        # A wait that a signal interrupts returns at once; the service may still be ending.
        while kill -0 $child 2>/dev/null; do wait $child; code=$?; done
        [[ -z ${stopping-} ]] || exit 0
        # A bad setting stays bad: starting again would only fill the log.
        [[ $code != 78 ]] || exit 78
        echo "ended with $code; starting again in a second"
        sleep 1 & wait $!
        [[ -z ${stopping-} ]] || exit 0
      done' "platform-$name" "${as_platform[@]}" dotnet "$program"
  ) &
  remember "$name.loop" $!
}

# Which part is not ready, why, and where its log is.
explain() {
  local name=$1 answer
  answer=$(curl -s -m 3 "http://127.0.0.1:$(cat "$data/run/$name.port")/health/ready" 2>/dev/null | grep -o '"why":"[^"]*"' | sed 's/"why":"\(.*\)"/\1/' | paste -sd' ')
  [[ $answer ]] || answer=$(tail -n 1 "$data/logs/$name.log" 2>/dev/null)
  say "deploy/up: $name is not ready: ${answer:-it does not answer}. Its log is $data/logs/$name.log."
}

ready() { [[ $(curl -s -m 3 -o /dev/null -w '%{http_code}' "http://127.0.0.1:$(cat "$data/run/$1.port")/health/ready") == 200 ]]; }

start_all() {
  # shellcheck source=deploy/native/packages.sh
  . "$root/deploy/native/packages.sh"
  command -v curl >/dev/null || install_packages curl
  ((EUID != 0)) || make_user
  choose_port
  mkdir -p "$data"/{run,logs,content,keys,servers}
  echo native >"$data/mode"
  chmod 755 "$data"
  ((EUID != 0)) || chown platform:platform "$data"/{run,content,keys}
  chmod 700 "$data/keys"
  ((EUID != 0)) || [[ $inbox != "$data/inbox" ]] || chown platform:platform "$inbox"
  "${as_platform[@]}" test -w "$inbox" || refuse "the inbox $inbox cannot be written by the user «$( ((EUID == 0)) && echo platform || id -un)», who empties it; give that user the right (chown), or choose another --inbox."
  publish_services
  start_servers
  local name
  for name in "${services[@]}"; do
    if [[ $name == gateway ]]; then echo "$port" >"$data/run/gateway.port"; else free_port >"$data/run/$name.port"; fi
    start_service "$name"
  done
  echo "$port" >"$data/port"
  local end=$((SECONDS + 90)) waiting
  say "waiting for the services"
  while :; do
    waiting=()
    for name in "${services[@]}"; do
      ready "$name" || waiting+=("$name")
      recall "$name.loop" >/dev/null || { explain "$name"; stop_all; exit 1; }
    done
    ((${#waiting[@]})) || break
    if ((SECONDS >= end)); then
      for name in "${waiting[@]}"; do explain "$name"; done
      stop_all
      exit 1
    fi
    sleep 0.2
  done
}

free_port() {
  local candidate
  while :; do
    candidate=$((20000 + RANDOM % 12000))
    port_free "$candidate" && break
  done
  echo "$candidate"
}

gateway_verb() {
  local lines program
  [[ ${broker-} ]] || start_servers
  program=$(library gateway)
  mapfile -t lines < <(settings gateway)
  (only_environment "${lines[@]}" && exec "${as_platform[@]}" dotnet "$program" "$@")
}

until_stopped() {
  local name
  while :; do
    for name in "${services[@]}"; do
      recall "$name.loop" >/dev/null || {
        [[ -e $data/run/$name.pid || -e $data/run/$name.loop.pid ]] || exit 0 # deploy/down did it
        explain "$name"
        stop_all
        exit 1
      }
    done
    sleep 1 & wait $!
  done
}

stop_all() {
  local name pid end
  for name in fetcher parser storage gateway; do
    if pid=$(recall "$name.loop"); then
      say "stopping $name"
      kill -TERM "$pid"
      end=$((SECONDS + 30))
      while alive "$pid"; do
        ((SECONDS < end)) || { kill -9 -- "-$pid" 2>/dev/null || true; break; }
        sleep 0.1
      done
    fi
    rm -f "$data/run/$name.loop.pid"
  done
  [[ ! -s $data/servers/servers.env ]] || { say "stopping the servers"; "$root/deploy/native/servers" stop "$data/servers"; }
}
