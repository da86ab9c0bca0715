from odoo import api, models

from ...tools.organisation import clean_text
from ...tools.register_rows import clean_row
from ...tools.ru_region import region_code, region_of_address

# A list that has one of these columns is a list of organisations for the register.
REGISTER_COLUMNS = frozenset(
    {
        "vat",
        "company_registry",
        "legal_form",
        "org_trade",
        "org_size",
        "segment_id",
        "source_code",
        "source_status",
        "region",
        "contact_raw",
    }
)


class SalestechRegisterIntake(models.AbstractModel):
    """Prepares the rows of a list for the client register: set-wise, before anything is made."""

    _name = "salestech.register.intake"
    _description = "Intake of the Client Register"

    @api.model
    def _prepare(self, fields, data):
        """Return (columns, rows) with clean cells; columns that cleaning filled are added."""
        paths = [path if isinstance(path, str) else "/".join(path) for path in fields]
        rows = [clean_row(dict(zip(paths, cells, strict=True))) for cells in data]
        columns = list(paths)
        for name in ("name", "partner_name", "contact_raw"):
            if name not in columns and any(row.get(name) for row in rows):
                columns.append(name)
        self._name_segments(columns, rows)
        return columns, rows

    @api.model
    def _name_segments(self, columns, rows):
        """Write segments as they are spelled in the register, whatever their letters' case."""
        if "segment_id" not in columns:
            return
        names = {}
        for segment in self.env["salestech.segment"].search([]):
            for name in segment._names() | {clean_text(segment.code).casefold()} - {""}:
                names[name] = segment.name
        for row in rows:
            row["segment_id"] = names.get(row["segment_id"].casefold(), row["segment_id"])

    @api.model
    def _resolve_managers(self, rows):
        """Write managers by login, as the import finds them without doubt.

        :returns: {position: sentence} of the rows whose manager is not known or not allowed
        """
        wanted = {row["user_id"].casefold() for row in rows if row.get("user_id")}
        if not wanted:
            return {}
        found = {}
        users = self.env["res.users"].search([("share", "=", False), ("company_ids", "in", self.env.companies.ids)])
        for user in users:
            for word in {clean_text(user.name), user.login, user.email or ""}:
                if word.casefold() in wanted:
                    found.setdefault(word.casefold(), users.browse())
                    found[word.casefold()] |= user
        shares_out = self.env.user.has_group("sales_technology.group_reach_group")
        problems = {}
        for position, row in enumerate(rows):
            if not row.get("user_id"):
                continue
            users = found.get(row["user_id"].casefold(), self.env["res.users"])
            problem = self._manager_problem(row["user_id"], users, shares_out)
            if problem:
                problems[position] = problem
            else:
                row["user_id"] = users.login
        return problems

    @api.model
    def _manager_problem(self, written, users, shares_out):
        if not users:
            return self.env._(
                "No manager “%s” is known. Write the name, login or e-mail of a user,"
                " or leave the cell empty and share the organisation out later.",
                written,
            )
        if len(users) > 1:
            return self.env._("%(count)s users are called “%(name)s”. Write the login.", count=len(users), name=written)
        if not shares_out and users != self.env.user:
            return self.env._(
                "You may enter yourself as the manager, not “%s”."
                " Leave the cell empty: the head of the group shares the organisation out.",
                written,
            )
        return ""

    @api.model
    def _complete_values(self, vals_list):
        """Add to the values of new leads what follows from them: group, region, country."""
        states = self._states_by_code()
        teams = self._teams_by_user({vals["user_id"] for vals in vals_list if vals.get("user_id")})
        for vals in vals_list:
            if not vals.get("team_id") and teams.get(vals.get("user_id")):
                vals["team_id"] = teams[vals["user_id"]]
            if not vals.get("state_id"):
                code = region_code(vals.get("region")) or region_of_address(vals.get("street"))
                state = states.get(code) or states.get(clean_text(vals.get("region")).casefold())
                if state:
                    vals["state_id"] = state.id
                    vals.setdefault("country_id", state.country_id.id)
        return vals_list

    @api.model
    def _states_by_code(self):
        states = self.env["res.country.state"].search([("country_id.code", "=", "RU")])
        result = {}
        for state in states:
            result[state.code] = result[state.name.casefold()] = state
        return result

    @api.model
    def _teams_by_user(self, user_ids):
        """Return {user id: id of his group with a client ladder}."""
        members = self.env["crm.team.member"].search(
            [("user_id", "in", list(user_ids)), ("crm_team_id.ladder_id.kind", "=", "client")]
        )
        heads = self.env["crm.team"].search([("user_id", "in", list(user_ids)), ("ladder_id.kind", "=", "client")])
        result = {team.user_id.id: team.id for team in heads}
        result.update((member.user_id.id, member.crm_team_id.id) for member in members)
        return result
