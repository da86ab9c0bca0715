"""What the commands share: the paths, the server, databases copied from templates, errors that say how to mend them.

Run by run.sh, which has set the machine up and put CACHE, ROOT, ODOO_SRC and the PG* variables into the environment.
"""

import ast
import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import psycopg2

ROOT = Path(__file__).resolve().parent.parent
CACHE = Path(os.environ["CACHE"])
LOGS = Path(os.environ["LOGS"])
ODOO_SRC = Path(os.environ["ODOO_SRC"])
DATA_DIR = CACHE / "data"
ADDON = "sales_technology"
ADDON_DIR = ROOT / ADDON
DEMO_DB = os.environ.get("DB") or "salestech_demo"
# The first one is the default of new users; Odoo switches English off where it is not named.
LANGUAGES = ("en_US", "ru_RU")


class Mend(Exception):
    """An error of the machine or of a setting; its text says what to do. Shown without a traceback."""


def main(function):
    """Run a command: errors of the machine as one line, Ctrl-C without noise."""
    try:
        sys.exit(function())
    except Mend as error:
        sys.exit(f"salestech: {error}")
    except psycopg2.OperationalError as error:
        sys.exit(f"salestech: PostgreSQL refused: {str(error).strip()}; 'make reset-cluster' makes a new cluster")
    except OSError as error:
        if error.errno == 28:
            sys.exit(f"salestech: the disk is full ({error.filename or CACHE}); free some space and run it again")
        raise
    except KeyboardInterrupt:
        sys.exit(130)


class Progress:
    """Lines such as `[3/7] Template database ... 41 s`."""

    def __init__(self, total, first=1):
        self.total, self.number = total, first - 1

    @contextlib.contextmanager
    def step(self, label):
        self.number += 1
        print(f"[{self.number}/{self.total}] {label} ... ", end="", flush=True, file=sys.stderr)
        start = time.monotonic()
        try:
            yield
        except BaseException:
            print("failed", file=sys.stderr)
            raise
        print(f"{time.monotonic() - start:.0f} s", file=sys.stderr)


# --- the addon and what it depends on ---------------------------------------------------------------------------------


def addons():
    """The addon and the bridge addons beside it."""
    return sorted(path.parent.name for path in ROOT.glob("*/__manifest__.py"))


def manifest(name=ADDON):
    path = ROOT / name / "__manifest__.py"
    try:
        return ast.literal_eval(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Mend(f"{path} is missing: this checkout holds no addon {name}") from None
    except (SyntaxError, ValueError) as error:
        raise Mend(f"{path} cannot be read: {error}") from None


def dependencies():
    """What the addons of this checkout need from Odoo."""
    own = addons()
    names = {name for addon in own for name in manifest(addon).get("depends", [])}
    return sorted(names.difference(own))


def addon_hash():
    """Of everything that ends up in a database or in the browser. Tests are not part of it: they run from the files."""
    digest = hashlib.sha256()
    for addon in addons():
        for path in sorted((ROOT / addon).rglob("*")):
            relative = path.relative_to(ROOT)
            if path.is_file() and relative.parts[1] not in ("tests", "readme") and path.suffix != ".pyc":
                digest.update(str(relative).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def odoo_version():
    """Odoo's own version and, where it comes from a package, the package's."""
    text = (ODOO_SRC / "odoo/release.py").read_text(encoding="utf-8")
    return text + (str(ODOO_SRC) if "dfsg" in str(ODOO_SRC) else "")


def short_hash(*parts):
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:12]


# --- PostgreSQL -------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def cursor(database="postgres"):
    connection = psycopg2.connect(dbname=database)
    connection.autocommit = True
    try:
        with connection.cursor() as cr:
            yield cr
    finally:
        connection.close()


def databases(prefix=""):
    """The names of the databases that begin so, the oldest first: their oid grows as they are made."""
    with cursor() as cr:
        cr.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY oid", [prefix])
        return [name for (name,) in cr.fetchall()]


def identifier(name):
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,63}", name):
        raise Mend(f"'{name}' is no usable database name: letters, digits, '-' and '_' only")
    return f'"{name}"'


def drop_database(name):
    with cursor() as cr:
        cr.execute(f"DROP DATABASE IF EXISTS {identifier(name)} WITH (FORCE)")
    shutil.rmtree(DATA_DIR / "filestore" / name, ignore_errors=True)


def rename_database(old, new):
    with cursor() as cr:
        cr.execute(f"ALTER DATABASE {identifier(old)} RENAME TO {identifier(new)}")
    store = DATA_DIR / "filestore"
    shutil.rmtree(store / new, ignore_errors=True)
    if (store / old).exists():
        (store / old).rename(store / new)


def copy_database(source, target):
    """Copy with the filestore. Files there are named by their content and never changed: links are enough."""
    drop_database(target)
    with cursor() as cr:
        cr.execute(f"CREATE DATABASE {identifier(target)} TEMPLATE {identifier(source)} STRATEGY FILE_COPY")
    store = DATA_DIR / "filestore"
    if (store / source).exists():
        shutil.copytree(store / source, store / target, copy_function=os.link, dirs_exist_ok=True)


def query(database, sql, params=None):
    with cursor(database) as cr:
        cr.execute(sql, params)
        return cr.fetchall()


# --- Odoo -------------------------------------------------------------------------------------------------------------


def addons_path():
    """Odoo's sources keep the addons beside the package, Debian's package inside of it."""
    beside = ODOO_SRC / "addons"
    return [ODOO_SRC / "odoo/addons", *([beside] if (beside / "crm/__manifest__.py").exists() else []), ROOT]


