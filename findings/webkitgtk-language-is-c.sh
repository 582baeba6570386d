#!/usr/bin/env bash
# WebKitGTK 2.50.6 of Debian 12 (MiniBrowser of libwebkit2gtk-4.1-0, WebKitWebDriver of webkit2gtk-driver, xvfb).
#
# A good guess: under LANG=C.UTF-8, which container images set, a page's navigator.language is "en-US", as in Firefox and Chromium there; at
# the least it is a language tag, because HTML says so and pages hand it to Intl. In WebKitGTK it is "C", the name of the POSIX locale, which
# is no language tag: new Intl.DateTimeFormat(navigator.language) throws a RangeError, and Intl's own default is "en-US-u-va-posix". With
# LANG unset altogether it is "en-US", and with LANG=en_US.UTF-8 too, whether or not the machine has that locale.
#
# Output seen, 29 November 2026:
#   LANG unset:       language "en-US", Intl "en-US", Intl.DateTimeFormat(navigator.language): formats
#   LANG C.UTF-8:     language "C", Intl "en-US-u-va-posix", Intl.DateTimeFormat(navigator.language): RangeError
#   LANG en_US.UTF-8: language "en-US", Intl "en-US", Intl.DateTimeFormat(navigator.language): formats
set -euo pipefail
needed=(webkit2gtk-driver libwebkit2gtk-4.1-0 xvfb curl)
dpkg -s "${needed[@]}" >/dev/null 2>&1 || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${needed[@]}" >/dev/null; }
folder=$(mktemp -d)
started=()
trap 'kill "${started[@]}" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$folder"' EXIT
browser=$(ls /usr/lib/*/webkit2gtk-4.1/MiniBrowser)
export HOME=$folder
unset LANG LANGUAGE "${!LC_@}"

Xvfb -displayfd 3 -screen 0 1280x1024x24 -nolisten tcp 3>"$folder/display" 2>/dev/null &
started+=($!)
until [ -s "$folder/display" ]; do sleep 0.1; done
DISPLAY=:$(cat "$folder/display")
export DISPLAY

script='let formats = "formats"; try { new Intl.DateTimeFormat(navigator.language) } catch (error) { formats = error.name } return `language \u0022${navigator.language}\u0022, Intl \u0022${Intl.DateTimeFormat().resolvedOptions().locale}\u0022, Intl.DateTimeFormat(navigator.language): ${formats}`'

# What a page is told under an environment.
told() {
  local port=$((20000 + RANDOM % 20000)) session
  env "$@" WebKitWebDriver --port=$port >/dev/null 2>&1 &
  local driver=$!
  started+=("$driver")
  until curl -s "http://127.0.0.1:$port/status" >/dev/null; do sleep 0.1; done
  session=$(curl -s -m 120 -d '{"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": {"binary": "'"$browser"'", "args": ["--automation"]}}}}' "http://127.0.0.1:$port/session" | sed 's/.*"sessionId":"\([^"]*\)".*/\1/')
  curl -s -m 60 -d '{"script": "'"${script//\"/\\\"}"'", "args": []}' "http://127.0.0.1:$port/session/$session/execute/sync" | sed 's/.*"value":"\(.*\)"}.*/\1/; s/\\"/"/g'
  curl -s -m 60 -X DELETE "http://127.0.0.1:$port/session/$session" >/dev/null
  kill "$driver"
}

unset_=$(told NOTHING=)
posix=$(told LANG=C.UTF-8)
american=$(told LANG=en_US.UTF-8)
echo "LANG unset:       $unset_"
echo "LANG C.UTF-8:     $posix"
echo "LANG en_US.UTF-8: $american"

american_='language "en-US", Intl "en-US", Intl.DateTimeFormat(navigator.language): formats'
[ "$posix" = 'language "C", Intl "en-US-u-va-posix", Intl.DateTimeFormat(navigator.language): RangeError' ] &&
  [ "$unset_" = "$american_" ] && [ "$american" = "$american_" ]
