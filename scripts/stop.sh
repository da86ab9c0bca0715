#!/usr/bin/env bash
# Stops what the commands leave running: a demo server in the background and the PostgreSQL cluster of our own.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "$0")/lib.sh"
# shellcheck source=scripts/cluster.sh
source "$ROOT/scripts/cluster.sh"

stop_demo() {
    local file=$CACHE/demo.pid pid
    [ -e "$file" ] || return 0
    pid=$(cat "$file")
    # Only if the number still belongs to a server that was started here: numbers are used again.
    if tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -q -- "-c $CACHE/odoo-"; then
        kill -INT "$pid"
        for _ in $(seq 50); do
            [ -e "/proc/$pid" ] || break
            sleep 0.2
        done
        say "demo server stopped"
    fi
    rm -f "$file"
}

stop_demo
if [ "${1:-}" = --remove-cluster ]; then
    remove_cluster
    # Files of databases that are gone; the next command makes new ones.
    rm -rf "$CACHE/data/filestore"
    say "PostgreSQL cluster removed; the next command makes a new one"
else
    stop_cluster >/dev/null
    say "PostgreSQL cluster stopped"
fi
