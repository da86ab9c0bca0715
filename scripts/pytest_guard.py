"""pytest plugin: a run also fails on skipped tests and on warnings and errors that Odoo logged.

Odoo skips browser tests without a word when there is no browser, and goes on after errors in its log: both would
pass for success. Tests that provoke an error on purpose use `assertLogs` or `mute_logger`, which keep it from here.
"""

import json
import logging
import os

from expected_log import is_expected


class Collector(logging.Handler):
    def __init__(self):
        super().__init__(logging.WARNING)
        self.lines = []

    def emit(self, record):
        try:
            text = f"{record.name}: {record.getMessage()}"
        except Exception:
            text = f"{record.name}: {record.msg}"
        if not is_expected(text):
            test = os.environ.get("PYTEST_CURRENT_TEST", "outside of a test").partition(" ")[0]
            self.lines.append(f"{record.levelname} {text.splitlines()[0][:300]}   [{test}]")


class Guard:
    def __init__(self):
        self.collector = Collector()
        self.skipped = []
        self.counts = {"passed": 0, "failed": 0, "skipped": 0}

    def pytest_sessionstart(self, session):
        logging.getLogger().addHandler(self.collector)

    def pytest_runtest_logreport(self, report):
        if report.skipped and not hasattr(report, "wasxfail"):
            self.counts["skipped"] += 1
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
            self.skipped.append(f"{report.nodeid}: {reason}")
        elif report.failed:
            self.counts["failed"] += 1
        # A subtest is reported too, but pytest does not count it as a test.
        elif report.when == "call" and "Subtest" not in type(report).__name__:
            self.counts["passed"] += 1

    def pytest_collectreport(self, report):
        if report.failed:
            self.counts["failed"] += 1

    def pytest_sessionfinish(self, session, exitstatus):
        logging.getLogger().removeHandler(self.collector)
        if exitstatus == 0 and (self.skipped or self.collector.lines):
            session.exitstatus = 1
        if path := os.environ.get("SALESTECH_RESULT"):
            self.counts["log"] = len(self.collector.lines)
            with open(path, "w", encoding="utf-8") as file:
                json.dump(self.counts, file)

    def pytest_terminal_summary(self, terminalreporter):
        if self.skipped:
            terminalreporter.section("skipped tests: none may be skipped", red=True)
            for line in self.skipped:
                terminalreporter.write_line(line)
        if self.collector.lines:
            terminalreporter.section("unexpected in the server log (see scripts/expected_log.py)", red=True)
            for line in self.collector.lines:
                terminalreporter.write_line(line)


def pytest_configure(config):
    config.pluginmanager.register(Guard(), "salestech-guard")
