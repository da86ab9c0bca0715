from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

PROCESS = "4.4"
KINDS = [
    ("claim_reaction", "Reaction to a claim"),
    ("claim_resolution", "Claim resolved"),
    ("incident_reaction", "Reaction to a situation"),
    ("incident_resolution", "Situation resolved"),
    ("stage", "Work stage closed"),
    ("milestone", "Milestone of a pilot"),
]
# those that the indicator “quality level” counts, and what they are promises of
COUNTED = {
    "claim_resolution": "salestech.claim",
    "stage": "salestech.work.stage",
    "milestone": "salestech.pilot.milestone",
}
# done late, or late and not done
BROKEN = ("missed", "late")
BY_HAND = frozenset({"cause_id", "note"})


class SalestechQualityBreach(models.Model):
    """Why one commitment was missed, said by somebody who may follow the quality (4.4).

    People give the cause and their words; whose commitment it was is taken over from the commitment itself.
    """

    _name = "salestech.quality.breach"
    _description = "Explanation of a Missed Commitment"
    _inherit = ["mail.thread", "salestech.process.guard"]
    _order = "id desc"

    name = fields.Char(readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    source_id = fields.Integer(required=True, readonly=True, export_string_translation=False)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", string="Client", readonly=True, index="btree_not_null")
    user_id = fields.Many2one("res.users", string="Responsible", readonly=True, index="btree_not_null")
    team_id = fields.Many2one("crm.team", string="Group", readonly=True, index="btree_not_null")
    cause_id = fields.Many2one(
        "salestech.quality.cause", string="Why missed", required=True, tracking=True, ondelete="restrict"
    )
    note = fields.Text(string="What we change", tracking=True)

    _source_uniq = models.Constraint(
        "UNIQUE (kind, source_id)", "Somebody has explained it just now. Load the list anew."
    )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            self._require_process(PROCESS)
            vals_list = [self._with_commitment(vals) for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self._require_process(PROCESS)
            if not all(name in BY_HAND or name.startswith("message_") for name in vals):
                raise AccessError(self.env._("Only the cause and the words are changed by hand."))
        return super().write(vals)

    @api.model
    def _with_commitment(self, vals):
        """Return the values with what the commitment says; refuse what is out of reach or was not missed."""
        kind = vals.get("kind") or self.env.context.get("default_kind")
        source_id = vals.get("source_id") or self.env.context.get("default_source_id")
        row = self.env["salestech.quality"].search([("kind", "=", kind), ("source_id", "=", source_id)], limit=1)
        if not row:
            raise AccessError(self.env._("This commitment is not one of yours. Load the list anew."))
        if row.status not in BROKEN:
            raise UserError(self.env._("“%s” was not missed: there is nothing to explain.", row.name))
        return {
            **{name: vals[name] for name in BY_HAND & vals.keys()},
            "name": row.name,
            "kind": row.kind,
            "source_id": row.source_id,
            **{name: row[name].id for name in ("company_id", "partner_id", "user_id", "team_id")},
        }
