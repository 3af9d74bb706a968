#!/bin/sh
# keys.sh DIRECTORY: gives each service of compose.yaml a directory with those keys of DIRECTORY that it needs, and
# no others. The user of the image has to be able to read them.
set -eu
cd "$1"
mkdir -p router/clients
mv router.key_secret router/
for service in worker shop partner; do
	mkdir -p "$service"
	mv "$service.key_secret" "$service"/
	cp router.key "$service"/
	cp "$service.key" router/clients/
done
chown -R 10001:10001 router worker shop partner 2>/dev/null ||
	echo "Run this as root, or make the directories in $1 readable for the user 10001" >&2