def config_file():
    """Settings of every Odoo started here. Rewritten only when they change, since several may run at once."""
    path = CACHE / f"odoo-{short_hash(ROOT)}.conf"
    lines = [
        "[options]",
        f"addons_path = {','.join(map(str, addons_path()))}",
        f"data_dir = {DATA_DIR}",
        # Odoo 19 warns when it is unset, and nothing here is meant for other machines.
        "http_interface = 127.0.0.1",
        "list_db = False",
        "max_cron_threads = 0",
        # Odoo reads files without it, then logs a warning at each start.
        "geoip_city_db = ",
        "geoip_country_db = ",
    ]
    for key, variable in {
        "db_host": "PGHOST",
        "db_port": "PGPORT",
        "db_user": "PGUSER",
        "db_password": "PGPASSWORD",
    }.items():
        if os.environ.get(variable):
            lines.append(f"{key} = {os.environ[variable]}")
    text = "\n".join(lines) + "\n"
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        temporary = path.with_suffix(f".{os.getpid()}")
        temporary.touch(mode=0o600)
        temporary.write_text(text, encoding="utf-8")
        temporary.rename(path)
    return path


def odoo_command(*args, command=()):
    return [sys.executable, "-m", "odoo", *command, "-c", str(config_file()), *map(str, args)]


def run_odoo(*args, log, check=True, command=(), stdin=subprocess.DEVNULL, env=None):
    """Run Odoo to its end with its output in a log file; returns the exit code."""
    path = LOGS / f"{log}.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as output:
        process = subprocess.Popen(
            odoo_command(*args, command=command),
            stdin=stdin,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=CACHE,
            env={**os.environ, **(env or {})},
        )
        try:
            code = process.wait()
        except BaseException:
            process.terminate()
            process.wait(20)
            raise
    if check and (code or install_failed(path)):
        raise Mend(f"{failure_line(path)}\n           whole log: {path}")
    return code


def install_failed(path):
    """Odoo exits 0 on some failed installations, with the failure in its log only."""
    return (
        re.search(r" (CRITICAL|ERROR) \S+ odoo\.(modules|registry|service)", path.read_text(errors="replace"))
        is not None
    )


def failure_line(path):
    text = path.read_text(errors="replace")
    if "No space left on device" in text:
        return "the disk is full; free some space and run it again"
    # With the line after it where the sentence goes on there.
    match = re.search(r"^[\w.]*(?:Error|Exception|Warning): .*(?:(?<=:)\n.*)?$", text, re.MULTILINE)
    errors = re.findall(r" (?:ERROR|CRITICAL) .*$", text, re.MULTILINE)
    if match or errors:
        return "Odoo failed: " + (match.group(0) if match else errors[-1].strip())
    return "Odoo failed; the last lines of its log:\n" + "\n".join(text.splitlines()[-5:])


@contextlib.contextmanager
def lock(name):
    """One process at a time makes a thing that all share."""
    with (CACHE / f"{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


# --- templates --------------------------------------------------------------------------------------------------------


def dependency_template(demo=False, languages=LANGUAGES, extra=()):
    """A database with everything the addon depends on, made once for each Odoo version and list of dependencies."""
    names = sorted({*dependencies(), *extra})
    key = short_hash(odoo_version(), names, demo, languages)
    name = f"salestech_dep_{key}{'_demo' if demo else ''}"
    with lock(name):
        if name not in databases(name):
            work = f"{name}_work"
            drop_database(work)
            options = ["--with-demo"] if demo else ["--without-demo"]
            if languages:
                options.append(f"--load-language={','.join(languages)}")
            # SMS, IAP and partner_autocomplete would come by auto-install, and call out at every page.
            run_odoo("-d", work, "-i", ",".join(names), *options, "--skip-auto-install", "--stop-after-init", log=name)
            # Odoo asks for a database's name at random; a template never serves, so its mail and crons stay off.
            rename_database(work, name)
    return name


def addon_template(demo=False, base_demo=False):
    """A database with the addon installed, made once for each state of its files."""
    name = f"salestech_addon_{short_hash(addon_hash(), odoo_version(), demo, base_demo)}{'_demo' if demo else ''}"
    source = dependency_template(demo=base_demo)
    with lock("salestech_addon"):
        existing = databases("salestech_addon_")
        if name not in existing:
            # Older states are not needed again; the newest few stay for those who switch branches.
            for old in existing[:-6]:
                with contextlib.suppress(psycopg2.Error):
                    drop_database(old)
            work = f"{name}_work"
            copy_database(source, work)
            run_odoo(
                "-d",
                work,
                "-i",
                ",".join(addons()),
                *(["--with-demo"] if demo else []),
                "--skip-auto-install",
                "--stop-after-init",
                log=name,
            )
            rename_database(work, name)
    return name


# --- ports and processes ----------------------------------------------------------------------------------------------


def port_owner(port):
    """The process that listens on a port, as text, or None."""
    for connection in psutil.net_connections("tcp"):
        if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port:
            if not connection.pid:
                return "a process of another user"
            process = psutil.Process(connection.pid)
            return f"process {process.pid} ({' '.join(process.cmdline())[:60]})"
    return None


def check_port(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise Mend(f"port {port} is reserved for root; choose one above 1023: make demo PORT=8070") from None
        except OSError:
            owner = port_owner(port) or "another process"
            raise Mend(
                f"port {port} is taken by {owner}; stop it, or choose another: make demo PORT={port + 1}"
            ) from None


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def stop_process(process, seconds=15):
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
