# shellcheck shell=bash
# The backing servers, and the database with its roles and schemas in whichever server is used. Sourced.
# shellcheck disable=SC2154 # root, data and the secrets come from up and data.sh

# One value of an Npgsql connection string, or nothing.
part() { tr ';' '\n' <<<"$1" | sed -n "s/^ *\\($2\\) *= *//Ip" | sed "s/^'\\(.*\\)'\$/\\1/; s/^\"\\(.*\\)\"\$/\\1/" | head -n1; }

# All but who, with which password and which database.
without_user() { tr ';' '\n' <<<"$1" | grep -viE '^ *(username|user ?id|user|password|pwd|database|db) *=' | grep -v '^ *$' | paste -sd';' -; }

start_servers() {
  local answer which=()
  admin=${ConnectionStrings__Postgres-} broker=${ConnectionStrings__RabbitMq-}
  if [[ -z $admin || -z $broker ]]; then
    [[ -z $admin ]] || which=(rabbitmq)
    [[ -z $broker ]] || which=(postgres)
    say "starting the servers"
    answer=$("$root/deploy/native/servers" start "$data/servers" "${which[@]}") || exit 1
    [[ $admin ]] || admin=$(sed 's/.*"postgres_admin":"\([^"]*\)".*/\1/' <<<"$answer")
    [[ $broker ]] || broker=$(sed 's/.*"rabbitmq":"\([^"]*\)".*/\1/' <<<"$answer")
  fi
  [[ $broker == amqp://* || $broker == amqps://* ]] ||
    refuse "ConnectionStrings__RabbitMq must be an AMQP address such as amqp://user:password@127.0.0.1:5672/platform."
  make_database
}

# The administrator's connection, for psql and its kin.
use_admin() {
  local mode
  database=$(part "$admin" 'Database\|DB')
  [[ $database && $database != postgres ]] || database=platform
  mode=$(part "$admin" 'SSL *Mode' | tr '[:upper:]' '[:lower:]' | sed 's/^verify\(ca\|full\)$/verify-\1/')
  export PGHOST PGUSER PGSSLMODE=${mode:-prefer} PGCONNECT_TIMEOUT=10 PGPORT PGPASSWORD PGDATABASE=$database
  PGHOST=$(part "$admin" 'Host\|Server') PGUSER=$(part "$admin" 'Username\|User *Id\|User') PGPORT=$(part "$admin" Port) PGPASSWORD=$(part "$admin" 'Password\|Pwd')
  PGPORT=${PGPORT:-5432}
}

make_database() {
  local log=$data/logs/psql.log
  [[ $(part "$admin" 'Host\|Server') && $(part "$admin" 'Username\|User *Id\|User') ]] ||
    refuse "ConnectionStrings__Postgres must name Host, Username and Password of a role that may create roles, such as Host=127.0.0.1;Username=admin;Password=…"
  command -v psql >/dev/null || refuse "psql is missing, which sets up the database's roles; install it (package postgresql-client)."
  database=$(part "$admin" 'Database\|DB')
  [[ $database && $database != postgres ]] || database=platform
  (
    use_admin
    export PLATFORM_FETCHER_PASSWORD PLATFORM_STORAGE_PASSWORD PLATFORM_GATEWAY_PASSWORD
    if ! psql -Xqwc '' >/dev/null 2>&1; then
      PGDATABASE=postgres psql -Xqw -v ON_ERROR_STOP=1 -v name="$database" -f - >"$log" 2>&1 <<<'CREATE DATABASE :"name" TEMPLATE template0 ENCODING UTF8;' ||
        refuse "the database server named by ConnectionStrings__Postgres refused: $(head -n1 "$log")"
    fi
    "$root/deploy/postgres/roles.sh" >"$log" 2>&1 || refuse "the database's roles could not be set up: $(head -n1 "$log")"
  ) || exit $?
}

# The roles sign in by password: Npgsql would otherwise complain where the Kerberos library is missing.
postgres_as() { echo "GSS Encryption Mode=Disable;$(without_user "$admin");Database=$database;Username=platform_$1;Password=$2"; } # SERVICE PASSWORD
