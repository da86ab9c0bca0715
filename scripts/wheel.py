"""make wheel: the addon as a wheel (odoo-addon-sales-technology), built from a copy: nothing is written here."""

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
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / common.ADDON
        shutil.copytree(common.ADDON_DIR, copy, ignore=shutil.ignore_patterns("__pycache__"))
        # Without isolation: whool is in the environment, pinned.
        command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(copy)]
        process = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if process.returncode:
        raise common.Mend("the wheel cannot be built:\n" + (process.stdout + process.stderr).strip())
    newest = max(out.glob("*.whl"), key=lambda path: path.stat().st_mtime)
    print(newest)


if __name__ == "__main__":
    common.main(run)
