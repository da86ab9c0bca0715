from odoo import api, fields, models

from ...tools.passage import Passage
from .crm_lead_register import SALESTECH_USER

# What a salesperson notes about a person. Seen by sales roles only, written under process 2.1.2.
DECISION_FIELDS = (
    "decision_role",
    "decision_influence",
    "decision_attitude",
    "reach_how",
    "reach_when",
    "info_source",
    "decision_note",
)


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "salestech.organisation.keys", "salestech.process.guard"]

    segment_id = fields.Many2one(
        "salestech.segment",
        index="btree_not_null",
        check_company=True,
        copy=False,
        groups=SALESTECH_USER,
        help="Which kind of client the organisation is.",
    )
    org_size = fields.Selection(selection="_selection_org_size", string="Size", copy=False, groups=SALESTECH_USER)
    legal_form = fields.Char(copy=False, groups=SALESTECH_USER)
    org_trade = fields.Char(string="Trade", copy=False, groups=SALESTECH_USER)

    decision_role = fields.Selection(
        [
            ("decides", "Decides"),
            ("influences", "Influences"),
            ("uses", "Uses"),
            ("guards", "Guards the door"),
            ("blocks", "Blocks"),
            ("supports", "Supports us"),
        ],
        string="Role in the decision",
        copy=False,
        groups=SALESTECH_USER,
    )
    decision_influence = fields.Selection(
        [("0", "Not known"), ("1", "Low"), ("2", "Medium"), ("3", "High")],
        string="Influence",
        copy=False,
        groups=SALESTECH_USER,
    )
    decision_attitude = fields.Selection(
        [
            ("against", "Against us"),
            ("sceptical", "Sceptical"),
            ("neutral", "Neutral"),
            ("favourable", "Favourable"),
            ("for", "For us"),
        ],
        string="Attitude",
        copy=False,
        groups=SALESTECH_USER,
    )
    reach_how = fields.Char(
        string="How to reach",
        copy=False,
        prefetch="register",
        groups=SALESTECH_USER,
        help="Direct line, through the assistant, messenger…",
    )
    reach_when = fields.Char(
        string="When to reach",
        copy=False,
        prefetch="register",
        groups=SALESTECH_USER,
        help="Days and hours when the person answers.",
    )
    info_source = fields.Char(
        string="Source of the information",
        copy=False,
        prefetch="register",
        groups=SALESTECH_USER,
        help="Who told it, where it was read.",
    )
    # Plain text: markup stays what it is, letters. Not tracked: the chatter would tell it to followers.
    decision_note = fields.Text(string="Notes on the person", copy=False, prefetch="register", groups=SALESTECH_USER)

    @api.model
    def _selection_org_size(self):
        """Return the sizes by headcount; `crm.lead` has the same."""
        return [
            ("micro", self.env._("Up to 15 people")),
            ("small", self.env._("16–100 people")),
            ("medium", self.env._("101–250 people")),
            ("large", self.env._("251–1,000 people")),
            ("huge", self.env._("Over 1,000 people")),
        ]

    @api.depends("vat", "name", "is_company", "email", "phone")
    def _compute_org_keys(self):
        super()._compute_org_keys()

    def _org_key_sources(self):
        return self.vat, self.is_company and self.name, self.email, self.phone

    @api.model_create_multi
    def create(self, vals_list):
        noted = any(vals.get(name) for vals in vals_list for name in DECISION_FIELDS)
        if noted and not Passage.of(self.env.context):
            self._require_process("2.1.2")
        return super().create(vals_list)

    def write(self, vals):
        # Merging contacts brings together what is noted already: no new knowledge, no process.
        if not self.env.su and any(name in vals for name in DECISION_FIELDS) and not Passage.of(self.env.context):
            self._require_process("2.1.2")
        return super().write(vals)
