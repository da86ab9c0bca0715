from odoo import models


class ResUsers(models.Model):
    _name = "res.users"
    _inherit = ["res.users", "salestech.actual.axis"]

    _actual_axis = "user_id"
