"""run.sh odoo OPTION...: the server with this project's settings, for daily work.

`run.sh odoo shell -d DB` and other sub-commands work too.
"""

import os
import sys

import common


def run():
    arguments = sys.argv[1:]
    command = [arguments.pop(0)] if arguments and not arguments[0].startswith("-") else []
    os.chdir(common.CACHE)
    os.execv(sys.executable, common.odoo_command(*arguments, command=command))


if __name__ == "__main__":
    common.main(run)
