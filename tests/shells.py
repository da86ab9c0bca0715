"""Odoo's shell as a process of its own: a worker that can be killed, or one of two nodes."""

import subprocess

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
