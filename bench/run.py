"""make bench: what the addon costs, as ratios to bare Odoo, measured in one process.

Times of different days or machines cannot be compared; ratios of two databases measured turn by turn in one run can.
Each bench is a file bench_<name>.py with a function `run(bench)`; see Bench. ONLY=part runs those whose name contains
it. The table goes to bench/README.md when all were run.
"""

import contextlib
import dataclasses
import gc
import importlib.util
import os
import statistics
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
# Appended: scripts/ holds file names that must not hide packages.
sys.path.append(str(HERE.parent / "scripts"))

import common  # noqa: E402

SIDES = ("bare", "addon")
START, END = "<!-- table: written by make bench -->", "<!-- end of the table -->"


@dataclasses.dataclass
class Row:
    title: str
    seconds: dict
    queries: dict
    limit: float
    more_queries: float
    spread: float

    @property
    def ratio(self):
        return self.seconds["addon"] / self.seconds["bare"]

    @property
    def ok(self):
        return self.ratio <= self.limit and self.queries["addon"] - self.queries["bare"] <= self.more_queries

    def cells(self):
        return [
            self.title,
            f"{self.seconds['bare'] * 1000:.0f} ms",
            f"{self.seconds['addon'] * 1000:.0f} ms",
            f"{self.ratio:.3f}",
            f"{self.limit:.2f}",
            f"±{self.spread * 100:.0f} %",
            f"{self.queries['bare']:.0f} → {self.queries['addon']:.0f}",
            "yes" if self.ok else "**no**",
        ]


@dataclasses.dataclass
class Measured:
    """What bare Odoo has nothing like: held against a limit of its own."""

    title: str
    seconds: list
    limit: float
    queries: int
    what_else: str
    holds: bool

    @property
    def median(self):
        return statistics.median(self.seconds)

    @property
    def ok(self):
        return self.holds and self.median <= self.limit

    def cells(self):
        spread = statistics.pstdev(self.seconds) / self.median / len(self.seconds) ** 0.5
        cells = [
            f"{self.title}; {self.what_else}" if self.what_else else self.title,
            "–",
            f"{self.median * 1000:.0f} ms",
        ]
        cells += ["–", f"{self.limit:.0f} s", f"±{spread * 100:.0f} %", f"{self.queries:.0f}"]
        return [*cells, "yes" if self.ok else "**no**"]


class Bench:
    """What a bench file works with: two databases, `bare` Odoo and one with the addon, in one process."""

    def __init__(self, databases, templates=None):
        self.databases, self.templates = databases, templates
        self.rows = []

    def renew(self, side):
        """Have a database anew, as if nothing had been put in."""
        import odoo.modules.registry
        import odoo.sql_db

        odoo.modules.registry.Registry.delete(self.databases[side])
        odoo.sql_db.close_db(self.databases[side])
        common.copy_database(self.templates[side], self.databases[side])

    @contextlib.contextmanager
    def env(self, side, commit=False):
        """An environment of the administrator; what is done in it is undone at its end unless `commit`."""
        from odoo.api import Environment
        from odoo.modules.registry import Registry
        from odoo.orm.utils import SUPERUSER_ID

        registry = Registry(self.databases[side])
        with contextlib.closing(registry.cursor()) as cr:
            user = Environment(cr, SUPERUSER_ID, {}).ref("base.user_admin")
            env = Environment(cr, user.id, {"tracking_disable": False, "lang": "en_US"})
            yield env
            if commit:
                env.flush_all()
                cr.commit()
                # Else the round after still finds the caches marked as outdated, and empties what it has just filled.
                registry.signal_changes()
            else:
                cr.rollback()
                registry.reset_changes()

    def populate(self, function):
        """function(env, side) fills both databases for the benches that follow; kept, and measured by nobody."""
        for side in SIDES:
            with self.env(side, commit=True) as env:
                function(env, side)
            with common.cursor(self.databases[side]) as cr:
                cr.execute("ANALYZE")

    def compare(self, title, act, *, prepare=None, limit, more_queries=0, rounds=9, sides=None):
        """Measure act(env, subject) on both sides, turn by turn; subject is what prepare(env, side) returned.

        limit: the greatest ratio of the medians that is allowed. more_queries: how many more SQL queries.
        sides: other functions for a side, such as {"bare": function}.
        """
        seconds = {side: [] for side in SIDES}
        queries = dict.fromkeys(SIDES, 0)
        for number in range(rounds + 1):
            # First one, then the other side first: what warms up or slows down with time hits both alike.
            for side in SIDES if number % 2 else SIDES[::-1]:
                function = (sides or {}).get(side, act)
                with self.env(side) as env:
                    subject = prepare(env, side) if prepare else None
                    env.cr.flush()
                    env.invalidate_all()
                    gc.collect()
                    gc.disable()
                    count, start = env.cr.sql_log_count, time.perf_counter()
                    function(env, subject)
                    # All that a request does until its commit: Odoo writes the messages of tracking there.
                    env.cr.flush()
                    elapsed = time.perf_counter() - start
                    gc.enable()
                    if number:  # the round before the first fills caches
                        seconds[side].append(elapsed)
                        queries[side] = env.cr.sql_log_count - count
        self.add(title, seconds, queries, limit, more_queries)

    def hold(self, title, seconds, *, limit, queries=0, what_else="", holds=True):
        """A row without a counterpart in bare Odoo: the median of seconds is at most `limit`, and `holds`."""
        self.rows.append(Measured(title, seconds, limit, queries, what_else, holds))
        print("  " + "  ".join(self.rows[-1].cells()), flush=True)

    def add(self, title, seconds, queries, limit, more_queries=0):
        """A row from one's own measurements: seconds and queries are {"bare": ..., "addon": ...}."""
        medians = {side: statistics.median(values) for side, values in seconds.items()}
        pairs = [addon / bare for bare, addon in zip(seconds["bare"], seconds["addon"], strict=True)]
        spread = statistics.pstdev(pairs) / len(pairs) ** 0.5 if len(pairs) > 1 else 0
        row = Row(title, medians, queries, limit, more_queries, spread)
        self.rows.append(row)
        print("  " + "  ".join(row.cells()), flush=True)


