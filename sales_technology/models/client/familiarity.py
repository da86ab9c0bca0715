from odoo import api, fields, models
from odoo.exceptions import AccessError

FAMILIARITY = [
    ("not_met", "Not met"),
    ("met", "Acquainted"),
    ("working", "Working contact"),
    ("trusted", "Trusted"),
]
KNOWN = ("met", "working", "trusted")


class SalestechFamiliarity(models.Model):
    """How well we knew a person since when: one row per change, written with the change."""

    _name = "salestech.familiarity"
    _description = "How Well a Person Is Known"
    _order = "date desc, id desc"
    _rec_name = "familiarity"

    partner_id = fields.Many2one(
        "res.partner", string="Person", required=True, readonly=True, index=True, ondelete="cascade"
    )
    familiarity = fields.Selection(FAMILIARITY, readonly=True)
    date = fields.Date(required=True, readonly=True)
    user_id = fields.Many2one("res.users", string="Who", readonly=True, ondelete="set null")

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_by_hand()
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_by_hand()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never_by_hand(self):
        self._refuse_by_hand()

    def _refuse_by_hand(self):
        if not self.env.su:
            raise AccessError(
                self.env._("How well a person is known is changed on the person; the history writes itself.")
            )
