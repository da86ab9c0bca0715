"""make wheel: the addon and its bridges as wheels (odoo-addon-…), built from copies: nothing is written here."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import common


def run():
    out = Path(os.environ.get("OUT") or common.CACHE / "dist").absolute()
    out.mkdir(parents=True, exist_ok=True)
    for addon in common.addons():
        build(addon, out)


def build(addon, out):
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / addon
        shutil.copytree(common.ROOT / addon, copy, ignore=shutil.ignore_patterns("__pycache__"))
        # Without isolation: whool is in the environment, pinned.
        command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(copy)]
        process = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if process.returncode:
        raise common.Mend("the wheel cannot be built:\n" + (process.stdout + process.stderr).strip())
    newest = max(out.glob("*.whl"), key=lambda path: path.stat().st_mtime)
    print(newest)


if __name__ == "__main__":
    common.main(run)
