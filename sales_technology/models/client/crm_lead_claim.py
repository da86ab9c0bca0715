from odoo import models
from odoo.fields import Domain


class CrmLead(models.Model):
    """Claims and situations from a client's card on the ladder."""

    _inherit = "crm.lead"

    def action_open_claims(self):
        """Open the claims of this client; a new one takes the client over."""
        return self._open_cases("sales_technology.salestech_claim_action")

    def action_open_incidents(self):
        """Open the non-standard situations of this client; a new one takes the client over."""
        return self._open_cases("sales_technology.salestech_incident_action")

    def _open_cases(self, xmlid):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        # sudo: the organisation's id only, to look its claims up by; the rules of claims decide what is seen
        organisation = self.sudo().partner_id.commercial_partner_id
        domain = Domain("lead_id", "=", self.id)
        if organisation:
            domain |= Domain("partner_id", "=", organisation.id)
        return {**action, "domain": list(domain), "context": {"default_lead_id": self.id}}

    def _merge_dependences(self, opportunities):
        """What is of the leads that are merged goes on under the one that remains."""
        super()._merge_dependences(opportunities)
        for model in self._lead_history_models():
            # sudo: core merges what the user may see, and then deletes the rest as superuser
            self.env[model].sudo().search([("lead_id", "in", opportunities.ids)]).lead_id = self

    def _lead_history_models(self):
        """Return the models of this room whose records stay when their lead is merged away."""
        return ["salestech.claim", "salestech.incident"]
