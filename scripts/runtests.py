"""runtests.py DATABASE [PYTEST ARGUMENT...]: pytest on a database with the addon installed, with a server for tours."""

import os
import sys

import common

PLAIN = ["-c", str(common.ROOT / "pytest.ini"), f"--rootdir={common.ROOT}", "-p", "no:odoo"]


def arguments(database, *args):
    return [
        "-c",
        str(common.ROOT / "pytest.ini"),
        f"--rootdir={common.ROOT}",
        f"--odoo-database={database}",
        f"--odoo-config={common.config_file()}",
        "--odoo-http",
        "--odoo-log-level=warn",
        *args,
    ]


def run():
    if len(sys.argv) < 2 or sys.argv[1].startswith("-"):
        raise common.Mend("which database? runtests.py DATABASE [PYTEST ARGUMENT...]")
    os.chdir(common.ROOT)
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *arguments(*sys.argv[1:])])


if __name__ == "__main__":
    common.main(run)
