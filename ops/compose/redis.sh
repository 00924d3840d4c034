#!/bin/sh
# Starts redis-server with the configuration $1 and the password of a secret file, which neither `ps` nor `docker inspect` shows.
set -eu
secret=${SECRETS:-/run/secrets}/redis_password
folder=${RUN:-/tmp}

password=$(cat "$secret")
case $password in
'' | *[!A-Za-z0-9_-]*)
    echo "redis: $secret must be one line of letters, digits, - and _; ops/compose/secrets.sh makes one" >&2
    exit 1
    ;;
esac
umask 077
printf 'requirepass %s\n' "$password" >"$folder/password.conf"
sed "s|^include /tmp/|include $folder/|" "$1" >"$folder/redis.conf"
shift
exec redis-server "$folder/redis.conf" "$@"
