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
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor, as_completed
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
LANES = 2
# PostgreSQL copies a database only while nobody else reads it.
COPYING, REPORTING = threading.Lock(), threading.Lock()
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

    def take(self, name, code, counts):
        """The outcome of one pytest: its exit code, and what its plugin counted."""
        for key in self.counts:
            self.counts[key] += counts.get(key, 0)
        if code == 5 and KEYWORD:
            return  # the expression may fit tests of other jobs only
        if code == 5:
            self.failed.append(f"{name}: no test was found")
        elif code or not counts:
            self.failed.append(f"{name}: pytest's exit code {code}")

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
    jobs = odoo_jobs(template, addon_paths)
    jobs += [(f"plain tests of {path.stem}", plain_tests(path)) for path in plain_paths]
    if not ROOM:
        with run.phase("translations"):
            check_translations(run, template)
        jobs.append(("Odoo's own linters", lambda run, name: odoo_lint(run, name, template)))
    with run.phase("tests and browser tours"):
        in_lanes(run, jobs)
    return summary(run, time.monotonic() - start)


def in_lanes(run, jobs):
    """Two jobs at once at most: one core for the tests of each, and a browser's waits are used by the other."""
    with ThreadPoolExecutor(min(LANES, os.cpu_count() or 1)) as lanes:
        for done in as_completed([lanes.submit(job, run, name) for name, job in jobs]):
            done.result()


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
    """What pytest is to run: the folders of the addons' tests, and the files that need no running Odoo."""
    if not ROOM:
        folders = [common.ROOT / addon / "tests" for addon in common.addons()]
        folders += [room for folder in folders for room in sorted(folder.glob("*/"))]
        return [path for path in folders if files(path)], sorted(common.ROOT.glob("tests/test_*.py"))
    addon_paths = [path for addon in common.addons() if (path := common.ROOT / addon / "tests" / ROOM).is_dir()]
    plain_paths = sorted({*common.ROOT.glob(f"tests/test_{ROOM}*.py"), *common.ROOT.glob(f"tests/{ROOM}/test_*.py")})
    if not addon_paths and not plain_paths:
        rooms = sorted(path.name for path in (common.ROOT / common.ADDON / "tests").iterdir() if path.is_dir())
        raise common.Mend(f"there is no room '{ROOM}'; there are: {', '.join(rooms)}")
    return [path for path in addon_paths if files(path)], plain_paths


def files(folder):
    return list(folder.glob("test_*.py"))


def odoo_jobs(template, folders):
    """Each folder in as many shares of about the same size as there are lanes; the greatest shares first."""
    shares = []
    for folder in folders:
        parts = [[] for lane in range(min(LANES, len(files(folder))))]
        for file in sorted(files(folder), key=lambda file: file.stat().st_size, reverse=True):
            min(parts, key=weight).append(file)
        name = f"Odoo tests of {folder.relative_to(common.ROOT)}"
        shares += [(f"{name}, {number} of {len(parts)}", sorted(part)) for number, part in enumerate(parts, 1)]
    shares.sort(key=lambda share: weight(share[1]), reverse=True)
    return [(name, odoo_tests(template, share)) for name, share in shares]


def weight(share):
    return sum(file.stat().st_size for file in share)


def drop_left_over():
    """Databases of runs that were killed."""
    for name in common.databases(PREFIX):
        pid = re.match(r"\d+", name.removeprefix(PREFIX))
        if pid and not psutil.pid_exists(int(pid.group())):
            with contextlib.suppress(psycopg2.Error):
                common.drop_database(name)


def odoo_tests(template, share):
    def job(run, name):
        with a_database(template) as database:
            pytest(run, name, runtests.arguments(database, *share))

    return job


def plain_tests(path):
    return lambda run, name: pytest(run, name, [*runtests.PLAIN, path])


@contextlib.contextmanager
def a_database(template):
    """A copy of the template, one for each job, gone afterwards."""
    name = f"{PREFIX}{os.getpid()}_{uuid.uuid4().hex[:6]}"
    with COPYING:
        common.copy_database(template, name)
    try:
        yield name
    finally:
        common.drop_database(name)


def pytest(run, name, arguments):
    """Run one job; its output is shown whole when it is over, so that two at once are not mixed."""
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "result.json"
        environment = {
            **os.environ,
            "SALESTECH_RESULT": str(result),
            "PYTHONPATH": os.pathsep.join([os.environ["PYTHONPATH"], str(common.ROOT / "scripts")]),
        }
        keyword = ["-k", KEYWORD] if KEYWORD else []
        command = [sys.executable, "-m", "pytest", "-p", "pytest_guard", *map(str, arguments), *keyword]
        process = subprocess.run(
            command,
            cwd=common.ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        counts = json.loads(result.read_text()) if result.exists() else {}
    with REPORTING:
        print(process.stdout, end="")
        print(f"--- {name}: {time.monotonic() - start:.0f} s", flush=True)
        run.take(name, process.returncode, counts)


# --- translations -----------------------------------------------------------------------------------------------------


def check_translations(run, template):
    with tempfile.TemporaryDirectory() as folder:
        for addon in common.addons():
            fresh = translations.export(addon, template, Path(folder) / f"{addon}.pot")
            run.check(f"translations of {addon} ({len(fresh)} terms)", translations.check(addon, fresh))


# --- Odoo's own linters -----------------------------------------------------------------------------------------------


def odoo_lint(run, name, template):
    log = common.LOGS / "odoo-lint.log"
    with a_database(template) as database, log.open("wb") as output:
        code = subprocess.call(
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
    problems = unexpected_lines(log)
    text = log.read_text(encoding="utf-8", errors="replace")
    ran = re.findall(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests", text)
    if not ran or ran[-1][2] == "0":
        problems.append(f"none of Odoo's linters ran; whole log: {log}")
    elif code and not problems:
        problems.append(f"exit code {code}; whole log: {log}")
    with REPORTING:
        run.check(f"{name} ({ran[-1][2] if ran else 0} tests)", problems)


if __name__ == "__main__":
    common.main(run)
