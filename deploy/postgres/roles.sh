#!/usr/bin/env bash
# Makes the platform's roles and schemas in the database that PGDATABASE names, and their rights: each service owns one schema, the
# Gateway may read the other two, and nobody else may do anything. Can be run again at any time; it sets the passwords given.
#
# Called by deploy/up, by the postgres image (docker-entrypoint-initdb.d) and by the tests. Reads the usual PG* variables and
# PLATFORM_FETCHER_PASSWORD, PLATFORM_STORAGE_PASSWORD, PLATFORM_GATEWAY_PASSWORD.
set -euo pipefail

for name in PLATFORM_FETCHER_PASSWORD PLATFORM_STORAGE_PASSWORD PLATFORM_GATEWAY_PASSWORD; do
  [[ ${!name-} ]] || { echo "roles.sh: $name is not set; give each service's role a password." >&2; exit 78; }
done

# Inside the postgres image the server is on its socket and these two name the administrator and the database.
export PGUSER=${PGUSER:-${POSTGRES_USER-}} PGDATABASE=${PGDATABASE:-${POSTGRES_DB-}}

# Passwords go over standard input: arguments can be read by every user of the machine.
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --no-password --file - <<'SQL'
SET client_min_messages = warning;
DO $$ BEGIN
  IF getdatabaseencoding() <> 'UTF8' THEN
    RAISE EXCEPTION 'the database «%» is encoded in %, and documents come in every script: use one encoded in UTF8', current_database(), getdatabaseencoding();
  END IF;
END $$;
\getenv fetcher_password PLATFORM_FETCHER_PASSWORD
\getenv storage_password PLATFORM_STORAGE_PASSWORD
\getenv gateway_password PLATFORM_GATEWAY_PASSWORD

DO $$
DECLARE role text;
BEGIN
  FOREACH role IN ARRAY ARRAY['platform_fetcher', 'platform_storage', 'platform_gateway'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
      EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE', role);
    END IF;
  END LOOP;
END $$;
ALTER ROLE platform_fetcher PASSWORD :'fetcher_password';
ALTER ROLE platform_storage PASSWORD :'storage_password';
ALTER ROLE platform_gateway PASSWORD :'gateway_password';

REVOKE ALL ON SCHEMA public FROM PUBLIC;
SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database()) \gexec
SELECT format('GRANT CONNECT ON DATABASE %I TO platform_fetcher, platform_storage, platform_gateway', current_database()) \gexec

-- A managed server's administrator may hand over a schema only to a role that it is a member of.
GRANT platform_fetcher, platform_storage, platform_gateway TO CURRENT_USER;
CREATE SCHEMA IF NOT EXISTS acquisition AUTHORIZATION platform_fetcher;
CREATE SCHEMA IF NOT EXISTS library AUTHORIZATION platform_storage;
CREATE SCHEMA IF NOT EXISTS delivery AUTHORIZATION platform_gateway;
SELECT format('ALTER ROLE platform_%s IN DATABASE %I SET search_path = %I', service, current_database(), schema)
  FROM (VALUES ('fetcher', 'acquisition'), ('storage', 'library'), ('gateway', 'delivery')) AS owner (service, schema) \gexec

-- The event log is shown only up to the oldest transaction that runs: one that idles would hold up every subscriber.
SELECT format('ALTER ROLE platform_%s IN DATABASE %I SET idle_in_transaction_session_timeout = %L', service, current_database(), '60s')
  FROM (VALUES ('fetcher'), ('storage'), ('gateway')) AS owner (service) \gexec

-- What the search needs of the server's own extensions (postgresql-contrib; both are trusted, so no superuser is needed).
CREATE EXTENSION IF NOT EXISTS unaccent SCHEMA library;
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA library;

-- Compiling a statement takes longer than running it.
SELECT format('ALTER ROLE platform_%s IN DATABASE %I SET jit = off', service, current_database())
  FROM (VALUES ('fetcher'), ('storage'), ('gateway')) AS owner (service) \gexec

GRANT USAGE ON SCHEMA acquisition, library TO platform_gateway;
GRANT SELECT ON ALL TABLES IN SCHEMA acquisition, library TO platform_gateway;
ALTER DEFAULT PRIVILEGES FOR ROLE platform_fetcher IN SCHEMA acquisition GRANT SELECT ON TABLES TO platform_gateway;
ALTER DEFAULT PRIVILEGES FOR ROLE platform_storage IN SCHEMA library GRANT SELECT ON TABLES TO platform_gateway;
SQL
