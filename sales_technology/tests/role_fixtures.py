"""How to make a record of each model for the table of roles (`tests/roles/*.csv`).

A room registers here each of its models, and each model of others on which it adds public methods:

    @fixture("salestech.segment", change={"name": "Other"}, calls={"action_merge": lambda s: s.action_merge(1)})
    def segment(case, user, scope):
        return {"name": "Segment"}

The function returns the values to create a record in that scope, seen from that user (for a view of the
database, which nothing can be created in, the record itself). `case` is
the test: it has the users and teams of `SalestechCommon`. A public method that needs arguments
is given them in `calls`; others are called without.
"""

import itertools
from collections.abc import Callable
from typing import Any, NamedTuple

# of what belongs to somebody / of what is the same for everyone
OWNED = ("own", "group", "unassigned_group", "other_group", "other_company")
SHARED = ("any",)


class Fixture(NamedTuple):
    vals: Callable[[Any, Any, str], dict]
    scopes: tuple[str, ...]
    change: dict
    calls: dict[str, Callable]
    crud: bool  # False: a model of others, where only the addon's methods are of interest


FIXTURES: dict[str, Fixture] = {}

# for what must be unique
_number = itertools.count(1)

# route as the controller states it -> an address that can be asked for
ROUTES: dict[str, str] = {}


def fixture(model, *, scopes=SHARED, change=None, calls=None, crud=True):
    def register(function):
        FIXTURES[model] = Fixture(function, scopes, change or {}, calls or {}, crud)
        return function

    return register


def owner(case, user, scope):
    """Return user, team and company of a record in this scope, seen from this user."""
    own = user if user.has_group("base.group_user") else case.env["res.users"]  # guests own nothing
    responsible, team = {
        "own": (own, case.team_north),
        "group": (case.user_colleague, case.team_north),
        "unassigned_group": (case.env["res.users"], case.team_north),
        "other_group": (case.user_south_manager, case.team_south),
        "other_company": (case.user_abroad_manager, case.team_abroad),
    }[scope]
    return {"user_id": responsible.id, "team_id": team.id, "company_id": team.company_id.id}


# -- process ----------------------------------------------------------------------------------


@fixture(
    "salestech.process",
    change={"description": "Changed"},
    calls={
        "get_access_matrix": lambda process: process.get_access_matrix(),
        "set_access_cell": lambda process: process.set_access_cell(
            process.id, process.env.ref("sales_technology.role_director").id, True
        ),
        "restore_default_row": lambda process: process.restore_default_row(process.id),
    },
)
def process(case, user, scope):
    return {"code": f"9.{next(_number)}", "name": "Process"}


@fixture("salestech.role", change={"reach": "company"})
def role(case, user, scope):
    return {"name": "Role"}


# -- ladder -----------------------------------------------------------------------------------


@fixture("crm.lead", scopes=OWNED, change={"name": "Changed"})
def lead(case, user, scope):
    return {"name": "Client", "type": "opportunity", **owner(case, user, scope)}


# Each theme registers its own in a file of its own.
from . import (  # noqa: E402, F401
    role_fixtures_change,
    role_fixtures_client,
    role_fixtures_client_case,
    role_fixtures_control,
    role_fixtures_deadline,
    role_fixtures_document,
    role_fixtures_indicator,
    role_fixtures_ladder,
    role_fixtures_meeting,
    role_fixtures_payment,
    role_fixtures_plan,
    role_fixtures_protocol,
    role_fixtures_quality,
    role_fixtures_register,
    role_fixtures_satisfaction,
    role_fixtures_scorecard,
    role_fixtures_touch,
)
