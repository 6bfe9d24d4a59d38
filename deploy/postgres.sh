#!/bin/sh
# Starts PostgreSQL with the passwords given in the environment or else made by make-keys.sh; the image's own entry point does the rest.
set -eu
export POSTGRES_PASSWORD="${POSTGRES_PASSWORD:-$(cat /keys/postgres/password)}"
for service in capture anchor authorize vpin; do
  name=$(echo "$service" | tr a-z A-Z)_DB_PASSWORD
  [ -n "$(printenv "$name")" ] || export "$name=$(cat "/keys/$service/database.password")"
done
# Durability is the promise of this product: these three are on by default and stay on.
exec docker-entrypoint.sh postgres \
  -c fsync=on -c synchronous_commit=on -c full_page_writes=on \
  -c shared_buffers=128MB -c wal_buffers=16MB -c min_wal_size=1GB -c max_wal_size=4GB \
  -c checkpoint_timeout=15min -c checkpoint_completion_target=0.9
