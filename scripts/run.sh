#!/usr/bin/env bash
# run.sh COMMAND [ARGUMENT...]: sets the machine up (quick when all is there), then runs scripts/COMMAND.py.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "$0")/lib.sh"
command=$1
shift
# Only the two main commands tell about each step even when there is nothing to do.
case $command in demo | test) ;; *) export QUIET=1 ;; esac
bash "$ROOT/scripts/setup.sh"
# shellcheck source=/dev/null
source "$CACHE/env.sh"
case $command in
    odoo) script=$ROOT/scripts/server.py ;; # a file called odoo.py would hide the package
    */*) script=$ROOT/$command.py ;;
    *) script=$ROOT/scripts/$command.py ;;
esac
exec "$VENV/bin/python" "$script" "$@"
