from odoo import fields, models


class CrmLead(models.Model):
    """The pilots of a client."""

    _inherit = "crm.lead"

    pilot_required = fields.Boolean(
        string="Pilot required",
        groups="sales_technology.group_salestech_user",
        copy=False,
        help="The development plan needs a pilot: the client goes on after it was accepted.",
    )
    pilot_ids = fields.One2many(
        "salestech.pilot", "lead_id", string="Pilots", groups="sales_technology.group_salestech_user"
    )

    def _mend_pilot(self, gate):
        """Open the pilot under way, or a new one."""
        return self._open_needed("salestech.pilot", [("result", "not in", ["rejected", "extended"])], {})

    def _merge_dependences(self, opportunities):
        """The pilots of what is merged go on under the lead that remains."""
        super()._merge_dependences(opportunities)
        # sudo: core merges what the user may see, and then deletes the rest as superuser.
        opportunities.sudo().pilot_ids.write({"lead_id": self.id})
