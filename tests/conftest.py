"""Fixtures of the tests that cannot run inside one Odoo test: they start commands and make databases."""

import os
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Appended, not put first: that folder's file names must not hide packages.
sys.path.append(str(ROOT / "scripts"))

import odoo.addons  # noqa: E402

import common  # noqa: E402  needs the line above

# So that `odoo.addons.sales_technology.tools` can be imported without a database.
odoo.addons.__path__.append(str(ROOT))


@pytest.fixture(scope="session")
def root():
    return ROOT


@pytest.fixture
def run_command():
    """Run a command of this checkout; returns the finished process. Variables given as None are unset."""

    def run(*command, timeout=120, cwd=ROOT, **environment):
        env = {**os.environ, **{key: str(value) for key, value in environment.items() if value is not None}}
        for key, value in environment.items():
            if value is None:
                env.pop(key, None)
        # make hands its own variables down; the commands run here are to see only what the test says.
        for key in ("MAKEFLAGS", "MAKEOVERRIDES", "MFLAGS", "MAKELEVEL", "T", "K"):
            env.pop(key, None)
        return subprocess.run(
            command, cwd=cwd, env=env, timeout=timeout, text=True, capture_output=True, stdin=subprocess.DEVNULL
        )

    return run


@pytest.fixture
def make_database():
    """make_database(template) -> name of a copy that is dropped after the test."""
    names = []

    def make(template):
        # The name of a make test's process: what is left of a killed run is dropped by the next one.
        name = f"salestech_test_{os.getpid()}_{uuid.uuid4().hex[:6]}"
        names.append(name)
        common.copy_database(template, name)
        return name

    yield make
    for name in names:
        common.drop_database(name)


@pytest.fixture
def addon_database(make_database):
    """A database with the addon, without demo data."""
    return make_database(common.addon_template())
