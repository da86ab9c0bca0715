"""Odoo's shell as a process of its own: a worker that can be killed, or one of two nodes."""

import contextlib
import os
import subprocess
import time

import common


def start(database, script):
    """Start a shell that runs a script; what it prints can be read line by line."""
    process = subprocess.Popen(
        common.odoo_command("-d", database, "--no-http", "--log-level=error", command=["shell"]),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=common.CACHE,
        text=True,
    )
    process.stdin.write(script)
    process.stdin.close()
    process.stdin = None
    return process


def finish(process):
    """Wait for a shell and return what it printed; a traceback fails the test."""
    out, err = process.communicate(timeout=240)
    assert process.returncode == 0 and "Traceback" not in err, err[-3000:]
    return out


def run(database, script):
    return finish(start(database, script))


def number(database, sql):
    """Return the one number that a query gives."""
    return common.query(database, sql)[0][0]


@contextlib.contextmanager
def filled_database(suffix, script):
    """A database with the addon in which a script has run: each test works on a copy of it."""
    name = f"salestech_test_{os.getpid()}_{suffix}"
    common.copy_database(common.addon_template(), name)
    try:
        run(name, script)
        yield name
    finally:
        common.drop_database(name)


@contextlib.contextmanager
def cron_server(database, *options):
    """A server that does nothing but scheduled actions."""
    process = subprocess.Popen(
        common.odoo_command("-d", database, "--no-http", "--max-cron-threads=1", "--log-level=warn", *options),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=common.CACHE,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def wait_until(condition, what, seconds=120, wake=True):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"timed out: {what}"
        if wake:
            with common.cursor() as cr:  # as Odoo wakes its cron workers
                for name in common.databases("salestech_test_"):
                    cr.execute("SELECT pg_notify('cron_trigger', %s)", [name])
        time.sleep(0.05)
