import re

from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

CODE_PATTERN = re.compile(r"(?:R|[1-9]\d{0,3})(?:\.\d{1,4}){0,5}")


class SalestechProcess(models.Model):
    """The catalogue of processes: the rows of the access matrix.

    *May carry out* is nothing but membership in the process's access group, and which roles
    have it is kept by the groups alone (`implied_ids` of the role's group). So the matrix, the
    standard settings, record rules and `groups=` in views can never disagree.

    Archiving a process unticks it for every role: a row nobody sees must not give rights.
    """

    _name = "salestech.process"
    _description = "Process of the sales technology"
    _inherit = ["salestech.group.owner"]
    _parent_store = True
    _order = "sort_key, id"
    _rec_names_search = ["code", "name"]

    _LINKS = frozenset(("role_ids", "default_role_ids", "child_ids"))

    code = fields.Char(
        required=True,
        copy=False,
        tracking=True,
        help="Its number in the process scheme, for instance 2.1.10. The code of a right begins with R.",
    )
    name = fields.Char(required=True, translate=True, tracking=True)
    kind = fields.Selection(
        selection=[("section", "Section"), ("process", "Process"), ("right", "Right")],
        required=True,
        default="process",
        help="A section only groups what is under it. A right is a decision beside the processes,"
        " such as passing a step over a missing gate.",
    )
    description = fields.Text(translate=True, help="What a tick opens, in words: the matrix says it for each cell.")
    sort_key = fields.Char(compute="_compute_sort_key", store=True, index=True, export_string_translation=False)

    parent_id = fields.Many2one(
        comodel_name="salestech.process",
        string="Part of",
        compute="_compute_parent_id",
        store=True,
        precompute=True,
        index=True,
        ondelete="restrict",
        help="The nearest section above it by its code.",
    )
    parent_path = fields.Char(index=True, export_string_translation=False)
    child_ids = fields.One2many(comodel_name="salestech.process", inverse_name="parent_id", string="Parts")

    role_ids = fields.Many2many(
        comodel_name="salestech.role",
        string="Who may carry it out",
        compute="_compute_role_ids",
        inverse="_inverse_role_ids",
        help="The roles with a tick in the access matrix.",
    )
    default_role_ids = fields.Many2many(
        comodel_name="salestech.role",
        relation="salestech_process_default_role_rel",
        string="Roles by default",
        copy=False,
        help="Who may carry it out when the row is new, and again after “Restore default”.",
    )

    _code_uniq = models.Constraint(
        "UNIQUE (code)", "There is a process with this code already, perhaps an archived one."
    )
    _group_uniq = models.Constraint("UNIQUE (group_id)", "This access group belongs to another process.")
    _group_needed = models.Constraint(
        "CHECK ((kind = 'section') = (group_id IS NULL))",
        "A process has an access group of its own, a section has none.",
    )

    @api.depends("code")
    def _compute_sort_key(self):
        # fixed width and no dots: the same order under every collation of the database
        for process in self:
            process.sort_key = "".join(part.zfill(4) for part in (process.code or "").split("."))

    @api.depends("code")
    def _compute_parent_id(self):
        sections = self.with_context(active_test=False).search([("kind", "=", "section")])
        by_code = {section.code: section for section in sections}
        for process in self:
            parts = (process.code or "").split(".")
            above = (by_code.get(".".join(parts[:length])) for length in range(len(parts) - 1, 0, -1))
            process.parent_id = next((section for section in above if section), False)

    @api.depends("group_id.implied_by_ids")
    def _compute_role_ids(self):
        roles = self.env["salestech.role"].search([])
        for process in self:
            groups = process.group_id.implied_by_ids
            process.role_ids = roles.filtered(lambda role, groups=groups: role.group_id in groups)

    def _inverse_role_ids(self):
        # read first: writing on the groups drops the values
        for process, roles in [(process, process.role_ids) for process in self]:
            process._set_roles(roles)
        self.invalidate_recordset(["role_ids"])

    @api.depends("code", "name")
    def _compute_display_name(self):
        for process in self:
            process.display_name = f"{process.code or ''} {process.name or ''}".strip()

    @api.constrains("code", "kind")
    def _check_code(self):
        for process in self:
            if not CODE_PATTERN.fullmatch(process.code):
                raise ValidationError(
                    self.env._(
                        "“%s” is no code of a process. Write numbers with dots between them, for instance 2.1.10.",
                        process.code,
                    )
                )
            if (process.kind == "right") != process.code.startswith("R.") and process.code != "R":
                raise ValidationError(
                    self.env._(
                        "“%s”: the code of a right begins with R, for instance R.2, and no other code does.",
                        process.code,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        processes = super().create([self._with_defaults(vals) for vals in vals_list])
        processes._adopt_parts()
        return processes

    def write(self, vals):
        self.check_access("write")
        self._refuse_protected(vals)
        if "code" in vals:
            vals = {**vals, "code": (vals["code"] or "").strip()}
        self._refuse_changes_of_standard(vals)
        result = super().write(vals)
        if "code" in vals:
            self._rename_external_ids()
            self._adopt_parts()
        return result

    @api.model
    def _with_defaults(self, vals):
        """Who is chosen as the roles of a new process is its default as well."""
        vals = {**vals, "code": (vals.get("code") or "").strip()}
        chosen = vals.pop("role_ids", None)
        if chosen and "default_role_ids" not in vals:
            vals["default_role_ids"] = chosen
        return vals

    def _refuse_changes_of_standard(self, vals):
        if self.env.su:
            return
        if "kind" in vals and any(process.kind != vals["kind"] for process in self):
            raise UserError(self.env._("A section stays a section, a process a process. Add a new row instead."))
        if vals.keys() & {"code", "default_role_ids"} and any(self.mapped("is_standard")):
            raise UserError(self.env._("The code and the default of a process that comes with the addon are fixed."))

    def _adopt_parts(self):
        """A section that appears takes what lies under its code."""
        for section in self.filtered(lambda process: process.kind == "section"):
            parts = self.with_context(active_test=False).search([("code", "=like", f"{section.code}.%")])
            self.env.add_to_compute(self._fields["parent_id"], parts)
            parts.flush_recordset(["parent_id"])
            parts.invalidate_recordset(["parent_path"])

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_parts(self):
        if self.with_context(active_test=False).child_ids - self:
            raise UserError(self.env._("There are processes in this section. Delete or renumber them first."))

    def _owns_group(self, vals):
        return vals.get("kind", "process") != "section"

    def _group_vals(self, vals):
        """The settings list groups by name alone, so the code goes into it."""
        group_vals = {}
        if vals.keys() & {"code", "name"}:
            code, name = vals.get("code") or self.code, vals.get("name") or self.name
            group_vals["name"] = f"{code} {name}"
        if "description" in vals:
            group_vals["comment"] = vals["description"]
        return group_vals

    def _sync_group(self, vals):
        super()._sync_group(vals)
        if "code" in vals:
            for lang, __ in self.env["res.lang"].get_installed():
                super(SalestechProcess, self.with_context(lang=lang))._sync_group(vals)

    def _prepare_group(self, vals):
        super()._prepare_group(vals)
        if vals.get("group_id"):
            roles = self.new({"default_role_ids": vals.get("default_role_ids") or []}).default_role_ids._origin
            # sudo: the right to create a process was checked. Linked before the row exists, so what
            # is new does not appear in the history as a change.
            group = self.env["res.groups"].sudo().browse(vals["group_id"])
            group.implied_by_ids = [Command.link(role.group_id.id) for role in roles.sudo()]

    def _creation_message(self):
        if self.kind == "section":
            return self.env._("Section added.")
        return self.env._(
            "Added. May be carried out by: %(roles)s.",
            roles=", ".join(self.default_role_ids.mapped("name")) or self.env._("nobody"),
        )

    def _external_names(self):
        slug = self.code.replace(".", "_").lower()
        return f"process_{slug}", f"group_process_{slug}"

    def _rename_external_ids(self):
        for process in self.sudo().filtered(lambda process: not process.is_standard):
            for record, name in zip((process, process.group_id), process._external_names(), strict=True):
                self.env["ir.model.data"].sudo().search(
                    [("model", "=", record._name), ("res_id", "=", record.id), ("module", "=", "sales_technology")]
                ).name = name

    def _take_from_all(self):
        for process in self.filtered("group_id"):
            process._set_roles(self.env["salestech.role"])

    def _used_by(self):
        group = self.sudo().group_id
        return self.role_ids.mapped("name") + group.user_ids.mapped("name")

    @api.model
    @tools.ormcache(cache="groups")
    def _get_group_ids_by_code(self):
        """Return {code: id of the group} of all processes and rights, archived ones too."""
        # sudo: ids only, for the guard, which asks whether the *current* user is in the group
        processes = self.sudo().with_context(active_test=False).search([("group_id", "!=", False)])
        return {process.code: process.group_id.id for process in processes}

    @api.model
    def _get_group_id(self, code):
        try:
            return self._get_group_ids_by_code()[code]
        except KeyError:
            raise ValueError(f"The catalogue of processes has no process {code!r}.") from None

    @api.model
    def _get_by_code(self, code):
        """Return the process with this code, whoever asks: its name is no secret."""
        return self.sudo().with_context(active_test=False).search([("code", "=", code)], limit=1)
