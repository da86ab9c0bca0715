from odoo import fields, models


class SalestechNeedCategory(models.Model):
    _name = "salestech.need.category"
    _description = "Category of Needs and Risks"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    kind = fields.Selection([("need", "Need"), ("risk", "Risk")], help="Empty: for both.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _name_uniq = models.UniqueIndex(
        "(name, COALESCE(kind, ''))", "There is a category of this name already. Use it, or give yours another name."
    )
