"""make test-odoo: Odoo's own suites run without and with the addon; the second may fail in nothing the first passes.

All of their tests run through pytest-odoo on a database where everything is installed, those that Odoo tags
`at_install` among them. Odoo's own way for these, an upgrade (`-u crm`), runs them while `account` is in the
database and not yet in the registry, which makes them fail with or without us (`autopost_bills`); what fails for
reasons of Odoo's own here fails in both runs and counts for nothing.

Odoo's demo data are installed, since some of these tests read them. Both databases are copies of one template.
"""

import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import common

SUITES = [
    "sales_team/tests",
    "crm/tests",
    "sale_crm/tests",
    "calendar/tests",
    "mail/tests/test_mail_activity.py",
    "test_mail/tests/test_mail_activity.py",
    "test_mail/tests/test_mail_activity_mixin.py",
    "test_mail/tests/test_mail_activity_plan.py",
]
# A tour may fail on a busy machine. What fails with the addon only is run again by itself before it counts.
RETRIES = 2


def run():
    suites = [path for suite in SUITES if (path := find(suite))]
    only = os.environ.get("ONLY")
    suites = [path for path in suites if not only or only in str(path)]
    if not suites:
        raise common.Mend(f"no suite is called {only}; there are: {', '.join(SUITES)}")
    print("preparing the template with Odoo's demo data (once, about three minutes)", flush=True)
    template = common.dependency_template(demo=True, languages=(), extra=("test_mail",))
    names = {side: f"salestech_test_{os.getpid()}_{side}" for side in ("without", "with")}
    try:
        for name in names.values():
            common.copy_database(template, name)
        options = ("--skip-auto-install", "--without-demo", "--stop-after-init")
        # Odoo's suites expect Odoo's demo data and nothing else: our department is kept out.
        with common.cursor(names["with"]) as cr:
            cr.execute("UPDATE ir_module_module SET demo = FALSE")
        common.run_odoo("-d", names["with"], "-i", ",".join(common.addons()), *options, log="test-odoo-install")
        start = time.monotonic()
        # One per core: the runs share nothing but the machine.
        processes = {side: start_suites(side, name, suites) for side, name in names.items()}
        results = {side: finish_suites(side, *process) for side, process in processes.items()}
        print(f"both runs took {time.monotonic() - start:.0f} s", flush=True)
        worse = compare(results["without"], results["with"])
        worse = retry(worse, names["with"])
    finally:
        for name in names.values():
            common.drop_database(name)
    return report(results, worse)


def find(path):
    """In Odoo's addons folders, of which the first that has a manifest counts (Debian's package has odd copies)."""
    for folder in common.addons_path():
        if (folder / path.partition("/")[0] / "__manifest__.py").exists() and (folder / path).exists():
            return folder / path
    return None


# --- one run ----------------------------------------------------------------------------------------------------------


def start_suites(side, database, targets):
    """Start pytest on the files; returns the process and the folder of its result."""
    folder = tempfile.TemporaryDirectory()
    log = common.LOGS / f"test-odoo-{side}.log"
    command = [
        sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull,
        f"--rootdir={common.ODOO_SRC}", "-W", "ignore", f"--odoo-database={database}",
        f"--odoo-config={common.config_file()}", "--odoo-http", f"--junitxml={folder.name}/result.xml",
        *map(str, targets),
    ]  # fmt: skip
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=common.CACHE, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )
    return process, folder, log


def finish_suites(side, process, folder, log):
    """Wait; return {test: (suite, outcome)}."""
    code = process.wait()
    path = Path(folder.name) / "result.xml"
    if code not in (0, 1) or not path.exists():
        raise common.Mend(f"the run {side} the addon broke off with pytest's exit code {code}; its log: {log}")
    results = {}
    for case in ElementTree.parse(path).iter("testcase"):
        outcomes = {child.tag for child in case} & {"failure", "error", "skipped"}
        outcome = "failed" if outcomes & {"failure", "error"} else "skipped" if outcomes else "passed"
        name = f"{case.get('classname')}.{case.get('name')}"
        # A test whose tear-down fails is listed twice: the worse counts.
        if results.get(name, ("", "passed"))[1] != "failed":
            results[name] = (suite_of(case.get("classname")), outcome)
    folder.cleanup()
    return results


def suite_of(classname):
    parts = classname.split(".")
    return parts[parts.index("tests") - 1] if "tests" in parts else parts[0]


# --- comparison -------------------------------------------------------------------------------------------------------


def compare(without, with_addon):
    """The tests that pass without the addon, and do not pass (or do not even run) with it."""
    return sorted(
        name
        for name, (_suite, outcome) in without.items()
        if outcome == "passed" and with_addon.get(name, ("", "missing"))[1] != "passed"
    )


def retry(names, database):
    for _attempt in range(RETRIES):
        if not names:
            break
        print(f"{len(names)} to run again: {', '.join(names[:5])}", flush=True)
        targets = sorted({target(name) for name in names})
        results = finish_suites("with", *start_suites("with-again", database, targets))
        names = [name for name in names if results.get(name, ("", "missing"))[1] != "passed"]
    return names


def target(name):
    """`odoo.addons.crm.tests.test_x.TestX.test_y` -> the file and the test, as pytest takes them."""
    parts = name.split(".")
    position = next(
        number for number, part in enumerate(parts) if part.startswith("test_") and "tests" in parts[:number]
    )
    module = parts[: position + 1]
    start = module.index("addons") + 1 if "addons" in module else 0
    path = find("/".join(module[start:]) + ".py")
    return "::".join([str(path), *parts[position + 1 :]])


def report(results, worse):
    for side, table in results.items():
        print(f"\n{side} the addon")
        print(f"  {'suite':<14}{'passed':>8}{'failed':>8}{'skipped':>8}")
        suites = sorted({suite for suite, _outcome in table.values()})
        for suite in [*suites, None]:
            counts = [
                sum(1 for at, outcome in table.values() if suite in (at, None) and outcome == wanted)
                for wanted in ("passed", "failed", "skipped")
            ]
            print(f"  {suite or 'all':<14}" + "".join(f"{count:>8}" for count in counts))
    if not any(outcome == "passed" for _suite, outcome in results["without"].values()):
        raise common.Mend("not one test passes without the addon: the comparison says nothing")
    own = sorted(name for name, (_suite, outcome) in results["without"].items() if outcome == "failed")
    if own:
        print(f"\nfail without the addon already ({len(own)}), and are not counted:")
        for name in own:
            print(f"  {name}")
    print("\nFAIL WITH THE ADDON ONLY:" if worse else "\nwith the addon nothing fails that passes without it")
    for name in worse:
        print(f"  {name}")
    print(f"{len(compare_passed(results))} passed, {len(worse)} failed")
    return bool(worse)


def compare_passed(results):
    return [name for name, (_suite, outcome) in results["with"].items() if outcome == "passed"]


if __name__ == "__main__":
    common.main(run)
