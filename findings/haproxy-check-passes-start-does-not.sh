#!/usr/bin/env bash
# HAProxy 2.6.12 of Debian 12.
#
# A good guess: `haproxy -c`, which says "Configuration file is valid" and ends with 0, is what a start will say too; and a `maxconn` that the
# limit of open files does not allow is lowered to what it does, with a warning. Since 2.3 (strict-limits is on unless one says otherwise) the
# start refuses it, with code 1, and the check still does not look at it: whoever checks before a restart, as service units do, is left without a
# proxy. Each connection counts twice, so that 4,000 want some 8,000 files. Without a maxconn of its own it takes what there is room for, and starts.
#
# Output seen, 30 November 2026, with `ulimit -n 1024`:
#   maxconn 4000: checked 0, started 1: Cannot raise FD limit to 8017, limit is 1024.
#   maxconn 400: checked 0, started and runs
#   no maxconn: checked 0, started and runs
set -euo pipefail
needed=(haproxy)
dpkg -s "${needed[@]}" >/dev/null 2>&1 || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${needed[@]}" >/dev/null; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
ulimit -n 1024

# How a check and a start end, of a configuration with this line in its global section; a start that lasts two seconds runs.
told() {
  local checked=0 started=0
  cat >haproxy.cfg <<CFG
global
  $1
defaults
  mode http
  timeout connect 5s
  timeout client 5s
  timeout server 5s
frontend one
  bind $folder/one.sock
  http-request return status 200
CFG
  haproxy -q -c -f haproxy.cfg >/dev/null 2>&1 || checked=$?
  timeout 2 haproxy -db -f haproxy.cfg >said 2>&1 || started=$?
  if [ "$started" = 124 ]; then
    echo "checked $checked, started and runs"
  else
    echo "checked $checked, started $started: $(sed -n 's/.*\(Cannot raise.*\)/\1/p' said)"
  fi
}

many=$(told 'maxconn 4000')
few=$(told 'maxconn 400')
none=$(told '')
echo "maxconn 4000: $many"
echo "maxconn 400: $few"
echo "no maxconn: $none"
[ "$many" = 'checked 0, started 1: Cannot raise FD limit to 8017, limit is 1024.' ] &&
  [ "$few" = 'checked 0, started and runs' ] && [ "$none" = "$few" ]
