from odoo import fields, models

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
    _inherit = ["salestech.history.mixin"]
    _order = "date desc, id desc"
    _rec_name = "familiarity"

    partner_id = fields.Many2one(
        "res.partner", string="Person", required=True, readonly=True, index=True, ondelete="cascade"
    )
    familiarity = fields.Selection(FAMILIARITY, readonly=True)
    date = fields.Date(required=True, readonly=True)
    user_id = fields.Many2one("res.users", string="Who", readonly=True, ondelete="set null")

    def _by_hand_sentence(self):
        return self.env._("How well a person is known is changed on the person; the history writes itself.")
