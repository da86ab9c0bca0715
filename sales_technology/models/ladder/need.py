from odoo import api, fields, models
from odoo.exceptions import ValidationError

# What a process of 2.1.6 writes down; marking a need as answered is the same work.
PROCESS = "2.1.6"


class SalestechNeed(models.Model):
    """What the client needs, or what could keep him from buying, and what answers it."""

    _name = "salestech.need"
    _description = "Need or Risk"
    _inherit = ["salestech.process.guard"]
    _order = "lead_id, kind, weight desc, sequence, id"
    _check_company_auto = True

    lead_id = fields.Many2one(
        "crm.lead", string="Opportunity", required=True, index=True, ondelete="cascade", check_company=True
    )
    # Not stored: a stored one would cost a query whenever any lead changes hands.
    company_id = fields.Many2one(related="lead_id.company_id")
    sequence = fields.Integer(default=10)
    kind = fields.Selection([("need", "Need"), ("risk", "Risk")], required=True, default="need", index=True)
    category_id = fields.Many2one(
        "salestech.need.category", ondelete="restrict", domain="[('kind', 'in', [kind, False])]"
    )
    name = fields.Char(string="In the client's words", required=True)
    weight = fields.Selection(
        [("1", "Hardly matters"), ("2", "Matters a little"), ("3", "Matters"), ("4", "Matters much"), ("5", "Decides")],
        required=True,
        default="3",
    )
    answer = fields.Text(string="What answers it", help="What we offer for the need, or do about the risk.")
    state = fields.Selection(
        [("open", "Open"), ("answered", "Answered")], compute="_compute_state", store=True, precompute=True
    )

    @api.depends("answer")
    def _compute_state(self):
        for need in self:
            need.state = "answered" if (need.answer or "").strip() else "open"

    @api.constrains("kind", "category_id")
    def _check_category(self):
        for need in self:
            if need.category_id.kind not in (False, need.kind):
                raise ValidationError(
                    self.env._(
                        "“%(category)s” is not a category for “%(need)s”. Choose another one.",
                        category=need.category_id.name,
                        need=need.name,
                    )
                )

    @api.constrains("name")
    def _check_name(self):
        if any(not need.name.strip() for need in self):
            raise ValidationError(self.env._("Write down the need or the risk in a few words."))

    @api.model_create_multi
    def create(self, vals_list):
        self._require_process(PROCESS)
        return super().create(vals_list)

    def write(self, vals):
        self._require_process(PROCESS)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_if_process(self):
        self._require_process(PROCESS)
