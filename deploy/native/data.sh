# shellcheck shell=bash
# The data folder, its secrets and the services' settings, the same for containers and for this machine's own packages. Sourced.

secret() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

# Makes the data folder, resolved to its real path, with the secrets in it.
prepare_data() {
  data=$(realpath -m -- "$data")
  if [[ $mode == native ]] && ((EUID == 0)) && [[ ! -e $data ]] && ! others_may_enter "$(dirname "$data")"; then
    # The services run as an unprivileged user, who cannot pass through a folder like /root.
    local elsewhere
    elsewhere=/var/lib/platform/$(printf '%s' "$data" | sha256sum | cut -c1-12)
    mkdir -p "$elsewhere"
    ln -s "$elsewhere" "$data"
    say "$(dirname "$data") is closed to other users, so the data lies in $elsewhere; $data points there."
  fi
  mkdir -p "$data" 2>/dev/null || refuse "the data folder $data cannot be made; give --data a folder whose parent you may write."
  data=$(cd "$data" && pwd -P)
  if [[ ! -s $data/secrets.env ]]; then
    (umask 077 && cat >"$data/secrets.env" <<ENV
PLATFORM_FETCHER_PASSWORD=$(secret)
PLATFORM_STORAGE_PASSWORD=$(secret)
PLATFORM_GATEWAY_PASSWORD=$(secret)
POSTGRES_PASSWORD=$(secret)
RABBITMQ_PASSWORD=$(secret)
ENV
)
  fi
  # shellcheck source=/dev/null
  . "$data/secrets.env"
}

# The settings in the environment of up that a service takes from there, a line each.
passed_on() { # SERVICE
  case $1 in
    fetcher) env | grep -E '^(Sources|Ledger|Web|Disk|Containers)__' ;;
    parser) env | grep -E '^Workers__' ;;
    gateway) env | grep -E '^(Uploads|Disk|Gateway__Webhooks|Gateway__OpenIdConnect)__' ;;
  esac || true
}

# The pid of a deploy/up that starts or waits on this data.
up_on_this_data() {
  local pid
  pid=$(cat "$data/run/up.pid" 2>/dev/null) && [[ $pid && $pid != "$$" && $(ps -o args= -p "$pid" 2>/dev/null) == *deploy/up* ]] && echo "$pid"
}

others_may_enter() { # may everybody pass through all folders down to this one?
  local folder=$1
  while [[ $folder != / ]]; do
    [[ ! -e $folder || $(stat -Lc %A "$folder") == *[xt] ]] || return 1
    folder=$(dirname "$folder")
  done
}

port_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

choose_port() { # the port asked for, the one used before, or the first free one from 8080
  if [[ $port ]]; then
    port_free "$port" || refuse "port $port is taken; choose another with --port."
    return
  fi
  [[ ! -s $data/port ]] || port=$(cat "$data/port")
  [[ $port ]] && port_free "$port" && return
  port=8080
  until port_free "$port"; do port=$((port + 1)); done
}

# The administrator's key is issued once and kept where only the one who runs this can read it. A database that was made anew, or is
# another one by now, does not know it; then it is issued again.
keep_key() {
  if [[ ! -s $data/admin.key ]] || ! key_opens "$(running_url)"; then
    (umask 077 && gateway_verb issue-key administrator >"$data/admin.key.new") || refuse "the Gateway issued no key; see its log."
    mv "$data/admin.key.new" "$data/admin.key"
  fi
}

key_opens() { # URL: not when the Gateway answers 401 Unauthorized
  local answer
  answer=$(
    exec 2>/dev/null 3<>"/dev/tcp/127.0.0.1/${1##*:}" || exit 0
    printf 'GET /v1/status HTTP/1.0\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\n\r\n' "$(cat "$data/admin.key")" >&3
    IFS= read -r -t 5 line <&3 && echo "$line"
  )
  [[ $answer != *' 401 '* ]]
}

sign_in_path() { gateway_verb issue-sign-in; }
