#!/usr/bin/env bash
# Installs the full browsers that `npm run test:browsers` and the long tests run, where they are missing:
# Chromium, Firefox and WebKitGTK, with a display for browsers that need one.
# For Debian, as root or with sudo. Nothing is left running.
set -euo pipefail

missing=()
[ -x /usr/lib/chromium/chromium ] || missing+=(chromium)
[ -x /usr/bin/firefox-esr ] || missing+=(firefox-esr)
[ -x /usr/bin/WebKitWebDriver ] || missing+=(webkit2gtk-driver)
[ -x /usr/bin/Xvfb ] || missing+=(xvfb)
if [ ${#missing[@]} -eq 0 ]; then exit; fi

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo --non-interactive "$@"; fi
}

apt_get() {
  as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get -qq "$@"
}

echo "Installing ${missing[*]}"
apt_get update
apt_get install --yes --no-install-recommends "${missing[@]}" >/dev/null
