from odoo import fields, models

from ...exceptions import LadderRefusal


class CrmLead(models.Model):
    """What kind of deal an opportunity is meant to be: its contract takes it over."""

    _inherit = "crm.lead"

    deal_type = fields.Selection(
        [("new", "New"), ("cross_sale", "Cross-sale"), ("renewal", "Renewal")],
        index="btree_not_null",
        tracking=True,
        groups="sales_technology.group_salestech_user",
        help="Empty: it follows from whether the client has a contract already.",
    )

    def _climb_while_lawful(self):
        """Go up the ladder step by step as long as nothing is missing; never to the last one, which wins."""
        self.ensure_one()
        while True:
            step = self._next_step() if self.ladder_id else None
            if not step or step.is_won or self._ladder_missing().get(self.id):
                return
            try:
                with self.env.cr.savepoint():
                    self.write({"stage_id": step.id})
            except LadderRefusal:
                self.invalidate_recordset()
                return
