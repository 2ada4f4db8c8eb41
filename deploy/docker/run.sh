# shellcheck shell=bash
# Runs everything in containers, through docker-compose.yml. Sourced by up and down.
# shellcheck disable=SC2154 # root, data, inbox, port and the secrets come from up and data.sh

# Several can run side by side: each data folder is a project of its own.
project=platform-$(printf '%s' "$data" | cksum | cut -d' ' -f1)

# With compose 2 as Docker's plugin, or the docker-compose of Debian.
composer=(docker-compose)
if docker compose version >/dev/null 2>&1; then composer=(docker compose); fi
composer+=(--env-file "$data/.env" -p "$project" -f "$root/docker-compose.yml")
compose() { "${composer[@]}" "$@"; }

health_of() { # SERVICE: healthy, starting, unhealthy, or the state of a container that does not run
  docker ps -a --filter "label=com.docker.compose.project=$project" --filter "label=com.docker.compose.service=$1" --format '{{.Status}}' |
    sed -n 's/.*(health: starting).*/starting/p; t; s/.*(unhealthy).*/unhealthy/p; t; s/.*(healthy).*/healthy/p; t; s/^\([A-Z][a-z]*\).*/\1/p' | head -n1
}

running_url() {
  [[ -s $data/port && -s $data/.env && $(health_of gateway) == healthy ]] && echo "http://127.0.0.1:$(cat "$data/port")"
}

# The user who moves the inbox's files: its owner, or where that is root the images' own user.
choose_user() {
  local owner
  owner=$(stat -c '%u:%g' "$inbox" 2>/dev/null || stat -f '%u:%g' "$inbox")
  if [[ ${owner%%:*} == 0 ]]; then
    owner=1654:1654
    [[ $inbox != "$data/inbox" ]] || chown "$owner" "$inbox"
    [[ $(stat -c '%u' "$inbox") == 1654 || $(stat -c '%A' "$inbox") == d??????rw[xt] ]] ||
      refuse "the inbox $inbox belongs to root, and no service runs as root; give it to another user (chown), or choose another --inbox."
  fi
  container_user=$owner
}

write_env() {
  # A compose file's variables know no quoting that both composes share.
  case $inbox in
    *[\$\#\"\'\\]* | *$'\n'*) refuse "in containers the inbox's path cannot hold a quote, \$, # or a line break; choose another --inbox." ;;
  esac
  (umask 077 && cat "$data/secrets.env" - >"$data/.env" <<ENV
PLATFORM_INBOX=$inbox
PLATFORM_PORT=$port
PLATFORM_UID=${container_user%%:*}
PLATFORM_GID=${container_user##*:}
PLATFORM_FETCHER_SETTINGS=$data/fetcher.env
PLATFORM_PARSER_SETTINGS=$data/parser.env
PLATFORM_GATEWAY_SETTINGS=$data/gateway.env
PLATFORM_KEY_FILE=$data/admin.key
PLATFORM_KEY_UID=$(id -u)
ENV
)
  local service lines
  for service in fetcher parser gateway; do
    lines=$(passed_on "$service")
    case $lines in
      *[\$\#\"\'\\]*) refuse "in containers a setting cannot hold a quote, \$, # or \\; one of these does: $(cut -d= -f1 <<<"$lines" | paste -sd' ' -)." ;;
    esac
    (umask 077 && echo "$lines" >"$data/$service.env")
  done
  # What is asked for over the network needs no folder of this machine.
  local polled
  polled=$(sed -nE 's/^(Sources__[^=]+__)Kind=(feed|site|mailbox)$/\1/p' "$data/fetcher.env" | paste -sd'|' -)
  lines=$(grep -vE "^(Sources__inbox__|Ledger__|Disk__|Web__${polled:+|$polled})" "$data/fetcher.env" | cut -d= -f1 | paste -sd' ' - || true)
  [[ ! $lines ]] || refuse "in containers the inbox is the only folder; unset $lines, or use --native."
}

explain() { # SERVICE
  local why
  why=$(compose exec -T "$1" ready 2>/dev/null | grep -o '"why":"[^"]*"' | sed 's/"why":"\(.*\)"/\1/' | paste -sd' ' -) || true
  [[ $why ]] || why=$(compose logs --no-color --tail 1 "$1" 2>/dev/null | tail -n1) || true
  say "deploy/up: $1 is not ready: ${why:-it does not answer}. Its log: docker logs $(compose ps -q "$1" | cut -c1-12)."
}

start_all() {
  command -v "${composer[0]}" >/dev/null || refuse "Docker answers but its compose is missing; install docker-compose-plugin (or docker-compose on Debian)."
  local service waiting before='' end log=$data/logs/compose.log
  mkdir -p "$data/logs"
  [[ ! -s $data/mode || $(cat "$data/mode") == docker ]] || refuse "$data was begun with --$(cat "$data/mode"); go on with that, or choose another --data."
  if [[ ! -s $data/.env ]]; then
    # The database in a volume knows only the passwords that it was made with.
    local volumes
    volumes=$(docker volume ls -q --filter "label=com.docker.compose.project=$project" | paste -sd' ' -)
    [[ ! $volumes ]] || refuse "the volumes of an earlier Platform with --data $data are still there, but its secrets, which were in that folder, are not; remove them and what they hold with: docker volume rm $volumes; or choose another --data."
  fi
  echo docker >"$data/mode"
  choose_port
  choose_user
  write_env
  say "building the images and starting the containers (minutes the first time; the output is in $log)"
  if ! { patiently "${composer[@]}" build && patiently "${composer[@]}" up -d; } >"$log" 2>&1 </dev/null; then
    grep -iE 'error|fail|denied' "$log" | tail -n 5 >&2
    say "deploy/up: the containers cannot be started; the whole output is in $log."
    exit 1
  fi
  echo "$port" >"$data/port"
  end=$((SECONDS + 180))
  while :; do
    waiting=''
    for service in storage gateway parser fetcher; do
      [[ $(health_of "$service") == healthy ]] || waiting+=" $service"
    done
    [[ $waiting ]] || return 0
    [[ $waiting == "$before" ]] || say "waiting for$waiting"
    before=$waiting
    if ((SECONDS >= end)); then
      for service in $waiting; do explain "$service"; done
      exit 1
    fi
    sleep 0.5
  done
}

gateway_verb() { compose exec -T gateway dotnet Platform.Gateway.dll "$@" </dev/null; }

until_stopped() {
  while [[ $(docker ps -q --filter "label=com.docker.compose.project=$project") ]]; do
    sleep 2 & wait $!
  done
}

# In order; the containers and their network go, the volumes stay.
stop_all() {
  [[ -s $data/.env ]] || return 0
  local service
  for service in fetcher parser storage gateway rabbitmq postgres; do
    say "stopping $service"
    compose stop "$service" >/dev/null 2>&1 || true
  done
  # With those of the profile, where somebody started it beside.
  compose --profile observability down >/dev/null 2>&1 || true
}
