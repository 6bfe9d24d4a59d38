#!/bin/sh
# Makes the secrets that are not there yet, once, each readable by its owner only. Never replaces one.
# /keys/<part>/<property>: a file per Spring property (a "config tree"), one volume per part.
set -eu

secret() { # owner, file, kind
  file=/keys/$2
  [ -s "$file" ] && return
  umask 077
  case $3 in
    bytes) head -c 32 /dev/urandom | base64 | tr -d '\n' ;;
    password) head -c 24 /dev/urandom | base64 | tr -d '\n/+=' ;;
  esac >"$file.new"
  chown "$1:$1" "$file.new"
  mv "$file.new" "$file"
  echo "made $2"
}

service=10001
for part in capture anchor authorize vpin; do
  chown "$service:$service" "/keys/$part"
  chmod 700 "/keys/$part"
  secret "$service" "$part/database.password" password
done
secret 0 postgres/password password
secret "$service" capture/tradewitness.capture.signing.seed bytes
secret "$service" anchor/tradewitness.anchor.signing.seed bytes
secret "$service" authorize/tradewitness.authorize.token.secret bytes
