import csv
import inspect
from collections import defaultdict
from pathlib import Path

from odoo.exceptions import AccessError, UserError
from odoo.http import Controller
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..common import MODULE, SalestechCommon
from ..role_fixtures import FIXTURES, ROUTES

ROLES = (
    "manager",
    "leading_manager",
    "group_head",
    "department_head",
    "director",
    "administrator",
    "none",
    "salesman",
    "portal",
    "public",
)
CRUD = ("read", "write", "create", "unlink")
TABLES = Path(__file__).parent.parent / "roles"
HTTP = "http"  # in the column "model": a route


def read_tables():
    """Return {(model, operation): {(role, scope): allowed}}; the last row that matches says.

    A cell may hold several values with spaces between them, or * for all.
    """
    answers = defaultdict(dict)
    for path in sorted(TABLES.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for number, row in enumerate(csv.DictReader(file), start=2):
                _enter(answers, row, f"{path.name}, line {number}")
    return answers


def _enter(answers, row, where):
    if row["allowed"] not in ("yes", "no"):
        raise ValueError(f"{where}: “allowed” is yes or no, not {row['allowed']!r}.")
    scopes = FIXTURES[row["model"]].scopes if row["model"] in FIXTURES else ("any",)
    operations = row["operation"].replace("*", " ".join(CRUD)).split()
    for operation in operations:
        for role in _values(row["role"], ROLES, where):
            for scope in _values(row["scope"], scopes, where):
                answers[row["model"], operation][role, scope] = row["allowed"] == "yes"


def _values(cell, known, where):
    values = known if cell == "*" else cell.split()
    unknown = set(values) - set(known)
    if unknown:
        raise ValueError(f"{where}: {', '.join(sorted(unknown))}? Known: {', '.join(known)}.")
    return values


def own_public_methods(env):
    """Return {(model, method)} of what RPC can call because of this addon, core's own methods excepted."""
    found = set()
    for name in env.registry:
        if env[name]._abstract:
            continue
        mro = type(env[name]).mro()
        own = [cls for cls in mro if cls.__module__.startswith(f"odoo.addons.{MODULE}.")]
        foreign = {method for cls in mro if cls not in own for method in vars(cls)}
        for cls in own:
            for method, function in vars(cls).items():
                is_public = inspect.isfunction(function) and not method.startswith("_")
                if is_public and method not in foreign and not getattr(function, "_api_private", False):
                    found.add((name, method))
    return found


def own_routes():
    """Return {path} of the addon's controllers."""
    found, classes = set(), list(Controller.__subclasses__())
    for cls in classes:
        classes += cls.__subclasses__()
        if cls.__module__.startswith(f"odoo.addons.{MODULE}."):
            for function in vars(cls).values():
                routes = getattr(function, "original_routing", {}).get("routes") or []
                found.update([routes] if isinstance(routes, str) else routes)
    return found


@tagged("post_install", "-at_install")
class TestRoleTable(SalestechCommon):
    """Who may do what, asked for each row of `tests/roles/*.csv` and compared both ways."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.table = read_tables()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True, mail_create_nosubscribe=True))
        # once for all records that are made on a ladder
        cls._adopt_ladder(cls.team_north, cls.team_south, cls.team_abroad)

    def test_table_is_complete(self):
        """Nothing of the addon is without an answer for everyone."""
        missing = []
        models = {name for name in self.env.registry if self._is_own_model(name)}
        for name in sorted(models - FIXTURES.keys()):
            missing.append(f"{name}: register how to make a record in tests/role_fixtures.py")
        asked = {(name, operation) for name in FIXTURES if FIXTURES[name].crud for operation in CRUD}
        methods = own_public_methods(self.env)
        for name, operation in sorted(asked | methods):
            scopes = FIXTURES[name].scopes if name in FIXTURES else ("any",)
            wanted = {(role, scope) for role in ROLES for scope in scopes}
            gaps = wanted - self.table.get((name, operation), {}).keys()
            if gaps:
                who = ", ".join(sorted({role for role, __ in gaps}))
                missing.append(f"{name}.{operation}: add rows to tests/roles/<room>.csv for {who}")
        for route in sorted(own_routes()):
            if {(role, "any") for role in ROLES} - self.table.get((HTTP, route), {}).keys():
                missing.append(f"route {route}: add rows with the model “{HTTP}” to tests/roles/<room>.csv")
        if missing:
            self.fail("The table of roles has gaps:\n" + "\n".join(missing))

    def test_table_has_no_row_for_what_is_gone(self):
        methods = own_public_methods(self.env)
        routes = own_routes()
        for name, operation in self.table:
            with self.subTest(f"{name}.{operation}"):
                if name == HTTP:
                    self.assertIn(operation, routes)
                elif operation in CRUD:
                    self.assertIn(name, FIXTURES)
                else:
                    self.assertIn((name, operation), methods)

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule", "odoo.sql_db")
    def test_everyone_may_do_just_what_the_table_says(self):
        wrong = []
        for name, fixture in FIXTURES.items():
            for scope in fixture.scopes:
                # what is one's own is made for each role, the rest once for all
                for roles in ([role] for role in ROLES) if scope == "own" else [ROLES]:
                    wrong += self._compare(name, fixture, roles, scope)
        if wrong:
            self.fail("Not as the table says:\n" + "\n".join(wrong))

    def _is_own_model(self, name):
        model = self.env[name]
        return model._original_module == MODULE and not model._abstract

    def _compare(self, name, fixture, roles, scope):
        operations = {operation: answers for (model, operation), answers in self.table.items() if model == name}
        wrong = []
        with self._rolled_back():
            made = fixture.vals(self, getattr(self, f"user_{roles[0]}"), scope)
            record = self.env[name].create(made) if isinstance(made, dict) else made
            self.env.flush_all()
            for role in roles:
                for operation, answers in operations.items():
                    try:
                        done = self._do(record, getattr(self, f"user_{role}"), operation, fixture, scope)
                    except Exception as error:  # noqa: BLE001  all gaps in one report
                        wrong.append(f"{operation} {name} ({scope}) crashes for {role}: {error}")
                        continue
                    if done != answers.get((role, scope)):
                        wrong.append(f"{role} {'may' if done else 'may not'} {operation} {name} ({scope})")
        return wrong

    def _do(self, record, user, operation, fixture, scope):
        """Return whether the user may. A refusal on other grounds than access is a yes."""
        records = record.with_user(user)
        if operation == "read":
            return self._is_allowed(lambda: records.read(["display_name"])) and self._is_found(records)
        if operation == "write":
            return self._is_allowed(lambda: records.write(fixture.change))
        if operation == "create":
            made = fixture.vals(self, user, scope)
            return self._is_allowed(lambda: records.create(made if isinstance(made, dict) else {}))
        call = fixture.calls.get(operation) or (lambda records: getattr(records, operation)())
        return self._is_allowed(lambda: call(records))

    def _is_allowed(self, operation):
        try:
            with self._rolled_back():
                operation()
                self.env.flush_all()
        except AccessError:
            return False
        except UserError:
            return True
        return True

    def _is_found(self, records):
        return bool(records.with_context(active_test=False).search([("id", "in", records.ids)]))

    def _rolled_back(self):
        return _RolledBack(self.env)


class _RolledBack:
    """What happens inside leaves no trace, neither in the database nor in the caches."""

    def __init__(self, env):
        self.env = env

    def __enter__(self):
        self.env.registry.cache_invalidated.clear()
        self.savepoint = self.env.cr.savepoint()
        self.savepoint.__enter__()

    def __exit__(self, exc_type, exc, traceback):
        self.savepoint.rollback()
        self.savepoint.close(rollback=True)
        self.env.invalidate_all(flush=False)
        names = set(self.env.registry.cache_invalidated)
        if names:
            self.env.registry.clear_cache(*names)
            self.env.registry.cache_invalidated.clear()
        return False


@tagged("post_install", "-at_install")
class TestRoleTableOfRoutes(HttpCase, SalestechCommon):
    """The same for the addon's http routes."""

    def test_everyone_gets_just_the_pages_the_table_says(self):
        wrong = []
        for (name, route), answers in read_tables().items():
            if name != HTTP:
                continue
            for (role, __), allowed in answers.items():
                if self._gets(role, ROUTES.get(route, route)) != allowed:
                    wrong.append(f"{role} {'does not get' if allowed else 'gets'} {route}")
        if wrong:
            self.fail("Not as the table says:\n" + "\n".join(wrong))

    def _gets(self, role, url):
        login = getattr(self, f"user_{role}").login
        self.authenticate(None if role == "public" else login, None if role == "public" else login)
        response = self.url_open(url, allow_redirects=False)
        return response.status_code == 200
