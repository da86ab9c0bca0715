"""make test: lint, installation, Odoo's own linters, translations, Odoo tests with browser tours, plain tests.

T=room runs one room only, K=expression is handed to pytest's -k. Everything that failed is named at the end.
"""

import contextlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import psycopg2

import common
import lint
import runtests
import translations
from expected_log import unexpected_lines

ROOM = os.environ.get("T") or None
KEYWORD = os.environ.get("K") or None
PREFIX = "salestech_test_"
ODOO_LINT = [
    "TestIndex",
    "TestNaming",
    "ManifestLinter",
    "TestTestHoles",
    "TestLintOverrideSignatures",
    "TestOnchangeDomains",
]


class Run:
    """What has failed so far, and how many tests ran."""

    def __init__(self):
        self.failed = []
        self.counts = {"passed": 0, "failed": 0, "skipped": 0}

    def check(self, name, problems):
        for problem in problems:
            print(f"  {problem}")
        print(f"{name} ... {'FAILED' if problems else 'ok'}", flush=True)
        if problems:
            self.failed.append(name)

    @contextlib.contextmanager
    def phase(self, title):
        start = time.monotonic()
        print(f"\n=== {title}", flush=True)
        yield
        print(f"=== {title}: {time.monotonic() - start:.0f} s", flush=True)


def run():
    run, start = Run(), time.monotonic()
    addon_paths, plain_paths = paths()
    drop_left_over()
    if not ROOM:
        with run.phase("lint"):
            run.failed += [f"lint: {name}" for name in lint.lint()]
    with run.phase("installation"):
        template = common.addon_template()
        log = common.LOGS / f"{template}.log"
        run.check("installation log", unexpected_lines(log) if log.exists() else [])
    own, lint_database = f"{PREFIX}{os.getpid()}", f"{PREFIX}{os.getpid()}_lint"
    try:
        background = None
        if not ROOM:
            with run.phase("translations"):
                check_translations(run, template)
            common.copy_database(template, lint_database)
            background = start_odoo_lint(lint_database)
        if addon_paths:
            common.copy_database(template, own)
            with run.phase("Odoo tests and browser tours"):
                pytest(run, "Odoo tests", runtests.arguments(own, *addon_paths))
        if background:
            with run.phase("Odoo's own linters"):
                finish_odoo_lint(run, background)
        if plain_paths:
            with run.phase("plain tests"):
                pytest(run, "plain tests", [*runtests.PLAIN, *plain_paths])
    finally:
        for name in (own, lint_database):
            common.drop_database(name)
    return summary(run, time.monotonic() - start)


def summary(run, seconds):
    if not run.counts["passed"] + run.counts["failed"]:
        run.failed.append("no test was run")
    print(f"\nmake test took {seconds:.0f} s")
    print("FAILED: " + "; ".join(run.failed) if run.failed else "everything passed")
    # A failure outside of pytest counts as one, so that no reader of this line takes the run for good.
    failed = max(run.counts["failed"], len(run.failed))
    print(f"{run.counts['passed']} passed, {failed} failed", flush=True)
    return bool(run.failed)


def paths():
    """What pytest is to run: files of the addons, files that need no running Odoo."""
    if not ROOM:
        addon_paths = [
            path
            for addon in common.addons()
            for path in [common.ROOT / addon / "tests"]
            if any(path.rglob("test_*.py"))
        ]
        return addon_paths, [common.ROOT / "tests"]
    addon_paths = [path for addon in common.addons() if (path := common.ROOT / addon / "tests" / ROOM).is_dir()]
    plain = sorted({*common.ROOT.glob(f"tests/test_{ROOM}*.py"), *common.ROOT.glob(f"tests/{ROOM}/")})
    if not addon_paths and not plain:
        rooms = sorted(path.name for path in (common.ROOT / common.ADDON / "tests").iterdir() if path.is_dir())
        raise common.Mend(f"there is no room '{ROOM}'; there are: {', '.join(rooms)}")
    return [path for path in addon_paths if any(path.rglob("test_*.py"))], plain


def drop_left_over():
    """Databases of runs that were killed."""
    for name in common.databases(PREFIX):
        pid = re.match(r"\d+", name.removeprefix(PREFIX))
        if pid and not psutil.pid_exists(int(pid.group())):
            with contextlib.suppress(psycopg2.Error):
                common.drop_database(name)


def pytest(run, name, arguments):
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "result.json"
        environment = {
            **os.environ,
            "SALESTECH_RESULT": str(result),
            "PYTHONPATH": os.pathsep.join([os.environ["PYTHONPATH"], str(common.ROOT / "scripts")]),
        }
        keyword = ["-k", KEYWORD] if KEYWORD else []
        command = [sys.executable, "-m", "pytest", "-p", "pytest_guard", *map(str, arguments), *keyword]
        code = subprocess.run(command, cwd=common.ROOT, env=environment, stdin=subprocess.DEVNULL).returncode
        counts = json.loads(result.read_text()) if result.exists() else {}
    for key in run.counts:
        run.counts[key] += counts.get(key, 0)
    if code == 5 and KEYWORD:
        return  # the expression may fit tests of the other part only
    if code == 5:
        run.failed.append(f"{name}: no test was found")
    elif code or not counts:
        run.failed.append(f"{name}: pytest's exit code {code}")


# --- translations -----------------------------------------------------------------------------------------------------


def check_translations(run, template):
    with tempfile.TemporaryDirectory() as folder:
        for addon in common.addons():
            fresh = translations.export(addon, template, Path(folder) / f"{addon}.pot")
            run.check(f"translations of {addon} ({len(fresh)} terms)", translations.check(addon, fresh))


# --- Odoo's own linters -----------------------------------------------------------------------------------------------


def start_odoo_lint(database):
    """Beside the tests: it takes one core for most of a minute."""
    log = common.LOGS / "odoo-lint.log"
    with log.open("wb") as output:
        return subprocess.Popen(
            common.odoo_command(
                "-d",
                database,
                "-i",
                "test_lint",
                "-u",
                ",".join(common.addons()),
                "--skip-auto-install",
                "--test-tags",
                ",".join(f"/test_lint:{name}" for name in ODOO_LINT),
                "--stop-after-init",
                f"--http-port={common.free_port()}",
            ),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=common.CACHE,
        )


def finish_odoo_lint(run, process):
    code = process.wait()
    log = common.LOGS / "odoo-lint.log"
    problems = unexpected_lines(log)
    text = log.read_text(encoding="utf-8", errors="replace")
    ran = re.findall(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests", text)
    if not ran or ran[-1][2] == "0":
        problems.append(f"none of Odoo's linters ran; whole log: {log}")
    elif code and not problems:
        problems.append(f"exit code {code}; whole log: {log}")
    run.check(f"Odoo's own linters ({ran[-1][2] if ran else 0} tests)", problems)


if __name__ == "__main__":
    common.main(run)
