#!/bin/sh
# Whether this Redis answers: it does not while it reads its file.
set -eu
REDISCLI_AUTH=$(cat "${SECRETS:-/run/secrets}/redis_password")
export REDISCLI_AUTH
[ "$(redis-cli "$@" ping)" = PONG ]
