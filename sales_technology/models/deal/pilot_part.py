from odoo import api, fields, models
from odoo.exceptions import AccessError


class SalestechPilotPart(models.AbstractModel):
    """A row of a pilot: as open or closed as the pilot is. Its facts are recorded by buttons alone."""

    _name = "salestech.pilot.part"
    _description = "Part of a Pilot"
    _inherit = ["salestech.document.part"]

    _document_field = "pilot_id"
    _facts = frozenset()

    pilot_id = fields.Many2one("salestech.pilot", required=True, index=True, ondelete="cascade")
    lead_id = fields.Many2one(related="pilot_id.lead_id")
    company_id = fields.Many2one(related="pilot_id.company_id", store=True, index=True)

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                given = {f for f in self._facts if vals.get(f, self.env.context.get(f"default_{f}"))}
                self._refuse_facts(given - {"state"} if vals.get("state") == self._start_state() else given)
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self._refuse_facts(self._facts & vals.keys())
        return super().write(vals)

    @api.model
    def _start_state(self):
        return (
            self._fields["state"].default(self) if "state" in self._fields and self._fields["state"].default else None
        )

    def _refuse_facts(self, names):
        if names:
            labels = [self._fields[name].get_description(self.env, ["string"])["string"] for name in sorted(names)]
            raise AccessError(
                self.env._(
                    "%s: recorded by the buttons of the pilot, not by hand.", ", ".join(f"“{x}”" for x in labels)
                )
            )
