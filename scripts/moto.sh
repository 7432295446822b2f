#!/usr/bin/env bash
# Runs a command beside a moto server, the second opinion on our AWS stand-ins:
#   scripts/moto.sh ./build
# Prepares moto from PyPI in .cache/moto (once), starts it on a free loopback port, exports TAPPASS_MOTO (its endpoint) and
# TAPPASS_REQUIRE_MOTO=1 (its absence fails the suites), runs the command, and ends the server whatever happens.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
venv="$root/.cache/moto"
requirements="$root/scripts/moto-requirements.txt"

if [ $# -eq 0 ]; then
  sed -n '2,5s/^# \{0,1\}//p' "$0"
  exit 2
fi
command -v python3 >/dev/null 2>&1 || { echo "error: moto needs python3, and none was found" >&2; exit 2; }

if ! cmp -s "$requirements" "$venv/installed.txt"; then
  echo "Preparing moto in .cache/moto ..."
  rm -rf "$venv"
  mkdir -p "$root/.cache"
  # Where the venv module lacks its own pip (Debian without python3-venv), virtualenv from PyPI does the same.
  python3 -m venv "$venv" 2>/dev/null || {
    rm -rf "$venv"
    python3 -m pip install -q --target "$root/.cache/virtualenv" virtualenv
    PYTHONPATH="$root/.cache/virtualenv" python3 -m virtualenv -q "$venv"
  }
  # The exact pins first; on another version of Python some may be missing, then moto alone is pinned.
  "$venv/bin/python" -m pip install -q --disable-pip-version-check -r "$requirements" || {
    echo "The pinned set does not install on $(python3 --version); taking moto with what it resolves to."
    "$venv/bin/python" -m pip install -q --disable-pip-version-check 'moto[server]>=5.2,<5.3'
  }
  cp "$requirements" "$venv/installed.txt"
fi

log="$root/.cache/moto.log"
port=$("$venv/bin/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$venv/bin/python" -m moto.server -H 127.0.0.1 -p "$port" >"$log" 2>&1 &
moto=$!
trap 'kill "$moto" 2>/dev/null || true; wait "$moto" 2>/dev/null || true' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

for attempt in $(seq 1 150); do
  if "$venv/bin/python" -c "import urllib.request as u; u.urlopen('http://127.0.0.1:$port/moto-api/data.json', timeout=2)" 2>/dev/null; then
    break
  fi
  if ! kill -0 "$moto" 2>/dev/null || [ "$attempt" -eq 150 ]; then
    echo "error: moto did not start; its log:" >&2
    tail -n 20 "$log" >&2
    exit 1
  fi
  sleep 0.2
done

echo "moto $("$venv/bin/python" -c 'import moto; print(moto.__version__)') answers on http://127.0.0.1:$port"
export TAPPASS_MOTO="http://127.0.0.1:$port" TAPPASS_REQUIRE_MOTO=1
status=0
"$@" || status=$?
exit "$status"
