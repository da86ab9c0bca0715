from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    salestech_job_trouble = fields.Text(string="Trouble", compute="_compute_salestech_job_trouble")

    @api.depends("company_id")
    def _compute_salestech_job_trouble(self):
        self.salestech_job_trouble = "\n".join(self.env["ir.cron"]._salestech_trouble())
