# Shared by the shell scripts of this folder. Bash and coreutils only: on a fresh machine there is no Python yet.
# shellcheck shell=bash

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
CACHE=${SALESTECH_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/salestech}
case $CACHE in /*) ;; *) CACHE=$PWD/$CACHE ;; esac
LOGS=$CACHE/logs
export ROOT CACHE LOGS

# No pycache, pytest or ruff folders in the checkout; a warm bytecode cache still saves seconds at each start of Odoo.
export PYTHONPYCACHEPREFIX=$CACHE/pycache RUFF_CACHE_DIR=$CACHE/ruff
# Without a UTF-8 locale (minimal machines have none) Python would write ASCII and Odoo's logs would break on Russian.
export LANG=C.UTF-8 LC_ALL=C.UTF-8
# A configuration file of the person's own Odoo must not change what the commands here do.
unset ODOO_RC OPENERP_SERVER PYTHONHOME PYTHONPATH

say() { printf '%s\n' "$*" >&2; }
# One line, with the mend: what a person sees when something is wrong on the machine.
die() {
    say "salestech: $*"
    exit 1
}

# step N TOTAL LABEL READY COMMAND...: unless READY says that all is there, runs the command with its output in a log
# file and prints one line of progress. With QUIET set, nothing is printed about what is there already.
step() {
    local number=$1 total=$2 label=$3 ready=$4 start=$SECONDS log
    shift 4
    if $ready >/dev/null 2>&1; then
        [ -n "${QUIET:-}" ] || say "[$number/$total] $label ... ready"
        return 0
    fi
    mkdir -p "$LOGS"
    log=$LOGS/setup-$number.log
    printf '[%s/%s] %s ... ' "$number" "$total" "$label" >&2
    # Not `if ! ( ... )`: bash switches `set -e` off inside a condition, and a half-done step would count as done.
    set +e
    ( set -euo pipefail; "$@" ) >"$log" 2>&1 </dev/null
    local status=$?
    set -e
    if [ "$status" != 0 ]; then
        say "failed after $((SECONDS - start)) s"
        explain "$log"
        exit 1
    fi
    say "$((SECONDS - start)) s"
}

# explain LOG: turns the usual failures into one line that says what to do.
explain() {
    local log=$1 hint
    if hint=$(grep -m1 '^salestech: ' "$log"); then
        say "$hint"
    elif grep -qi 'no space left on device\|You don.t have enough free space' "$log"; then
        say "salestech: the disk is full; free some space (or set SALESTECH_CACHE to a folder on another disk) and run the command again"
    elif grep -qi 'could not resolve\|temporary failure\|network is unreachable\|connection refused\|connection timed out\|NewConnectionError\|no route to host\|Could not connect' "$log"; then
        say "salestech: no network: the package registry could not be reached; check the connection or the proxy and run the command again"
    elif grep -qi 'unable to locate package\|no matching distribution\|has no installation candidate\|can.t find a source\|No candidate version\|was not found' "$log"; then
        say "salestech: package not found: $(grep -im1 'unable to locate package\|no matching distribution\|has no installation candidate\|no candidate version\|was not found' "$log"); run 'apt-get update' and try again"
    elif grep -qi 'dpkg was interrupted\|Could not get lock' "$log"; then
        say "salestech: another package manager is at work or was interrupted: $(grep -im1 'dpkg was interrupted\|could not get lock' "$log")"
    else
        say "salestech: that step failed; its last lines:"
        tail -n 5 "$log" | sed 's/^/    /' >&2
    fi
    say "           whole log: $log"
}

# as_root COMMAND...: needed for Debian packages only.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        die "Debian packages must be installed, and you are neither root nor is there sudo: run as root: apt-get install $(missing_packages | tr '\n' ' ')"
    fi
}

need_space() { # need_space FOLDER MEGABYTES
    local free
    mkdir -p "$1" || die "cannot make the folder $1; set SALESTECH_CACHE to a folder you may write to"
    free=$(df -Pm "$1" | awk 'NR == 2 {print $4}')
    [ "$free" -ge "$2" ] || die "too little disk space in $1: $free MB free, $2 MB needed; free some space or set SALESTECH_CACHE to a folder on another disk"
}
