from odoo import models


class CrmTeam(models.Model):
    _name = "crm.team"
    _inherit = ["crm.team", "salestech.actual.axis"]

    _actual_axis = "team_id"
