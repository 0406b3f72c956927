#!/bin/sh
# Installs what the browser tests need on Debian and Ubuntu: Chromium and a font. Does nothing when both are there.
set -eu
if command -v chromium >/dev/null 2>&1 && [ -d /usr/share/fonts/truetype/dejavu ]; then
  exit 0
fi
as_root=""
[ "$(id -u)" -eq 0 ] || as_root="sudo"
$as_root apt-get update
$as_root apt-get install -y --no-install-recommends chromium fonts-dejavu-core
