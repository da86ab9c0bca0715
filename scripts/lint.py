"""make lint: the checks that need no database. `--fix` lets ruff mend what it can."""

import concurrent.futures
import os
import subprocess
import sys
import time
import xml.sax

import common

# What oca-checks-odoo-module finds and we do on purpose otherwise.
OCA_DISABLED = ",".join(
    [
        "po-pretty-format",  # the file is written by `make pot`
        "xml-header-missing",  # ditto by hand: UTF-8 is XML's default
        "xml-header-wrong",
        "xml-tag-position",  # Odoo's templates begin with t-if
        "manifest-superfluous-key",  # Odoo's own linter has the say
        "xml-field-numeric-without-eval",  # Odoo's own data say <field name="sequence">10</field>
    ]
)


def commands(fix=False):
    """Name -> argument list, environment additions."""
    ruff = [sys.executable, "-m", "ruff"]
    addons = [str(common.ROOT / name) for name in common.addons()]
    odoo_checkers = common.ODOO_SRC / "odoo/addons/test_lint/tests"
    return {
        "ruff": [*ruff, "check", "--output-format=concise", *(["--fix"] if fix else []), "."],
        "ruff format": [*ruff, "format", "--output-format=concise", *([] if fix else ["--check"]), "."],
        "pylint-odoo": [sys.executable, "-m", "pylint", "--rcfile=.pylintrc", *addons],
        # Odoo's own checkers on our files only; its test runs them on the whole of Odoo for ten minutes.
        "Odoo's checkers": [
            sys.executable,
            "-m",
            "pylint",
            f"--rcfile={os.devnull}",
            "--score=n",
            "--disable=all",
            f'--init-hook=import sys; sys.path.insert(0, "{odoo_checkers}")',
            "--load-plugins=_odoo_checker_sql_injection,_odoo_checker_gettext,_odoo_checker_unlink_override",
            "--enable=sql-injection,missing-gettext,gettext-variable,gettext-placeholders,gettext-repr,raise-unlink-override",
            *addons,
        ],
        "oca-checks": [
            f"{sys.prefix}/bin/oca-checks-odoo-module",
            f"--disable={OCA_DISABLED}",
            *[f"{addon}/__manifest__.py" for addon in addons],
        ],
    }


def check_xml():
    """Every XML file is well-formed."""
    problems = []
    for path in sorted(common.ROOT.glob("*/**/*.xml")):
        try:
            xml.sax.parse(str(path), xml.sax.ContentHandler())
        except xml.sax.SAXParseException as error:
            problems.append(f"{path.relative_to(common.ROOT)}: {error}")
    return problems


def run_one(name, command):
    start = time.monotonic()
    process = subprocess.run(
        command, cwd=common.ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    return name, process.returncode, process.stdout.strip(), time.monotonic() - start


def lint(fix=False):
    """Print one line per check and what it found; return the names of the checks that failed."""
    failed = []
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for name, code, output, seconds in pool.map(lambda item: run_one(*item), commands(fix).items()):
            print(f"lint: {name} ... {'ok' if not code else 'FAILED'} ({seconds:.0f} s)", flush=True)
            if code:
                failed.append(name)
                print(output, flush=True)
    problems = check_xml()
    print(f"lint: XML ... {'FAILED' if problems else 'ok'}", flush=True)
    for problem in problems:
        print(problem)
    return failed + (["XML"] if problems else [])


def run():
    failed = lint(fix="--fix" in sys.argv)
    if failed:
        print(f"lint failed: {', '.join(failed)}")
    return bool(failed)


if __name__ == "__main__":
    common.main(run)
