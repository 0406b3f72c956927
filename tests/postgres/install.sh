#!/bin/sh
# Installs what the tests of registers on a server need on Debian and Ubuntu: PostgreSQL. Does nothing when it is there.
set -eu
if command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
  exit 0
fi
as_root=""
[ "$(id -u)" -eq 0 ] || as_root="sudo"
$as_root apt-get update
$as_root apt-get install -y --no-install-recommends postgresql
