#!/bin/sh
# Runs once, when the database is new: one role and one schema per service, none of which sees another's.
set -eu
for service in capture anchor authorize vpin; do
  password=$(printenv "$(echo "$service" | tr a-z A-Z)_DB_PASSWORD")
  psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" -q \
    -v service="$service" -v password="$password" <<'SQL'
CREATE ROLE :"service" LOGIN PASSWORD :'password';
CREATE SCHEMA :"service" AUTHORIZATION :"service";
ALTER ROLE :"service" SET search_path = :"service";
SQL
done
