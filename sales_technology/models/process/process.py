import re

from odoo import api, fields, models, tools
from odoo.fields import Command

ADMINISTRATOR = "sales_technology.group_salestech_administrator"
CODE_PATTERN = re.compile(r"(?:R|[1-9]\d{0,3})(?:\.\d{1,4}){0,5}")


class SalestechProcess(models.Model):
    """The catalogue of processes: the rows of the access matrix.

    Every process and every right owns one `res.groups` record, and *may carry out* is nothing
    but membership in it. Which roles have it is kept by the groups alone (`implied_ids` of
    the role's group), so the matrix, the standard settings, record rules and `groups=` in
    views can never disagree.
    """

    _name = "salestech.process"
    _description = "Process of the sales technology"
    _inherit = ["mail.thread"]
    _parent_store = True
    _order = "sort_key, id"
    _rec_names_search = ["code", "name"]

    code = fields.Char(
        required=True,
        help="Its number in the process scheme, for instance 2.1.10. A right that is no process begins with R.",
    )
    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        selection=[("section", "Section"), ("process", "Process"), ("right", "Right")],
        required=True,
        default="process",
        help="A section only groups what is under it. A right is something beside the processes,"
        " such as passing a step over a missing gate.",
    )
    description = fields.Text(translate=True, help="What a tick opens, in words. Shown when a cell of the matrix is pointed at.")
    active = fields.Boolean(default=True)
    is_standard = fields.Boolean(
        string="Comes with the addon",
        readonly=True,
        copy=False,
        help="The program calls it by its code, so it can be archived but neither renumbered nor deleted.",
    )
    sort_key = fields.Char(
        compute="_compute_sort_key",
        store=True,
        index=True,
        export_string_translation=False,
    )

    parent_id = fields.Many2one(
        comodel_name="salestech.process",
        string="Part of",
        index=True,
        ondelete="restrict",
        domain="[('kind', '=', 'section')]",
    )
    parent_path = fields.Char(index=True, export_string_translation=False)
    child_ids = fields.One2many(comodel_name="salestech.process", inverse_name="parent_id", string="Parts")

    group_id = fields.Many2one(
        comodel_name="res.groups",
        string="Group",
        readonly=True,
        copy=False,
        index=True,
        ondelete="restrict",
        help="The access group whose members may carry the process out.",
    )

    default_role_ids = fields.Many2many(
        comodel_name="salestech.role",
        relation="salestech_process_default_role_rel",
        string="Roles by default",
        help="The roles that may carry it out when the row is new and after *Restore default*.",
    )

    _code_uniq = models.Constraint("UNIQUE (code)", "There is a process with this code already.")
    _group_uniq = models.Constraint("UNIQUE (group_id)", "This access group belongs to another process.")
    _group_needed = models.Constraint(
        "CHECK ((kind = 'section') = (group_id IS NULL))",
        "A process has an access group of its own, a section has none.",
    )

    @api.depends("code")
    def _compute_sort_key(self):
        # fixed width and no dots: the same order under every database collation
        for process in self:
            parts = (process.code or "").split(".")
            process.sort_key = "".join(part.zfill(4) for part in parts)

    @api.depends("code", "name")
    def _compute_display_name(self):
        for process in self:
            process.display_name = f"{process.code or ''} {process.name or ''}".strip()

    @api.model
    @tools.ormcache(cache="groups")
    def _get_group_ids_by_code(self):
        """Return {code: id of the group} of all processes and rights, archived ones too."""
        # sudo: only ids for the guard, which asks whether the *current* user is in the group
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

    @api.model_create_multi
    def create(self, vals_list):
        processes = super().create(vals_list)
        for process in processes:
            # sudo: res.groups belong to the system administrator
            process.sudo().group_id.implied_by_ids = [
                Command.link(role.group_id.id) for role in process.sudo().default_role_ids
            ]
        self.env.registry.clear_cache("groups")
        return processes
