"""make shell: Odoo's shell on the demo database."""

import os
import sys

import common


def run():
    if common.DEMO_DB not in common.databases(common.DEMO_DB):
        raise common.Mend(f"there is no database {common.DEMO_DB} yet; make demo makes it")
    os.chdir(common.CACHE)
    os.execv(sys.executable, common.odoo_command("-d", common.DEMO_DB, "--no-http", command=["shell"]))


if __name__ == "__main__":
    common.main(run)
