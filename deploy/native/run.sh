# shellcheck shell=bash
# Runs the four services on this machine, each under a loop that starts it again when it ends unasked. Sourced by up and down.
# shellcheck disable=SC2154 # root, data, inbox, port and the secrets come from up and data.sh

# shellcheck source=deploy/native/http.sh
. "$root/deploy/native/http.sh"
# shellcheck source=deploy/native/database.sh
. "$root/deploy/native/database.sh"
# shellcheck source=deploy/native/packages.sh
. "$root/deploy/native/packages.sh"
# shellcheck source=deploy/native/build.sh
. "$root/deploy/native/build.sh"

services=(storage gateway parser fetcher) # the order of starting
class() { local name=$1; echo "${name^}"; }
library() { echo "$data/build/services/Platform.$(class "$1").dll"; }

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
  local name
  [[ -e $data/run/ready ]] || return 1
  for name in "${services[@]}"; do recall "$name.loop" >/dev/null || return 1; done
  echo "http://127.0.0.1:$(cat "$data/port")"
}

# The runtime must be one that the services' user may run; one in a private folder, say in /root, is copied.
find_dotnet() {
  local home
  home=$(dirname "$(readlink -f "$(command -v dotnet)")")
  if ! "${as_platform[@]}" test -x "$home/dotnet"; then
    if [[ ! -x $data/dotnet/dotnet ]]; then
      mkdir -p "$data/dotnet.new"
      cp -R "$home/dotnet" "$home/host" "$home/shared" "$data/dotnet.new/"
      chmod -R a+rX "$data/dotnet.new"
      mv "$data/dotnet.new" "$data/dotnet"
    fi
    home=$data/dotnet
  fi
  DOTNET_ROOT=$home
}

# Each service sees the settings that it needs and nothing else. They go by environment, set by the shell itself: arguments could be
# read by every user of the machine.
settings() { # NAME: its settings, a line each
  echo "PATH=$DOTNET_ROOT:/usr/local/bin:/usr/bin:/bin"
  echo "LANG=C.UTF-8"
  echo "HOME=$data/run"
  echo "DOTNET_GCgen0MaxBudget=1000000" # 16 MB between collections: at rates like ours more only costs memory
  echo "DOTNET_ThreadPool_UnfairSemaphoreSpinLimit=0"
  echo "DOTNET_EnableDiagnostics=0"
  echo "DOTNET_GCRegionSize=100000" # 1 MB: of larger ones each that is begun stays whole; 5 to 8 MB a service
  echo "DOTNET_ROOT=$DOTNET_ROOT"
  env | grep -E "^(OTEL_(EXPORTER_OTLP_(ENDPOINT|PROTOCOL|HEADERS)|TRACES_SAMPLER_ARG)|Logging__[A-Za-z_]+)=" || true
  echo "ASPNETCORE_URLS=http://127.0.0.1:$(cat "$data/run/$1.port")"
  echo "ConnectionStrings__RabbitMq=$broker"
  echo "Content__Root=$data/content"
  case $1 in
    storage) echo "ConnectionStrings__Postgres=$(postgres_as storage "$PLATFORM_STORAGE_PASSWORD")" ;;
    fetcher)
      echo "ConnectionStrings__Postgres=$(postgres_as fetcher "$PLATFORM_FETCHER_PASSWORD")"
      echo "Sources__inbox__Root=$inbox"
      passed_on fetcher ;;
    parser) passed_on parser ;;
    gateway)
      echo "ConnectionStrings__Postgres=$(postgres_as gateway "$PLATFORM_GATEWAY_PASSWORD")"
      echo "Gateway__KeyRing=$data/keys"
      passed_on gateway ;;
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
    cd "$(dirname "$program")"
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
        echo "deploy: ended with $code; starting again in a second"
        sleep 1 & wait $!
        [[ -z ${stopping-} ]] || exit 0
      done' "platform-$name" "${as_platform[@]}" dotnet "$program"
  ) &
  remember "$name.loop" $!
}

