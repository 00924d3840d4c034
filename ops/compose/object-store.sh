#!/bin/sh
# Starts the S3 server with the credentials of secret files; a bucket is a folder of its files.
set -eu
ROOT_ACCESS_KEY_ID=$(cat /run/secrets/aws_access_key_id)
ROOT_SECRET_ACCESS_KEY=$(cat /run/secrets/aws_secret_access_key)
export ROOT_ACCESS_KEY_ID ROOT_SECRET_ACCESS_KEY
mkdir -p "/data/${BUCKET:?the bucket's name}"
exec versitygw --port :9000 --health /healthy --quiet posix /data
