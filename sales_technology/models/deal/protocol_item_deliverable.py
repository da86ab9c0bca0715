from odoo import models

FLAGS = {"technical_proposal": "technical_proposal_required", "pilot": "pilot_required"}


class SalestechProtocolItem(models.Model):
    """A plan that brings a technical proposal or a pilot has the client's card ask for it."""

    _inherit = "salestech.protocol.item"

    def _come_into_force(self):
        super()._come_into_force()
        in_force = self.filtered(lambda item: item.state == "open")
        for deliverable, flag in FLAGS.items():
            leads = in_force.filtered(lambda item, wanted=deliverable: item.deliverable == wanted).lead_id
            # sudo: the flag follows from what both sides signed; the client signs as nobody of ours.
            leads.sudo().filtered(lambda lead, flag=flag: not lead[flag]).write({flag: True})
