from contextlib import contextmanager

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import TransactionCase

MODULE = "sales_technology"


class SalestechCommon(TransactionCase):
    """A sales department with two groups, beside it a second company.

    ┌──────────────────────────────────────────────────────┬───────────────────┐
    │ company                                              │ other_company     │
    │  team_north                  team_south              │  team_abroad      │
    ├──────────────────┬───────────────────────────────────┼───────────────────┤
    │ Role             │ Users (cls.user_<login>)          │                   │
    ├──────────────────┼─────────────────┬─────────────────┼───────────────────┤
    │ manager          │ manager         │ south_manager   │ abroad_manager    │
    │                  │ colleague       │                 │                   │
    │ leading manager  │ leading_manager │                 │                   │
    │ group head       │ group_head      │ south_head      │ abroad_head       │
    ├──────────────────┼─────────────────┴─────────────────┼───────────────────┤
    │ department head  │ department_head                   │                   │
    │ director         │ director                          │                   │
    │ administrator    │ administrator (no role)           │                   │
    ├──────────────────┼───────────────────────────────────┼───────────────────┤
    │ nothing of ours  │ none      internal, no role       │                   │
    │                  │ salesman  Sales / own documents   │                   │
    │                  │ portal, public                    │                   │
    └──────────────────┴───────────────────────────────────┴───────────────────┘

    Heads are `crm.team.user_id` and no members; managers are members. Names are the logins in words.
    `_lead(user, team)` makes a lead, `_adopt_ladder(teams)` puts teams on the client ladder before they have
    leads, `_tick(code, role, allowed)` changes the matrix, `assertRefused(...)` checks a refusal and its
    sentence.
    """

    ROLES = {
        "manager": f"{MODULE}.group_salestech_manager",
        "leading_manager": f"{MODULE}.group_salestech_leading_manager",
        "group_head": f"{MODULE}.group_salestech_group_head",
        "department_head": f"{MODULE}.group_salestech_department_head",
        "director": f"{MODULE}.group_salestech_director",
        "administrator": f"{MODULE}.group_salestech_administrator",
    }

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, no_reset_password=True, tracking_disable=True))
        cls.company, cls.other_company = cls.env["res.company"].create([{"name": "Department"}, {"name": "Abroad"}])
        # OdooBot of the tests works in the department
        cls.env.user.company_ids = [Command.link(cls.company.id), Command.link(cls.other_company.id)]
        cls.env.user.company_id = cls.company
        cls.env = cls.env(context=dict(cls.env.context, allowed_company_ids=cls.company.ids))
        cls._create_users()
        cls._create_teams()
        # tracking was off for speed; rooms test chatters
        cls.env = cls.env(context={k: v for k, v in cls.env.context.items() if k != "tracking_disable"})
        cls.env.flush_all()

    @classmethod
    def _create_users(cls):
        abroad = {"company": cls.other_company}
        cls._users(
            *(
                (login, cls.ROLES[role], {})
                for login, role in (
                    ("manager", "manager"),
                    ("colleague", "manager"),
                    ("south_manager", "manager"),
                    ("leading_manager", "leading_manager"),
                    ("group_head", "group_head"),
                    ("south_head", "group_head"),
                    ("department_head", "department_head"),
                    ("director", "director"),
                    ("administrator", "administrator"),
                )
            ),
            ("abroad_manager", cls.ROLES["manager"], abroad),
            ("abroad_head", cls.ROLES["group_head"], abroad),
            ("none", "base.group_user", {}),
            ("salesman", "sales_team.group_sale_salesman", {}),
            ("portal", "base.group_portal", {"internal": False}),
        )
        cls.user_public = cls.env.ref("base.public_user")

    @classmethod
    def _create_teams(cls):
        cls.team_north = cls._team("North", "group_head", ("manager", "colleague", "leading_manager"))
        cls.team_south = cls._team("South", "south_head", ("south_manager",))
        cls.team_abroad = cls._team("Abroad", "abroad_head", ("abroad_manager",), company=cls.other_company)

    @classmethod
    def _user(cls, login, *groups, **options):
        """Make a user and keep it as `cls.user_<login>`."""
        return cls._users((login, ",".join(groups or ["base.group_user"]), options))

    @classmethod
    def _users(cls, *users):
        """Make users of (login, groups with commas, options of `_user_vals`) at once: half of a class's set-up."""
        made = cls.env["res.users"].create([cls._user_vals(login, groups, **opts) for login, groups, opts in users])
        for (login, _groups, _options), user in zip(users, made, strict=True):
            # each alone: read together with the others, no query of their own would be counted
            setattr(cls, f"user_{login}", user.with_prefetch())
        return made

    @classmethod
    def _user_vals(cls, login, groups, internal=True, company=None):
        company = company or cls.company
        names = {*groups.split(","), *(["base.group_user"] if internal else [])}
        return {
            "login": f"salestech_{login}",
            "password": f"salestech_{login}",
            "name": login.replace("_", " ").capitalize(),
            "email": f"{login}@department.example.com",
            "group_ids": [Command.set([cls.env.ref(name).id for name in sorted(names)])],
            "company_id": company.id,
            "company_ids": [Command.set(company.ids)],
        }

    @classmethod
    def _team(cls, name, head, members, company=None):
        return cls.env["crm.team"].create(
            {
                "name": name,
                "company_id": (company or cls.company).id,
                "user_id": getattr(cls, f"user_{head}").id,
                "member_ids": [Command.set([getattr(cls, f"user_{login}").id for login in members])],
                # as in a database that never heard of ladders, whatever the company's default is
                "ladder_id": False,
            }
        )

    @classmethod
    def _adopt_ladder(cls, *teams, kind="client"):
        """Put teams that have no leads yet on the ladder that comes with the addon; return it."""
        ladder = cls.env["salestech.ladder"].search(
            [("kind", "=", kind), ("company_id", "in", [cls.company.id, False])], limit=1
        )
        for team in teams or (cls.team_north, cls.team_south):
            team.ladder_id = ladder
        return ladder

    @classmethod
    def _lead(cls, user=None, team=None, **vals):
        """Make an opportunity of a user (None: unassigned) in a team (default: North)."""
        team = team or cls.team_north
        return cls.env["crm.lead"].create(
            {
                "name": "Client",
                "type": "opportunity",
                "user_id": user.id if user else False,
                "team_id": team.id,
                "company_id": team.company_id.id,
                **vals,
            }
        )

    def _tick(self, code, role, allowed):
        """Tick or untick a cell of the access matrix, as the administrator does it."""
        process = self.env["salestech.process"]._get_by_code(code)
        role = self.env.ref(f"{MODULE}.role_{role}")
        process.with_user(self.user_administrator).set_access_cell(process.id, role.id, allowed)

    @contextmanager
    def assertRefused(self, *words, error=AccessError):
        """The block is refused with `error`, and the sentence contains each of the words."""
        with self.assertRaises(error) as caught:
            yield caught
        sentence = str(caught.exception)
        for word in words:
            self.assertIn(word, sentence)