def benches(only):
    for path in sorted(HERE.glob("bench_*.py")):
        if only in path.stem:
            spec = importlib.util.spec_from_file_location(path.stem, path)
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            yield path.stem.removeprefix("bench_"), module


def start_odoo(database):
    import odoo.tools

    odoo.tools.config.parse_config(["-c", str(common.config_file()), "-d", database, "--log-level=warn"])


def table(rows):
    head = ["what", "bare Odoo", "with the addon", "ratio", "at most", "error", "queries", "holds"]
    lines = [head, ["---"] * len(head), *[row.cells() for row in rows]]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def write_readme(rows):
    path = HERE / "README.md"
    text = path.read_text(encoding="utf-8")
    before, after = text.partition(START)[0], text.partition(END)[2]
    day = time.strftime("%Y-%m-%d")
    note = f"{day}, {os.cpu_count()} cores; medians of runs taken turn by turn, in one process."
    path.write_text(f"{before}{START}\n\n{note}\n\n{table(rows)}\n\n{END}{after}", encoding="utf-8")


def measure(name, module, templates):
    """The rows of one bench. Each has databases of its own, dropped with all that was put in."""
    # Named as the tests' databases are, so that what is left of a killed run is dropped by the next.
    bench = Bench({side: f"salestech_test_{os.getpid()}_{name}_{side}" for side in SIDES}, templates)
    try:
        for side, database in bench.databases.items():
            common.copy_database(templates[side], database)
        module.run(bench)
    finally:
        import odoo.sql_db

        odoo.sql_db.close_all()
        for database in bench.databases.values():
            common.drop_database(database)
    return bench.rows


def run():
    only = os.environ.get("ONLY") or ""
    found = list(benches(only))
    if not found:
        raise common.Mend(f"no bench is called {only}; there are: {', '.join(name for name, _ in benches(''))}")
    templates = {"bare": common.dependency_template(), "addon": common.addon_template()}
    start_odoo(templates["addon"])
    rows = []
    for name, module in found:
        print(f"{name}: {(module.__doc__ or '').strip().splitlines()[0]}", flush=True)
        rows += measure(name, module, templates)
    if not only:
        write_readme(rows)
    failed = [row.title for row in rows if not row.ok]
    print(f"over the limit: {'; '.join(failed)}" if failed else "all within their limits")
    print(f"{len(rows) - len(failed)} passed, {len(failed)} failed")
    return bool(failed)


if __name__ == "__main__":
    common.main(run)
