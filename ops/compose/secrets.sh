#!/bin/sh
# Makes the secrets that docker-compose.yml mounts, in the folder $1 (default: secrets); what is there is left as it is.
# With a second argument, `dev`, also a key for the simulator, which takes any.
set -eu
folder=${1:-secrets}

random() {
    LC_ALL=C tr -dc 'A-Za-z0-9' </dev/urandom | head -c "$1"
}

# keep NAME VALUE: containers' users differ from yours, so files can be read by all, and the folder only by you.
keep() {
    if [ ! -e "$folder/$1" ]; then
        printf '%s\n' "$2" >"$folder/$1.new"
        chmod 0444 "$folder/$1.new"
        mv "$folder/$1.new" "$folder/$1"
    fi
}

mkdir -p "$folder"
chmod 0700 "$folder"
# The only folder that containers see whole: your providers' keys, a file each, named as the variable.
mkdir -p "$folder/providers"
chmod 0755 "$folder/providers"

keep redis_password "$(random 40)"
keep aws_access_key_id "$(random 20)"
keep aws_secret_access_key "$(random 40)"
keep cliffhanger_flower_auth "line:$(random 24)"
keep cliffhanger_webhook_secret "whsec_$(head -c 32 /dev/urandom | base64 | tr -d '\n')"
keep grafana_admin_password "$(random 24)"
[ "${2:-}" != dev ] || keep providers/simulator_api_key "$(random 32)"
echo "secrets are in $folder; put providers' keys into $folder/providers (names: cliffhanger providers), chmod 0444" >&2