start_all() {
  [[ $(uname -s) == Linux ]] || refuse "on this system Platform runs through Docker; install Docker and start it."
  [[ ! -s $data/mode || $(cat "$data/mode") == native ]] || refuse "$data was begun with --$(cat "$data/mode"); go on with that, or choose another --data."
  ((EUID != 0)) || make_user
  stop_services # what an interrupted run left
  choose_port
  mkdir -p "$data"/{run,logs,content,keys,servers}
  echo native >"$data/mode"
  chmod 755 "$data"
  ((EUID != 0)) || chown platform:platform "$data"/{run,content,keys}
  chmod 700 "$data/keys"
  ((EUID != 0)) || [[ -z $made_inbox && $inbox != "$data/inbox" ]] || chown platform:platform "$inbox"
  "${as_platform[@]}" test -r "$inbox" -a -w "$inbox" -a -x "$inbox" || refuse "the inbox $inbox cannot be read and written by the user «$( ((EUID == 0)) && echo platform || id -un)», who empties it; give that user the right (chown), or choose another --inbox."
  start_servers
  publish_services
  find_dotnet
  local name
  for name in "${services[@]}"; do
    if [[ $name == gateway ]]; then echo "$port" >"$data/run/gateway.port"; else free_port >"$data/run/$name.port"; fi
    start_service "$name"
  done
  echo "$port" >"$data/port"
  local end=$((SECONDS + 120)) waiting before=''
  while :; do
    waiting=()
    for name in "${services[@]}"; do
      ready "$name" || waiting+=("$name")
      recall "$name.loop" >/dev/null || { explain "$name"; exit 1; }
    done
    ((${#waiting[@]})) || break
    [[ ${waiting[*]} == "$before" ]] || say "waiting for ${waiting[*]}"
    before=${waiting[*]}
    if ((SECONDS >= end)); then
      for name in "${waiting[@]}"; do explain "$name"; done
      exit 1
    fi
    sleep 0.2
  done
  (umask 077 && printf '%s\n' "$admin" "$broker" >"$data/run/servers")
  prometheus_targets >"$data/run/targets.json"
  touch "$data/run/ready"
}

# Where Prometheus finds the services (file_sd_configs); the Gateway asks for a key there.
prometheus_targets() {
  local name lines=()
  for name in "${services[@]}"; do
    lines+=("{\"targets\":[\"127.0.0.1:$(cat "$data/run/$name.port")\"],\"labels\":{\"service\":\"$name\"}}")
  done
  (IFS=,; echo "[${lines[*]}]")
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
  # A platform that runs already: the servers are those that it was started with.
  [[ ${broker-} ]] || { read -r admin && read -r broker; } <"$data/run/servers"
  [[ ${database-} ]] || database=$(part "$admin" 'Database\|DB')
  [[ $database && $database != postgres ]] || database=platform
  [[ ${DOTNET_ROOT-} ]] || find_dotnet
  program=$(library gateway)
  mapfile -t lines < <(settings gateway)
  (only_environment "${lines[@]}" && exec "${as_platform[@]}" dotnet "$program" "$@")
}

until_stopped() {
  local name
  while :; do
    for name in "${services[@]}"; do
      recall "$name.loop" >/dev/null || { explain "$name"; exit 1; }
    done
    sleep 1 & wait $!
  done
}

stop_services() {
  local name pid end
  rm -f "$data/run/ready"
  for name in fetcher parser storage gateway; do
    if pid=$(recall "$name.loop"); then
      say "stopping $name"
      kill -TERM "$pid"
      end=$((SECONDS + 40))
      while alive "$pid"; do
        ((SECONDS < end)) || { say "$name did not stop in 40 seconds; ending it"; kill -9 -- "-$pid" 2>/dev/null || true; break; }
        sleep 0.1
      done
    fi
    rm -f "$data/run/$name.loop.pid"
  done
}

stop_all() {
  stop_services
  if "$root/deploy/native/servers" status "$data/servers" | grep -q ' runs '; then say "stopping rabbitmq and postgres"; fi
  "$root/deploy/native/servers" stop "$data/servers" # epmd too
  rm -f "$data/run/servers"
}
