from odoo import models
from odoo.fields import Domain


class MailActivitySchedule(models.TransientModel):
    _inherit = "mail.activity.schedule"

    def _get_plan_available_base_domain(self):
        """A scenario is chosen on the client, where its rights and branches are kept: it is no plan to launch."""
        return Domain(super()._get_plan_available_base_domain()) & Domain("is_scenario", "=", False)
